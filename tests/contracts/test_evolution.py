"""Programs of different age run side by side while an installation is updated; neither loses what the other tells."""

from enum import StrEnum
from typing import Any

import orjson
import pytest
from pydantic import create_model

from shared.events import FACTS, Fact
from shared.messaging.wire import FromNewer, from_wire
from tests.contracts.test_samples import HERE, read

EVERY = pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.type)


def sample_of(fact: type[Fact]) -> dict[str, Any]:
    return read(HERE / f"{fact.type}.json")


def enums_of(fact: type[Fact]) -> list[str]:
    """Return the fields whose values a newer program may know more of."""
    return [
        name
        for name, field in fact.model_fields.items()
        if isinstance(field.annotation, type) and issubclass(field.annotation, StrEnum)
    ]


@EVERY
def test_todays_reader_ignores_the_field_a_newer_program_added(fact: type[Fact]) -> None:
    sample = sample_of(fact)

    heard = from_wire(sample["headers"], orjson.dumps(sample["body"] | {"of_tomorrow": {"any": ["thing", 1]}}))

    assert heard == from_wire(sample["headers"], orjson.dumps(sample["body"]))


@EVERY
def test_yesterdays_reader_which_knew_only_what_is_required_reads_what_is_sent_today(fact: type[Fact]) -> None:
    sample = sample_of(fact)
    required = {name: (one.annotation, ...) for name, one in fact.model_fields.items() if one.is_required()}
    yesterday = create_model(f"Yesterdays{fact.__name__}", **required)  # type: ignore[call-overload]  # made here

    heard = yesterday.model_validate_json(orjson.dumps(sample["body"]), extra="ignore")

    said = heard.model_dump(mode="json")
    assert said == {name: sample["body"][name] for name in required}


@EVERY
def test_a_version_of_tomorrow_is_known_as_newer_and_not_as_rubbish(fact: type[Fact]) -> None:
    sample = sample_of(fact)
    stem, _, version = fact.type.rpartition(".v")
    headers = sample["headers"] | {"cloudEvents_type": f"{stem}.v{int(version) + 1}"}

    with pytest.raises(FromNewer):
        from_wire(headers, b'{"quite": "different"}')


@pytest.mark.parametrize(("fact", "name"), [(fact, name) for fact in FACTS for name in enums_of(fact)])
def test_a_value_of_tomorrow_is_known_as_newer_and_not_as_rubbish(fact: type[Fact], name: str) -> None:
    sample = sample_of(fact)

    with pytest.raises(FromNewer):
        from_wire(sample["headers"], orjson.dumps(sample["body"] | {name: "of_tomorrow"}))
