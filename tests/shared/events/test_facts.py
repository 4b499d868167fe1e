import inspect
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID

import pytest

from shared.events import FACTS, Code, Fact, Receipt, fact_class
from shared.events.catalogue import UnknownFact

SAYS_NOTHING = (UUID, int, bool, Decimal, date, datetime, type(None))
EVERY = pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.type)


def parts(annotation: Any) -> Iterator[Any]:
    """Take an annotation apart into the kinds of value it allows."""
    if annotation in (Code, Receipt):
        return
    origin = get_origin(annotation)
    if origin in (Union, UnionType, tuple):
        for argument in get_args(annotation):
            if argument is not Ellipsis:
                yield from parts(argument)
    elif origin is Annotated:
        yield from parts(get_args(annotation)[0])
    else:
        yield annotation


def may_carry_text(annotation: Any) -> bool:
    return any(
        not (part in SAYS_NOTHING or (inspect.isclass(part) and issubclass(part, StrEnum)))
        for part in parts(annotation)
    )


@pytest.mark.parametrize("annotation", [str, Any, bytes, dict[str, int], list[str], str | None, tuple[str, ...], float])
def test_the_walk_would_find_a_field_that_carries_text(annotation: Any) -> None:
    assert may_carry_text(annotation)


@EVERY
def test_no_fact_has_a_field_that_could_carry_text(fact: type[Fact]) -> None:
    hints = get_type_hints(fact, include_extras=True)

    assert [name for name in fact.model_fields if may_carry_text(hints[name])] == []


@pytest.mark.parametrize("said", ["提案", "Two words", "a@b", "UPPER", "a\n", "-a", "", "a" * 64, "株式会社"])
def test_a_code_cannot_hold_a_word_of_a_person(said: str) -> None:
    offered = fact_class("case.access_changed.v1")

    with pytest.raises(ValueError, match="offered"):
        offered.model_validate({"offered": [said], "taken_up": []})


@EVERY
def test_a_fact_is_named_owned_explained_and_frozen(fact: type[Fact]) -> None:
    subject, verb, version = fact.type.split(".")

    assert (subject + verb).replace("_", "").isalpha()
    assert version.startswith("v")
    assert fact.owner in {"intake", "routing", "notify", "publication", "operations"}
    assert (fact.__doc__ or "").strip().endswith(".")
    assert fact.model_config["frozen"] is True
    assert fact.model_config["extra"] == "forbid"


def test_every_type_is_declared_once_and_found_by_its_name() -> None:
    assert [fact_class(fact.type) for fact in FACTS] == list(FACTS)
    assert len({fact.type for fact in FACTS}) == len(FACTS)
    with pytest.raises(UnknownFact):
        fact_class("case.sung.v1")
