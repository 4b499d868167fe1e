from typing import Any

import pytest
from pydantic import ValidationError

from shared.scheme.webhooks import Webhook
from tests.shared.scheme.schemes import scheme_data, small_scheme

HOOK: dict[str, Any] = {"name": "portal", "url": "https://portal.example.jp/hook", "events": ["case.opened.v1"]}


def test_a_receiver_wants_the_facts_it_names_or_all() -> None:
    named = Webhook.model_validate(HOOK)
    greedy = Webhook.model_validate(HOOK | {"events": "all", "allow": ["10.0.0.0/8"]})

    wanted = [hook.wants(event) for hook in (named, greedy) for event in ("case.opened.v1", "case.confirmed.v1")]

    assert wanted == [True, False, True, True]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"url": "http://portal.example.jp/hook"}, "https:// から始めてください"),
        ({"url": "https://user:secret@portal.example.jp/"}, "利用者名を含まないアドレス"),
        ({"url": "https://portal.example.jp:port/"}, "利用者名を含まないアドレス"),
        ({"url": "file:///etc/passwd"}, "利用者名を含まないアドレス"),
        ({"events": ["case.dreamt.v1"]}, "「case.dreamt.v1」は、外部へ知らせる出来事ではありません"),
        ({"events": ["case.opened.v1", "case.opened.v1"]}, "「case.opened.v1」が重複"),
        ({"allow": ["the office"]}, "allow"),
    ],
)
def test_a_receiver_that_cannot_be_is_refused(changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        Webhook.model_validate(HOOK | changes)

    assert sentence in str(refusal.value)


def test_two_receivers_of_one_name_are_refused() -> None:
    with pytest.raises(ValidationError, match="webhooks の「portal」が重複"):
        type(small_scheme()).model_validate(scheme_data(webhooks=[HOOK, HOOK]))
