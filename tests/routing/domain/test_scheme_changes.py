from collections.abc import Iterator
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from services.routing.domain.scheme_changes import Change, ChangeKind, changes_between
from services.routing.domain.scheme_words import is_named
from shared.scheme.model import DeskScheme
from shared.scheme.texts import MailName
from tests.shared.scheme.schemes import small_scheme

WHO = {"code": "who", "words": "連絡先が確認できる"}
ROLES = {"code": "roles", "words": "役割分担が読み取れる"}
RULE = {"words": ["藻場"], "department": "suisan", "priority": 80}
OTHER = {"words": ["婚活"], "department": "shoshika", "priority": 80}


def between(before: dict[str, Any], after: dict[str, Any]) -> list[Change]:
    """Return what differs between the small scheme with one set of changes and with another."""
    old, new = (small_scheme(**changes).model_dump(mode="json") for changes in (before, after))
    return changes_between(old, new)


def test_nothing_differs_between_a_scheme_and_itself() -> None:
    assert between({}, {}) == []


def test_a_value_is_told_by_its_pointer_its_words_and_both_versions() -> None:
    stages = {"confirming": {"promise_business_days": 3, "maximum_business_days": 10}}

    assert between({}, {"stages": stages}) == [
        Change(
            kind=ChangeKind.CHANGED,
            pointer="/stages/confirming/promise_business_days",
            place="段階の日数 › 確認中 › 目安（開庁日）",
            before=5,
            after=3,
        )
    ]


def test_an_item_of_a_list_is_known_by_its_code_wherever_it_stands() -> None:
    found = between({"checklist": [WHO]}, {"checklist": [ROLES, WHO | {"hint": "法人番号を照らし合わせる"}]})

    assert [(one.kind, one.pointer, one.place) for one in found] == [
        ("added", "/checklist/0", "確認事項「roles」（役割分担が読み取れる）"),
        ("added", "/checklist/1/hint", "確認事項「who」（連絡先が確認できる） › 補足"),
    ]


def test_what_was_removed_is_pointed_to_where_it_stood_and_another_order_is_told_as_such() -> None:
    removed = between({"checklist": [WHO, ROLES]}, {"checklist": [WHO]})
    moved = between({"checklist": [WHO, ROLES]}, {"checklist": [ROLES, WHO]})

    assert [(one.kind, one.pointer) for one in removed] == [("removed", "/checklist/1")]
    assert [(one.kind, one.pointer, one.before, one.after) for one in moved] == [
        ("moved", "/checklist", ["who", "roles"], ["roles", "who"])
    ]


def test_rules_have_no_name_and_are_paired_with_what_stood_in_their_place() -> None:
    added = between({"routing": [RULE]}, {"routing": [OTHER, RULE]})
    changed = between({"routing": [RULE, OTHER]}, {"routing": [RULE | {"priority": 90}, OTHER]})

    assert [(one.kind, one.pointer, one.place) for one in added] == [("added", "/routing/0", "振り分けの規則の1番目")]
    assert [(one.pointer, one.place, one.before, one.after) for one in changed] == [
        ("/routing/0/priority", "振り分けの規則の1番目 › 優先度", 80, 90)
    ]


def test_a_part_that_is_new_or_gone_is_told_whole() -> None:
    mailbox = {"host": "imap.example.jp", "user": "teian"}

    found = [between({}, {"mailbox": mailbox}), between({"mailbox": mailbox}, {})]

    assert [[(one.kind, one.pointer, one.place) for one in changes] for changes in found] == [
        [("added", "/mailbox", "メールボックス")],
        [("removed", "/mailbox", "メールボックス")],
    ]


def paths(model: type[BaseModel], above: str = "") -> Iterator[str]:
    """Go through every key a file may hold."""
    for name, field in model.model_fields.items():
        path = f"{above}.{name}".removeprefix(".")
        yield path
        for part in models_in(field.annotation):
            in_list = str(field.annotation).startswith("tuple")
            yield from paths(part, f"{path}.*" if in_list else path)


def models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from models_in(argument)


@pytest.mark.parametrize("path", [*sorted(set(paths(DeskScheme))), *(f"mails.{name.value}" for name in MailName)])
def test_every_key_of_a_scheme_has_words(path: str) -> None:
    assert is_named(path)
