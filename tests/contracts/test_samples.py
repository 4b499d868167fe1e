"""One sample of every version of every fact that was ever published, as it went over the wire; kept for ever."""

import hashlib
from pathlib import Path
from typing import Any

import orjson
import pytest

from shared.events import FACTS
from shared.messaging.wire import from_wire, to_wire

HERE = Path(__file__).parent
SAMPLES = sorted(HERE.glob("*.v*.json"))
EVERY = pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)


def read(sample: Path) -> dict[str, Any]:
    kept: dict[str, Any] = orjson.loads(sample.read_bytes())
    return kept


def test_every_fact_has_a_sample() -> None:
    assert {fact.type for fact in FACTS} - {sample.stem for sample in SAMPLES} == set()


def test_a_sample_that_was_published_is_never_changed_and_never_removed() -> None:
    published = orjson.loads((HERE / "published.json").read_bytes())

    # A fact that must change gets a next version with a sample of its own; add the new line to published.json.
    assert {sample.name: hashlib.sha256(sample.read_bytes()).hexdigest() for sample in SAMPLES} == published


@EVERY
def test_what_was_ever_sent_can_be_read_for_ever(sample: Path) -> None:
    kept = read(sample)

    recorded = from_wire(kept["headers"], orjson.dumps(kept["body"]))

    # New optional fields may join; what stood in the sample keeps its name and its value.
    said = recorded.fact.model_dump(mode="json")
    assert {name: value for name, value in said.items() if name in kept["body"]} == kept["body"]


@EVERY
def test_what_is_sent_today_is_what_was_sent_then(sample: Path) -> None:
    kept = read(sample)

    wire = to_wire(from_wire(kept["headers"], orjson.dumps(kept["body"])))

    said = orjson.loads(wire.body)
    assert (wire.type, dict(wire.headers)) == (kept["routing_key"], kept["headers"])
    # A reader of then finds every field it knew.
    assert {name: value for name, value in said.items() if name in kept["body"]} == kept["body"]
