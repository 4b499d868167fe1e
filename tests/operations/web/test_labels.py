"""Every word a page of operations asks for is there."""

from pathlib import Path

import pytest

from services.operations import wiring
from services.operations.domain.balance import Account, Became
from services.operations.domain.delivery import Act, Advice, State
from services.operations.domain.incident import Cause, Remedy
from services.operations.web.labels import CATALOGUE, LOST, age, facts_without_words
from shared.web.labels import Audience, keys_in_templates


def test_every_word_has_its_japanese() -> None:
    keys = [
        *State,
        *Act,
        *Advice,
        *Cause,
        *Remedy,
        *Account,
        *Became,
        *LOST.values(),
        *keys_in_templates(Path(wiring.TEMPLATES)),
    ]

    assert CATALOGUE.gaps(Audience.STAFF, keys) == []


def test_no_two_things_share_a_key_in_the_catalogue() -> None:
    keys = [*State, *Act, *Advice, *Cause, *Remedy, *Account, *Became]

    assert len({str(key) for key in keys}) == len(keys)


def test_every_fact_has_a_word_an_operator_can_read() -> None:
    assert facts_without_words() == []


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0, "0秒"), (59, "59秒"), (60, "1分"), (3_599, "59分"), (3_600, "1時間"), (86_400, "1日"), (864_000, "10日")],
)
def test_a_length_of_time_is_said_as_an_operator_says_it(seconds: int, said: str) -> None:
    assert age(seconds) == said
