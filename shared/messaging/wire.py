"""A recorded fact as an AMQP message: CloudEvents attributes in headers, the fact itself as the body."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from pydantic import ValidationError

from shared.errors import Invalid, Missing
from shared.events import Classification, Fact, Recorded, fact_class
from shared.events.catalogue import UnknownFact

_LONGEST_WORD = 120
_TYPE = re.compile(r"[a-z]+\.[a-z_]+\.v[1-9][0-9]*")
_LARGEST_VERSION = 2**31 - 1


class Unreadable(Invalid):
    """The message is no fact this reader can read; sending it again would not help."""


class FromNewer(Missing):
    """A newer program told this: its type, version or one of its values is unknown here until this one is updated."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wire:
    """What travels: the routing key, the headers and the bytes, kept as they are on every retry."""

    event_id: UUID
    type: str
    headers: Mapping[str, str]
    body: bytes
    timestamp: datetime


def to_wire(recorded: Recorded[Fact]) -> Wire:
    """Return the message of a recorded fact."""
    body = orjson.dumps(recorded.fact.model_dump(mode="json"))
    return wire_of_row(row_of(recorded), body)


def row_of(recorded: Recorded[Fact]) -> dict[str, Any]:
    """Return the columns of `event_log` but its data."""
    return {
        "event_id": recorded.id,
        "type": recorded.type,
        "source": recorded.source,
        "desk_id": recorded.desk_id,
        "aggregate_id": recorded.aggregate_id,
        "aggregate_version": recorded.aggregate_version,
        "actor": recorded.actor,
        "rule_version": recorded.rule_version,
        "occurred_at": recorded.occurred_at,
        "classification": recorded.classification.value,
        "correlation_id": recorded.correlation_id,
        "causation_id": recorded.causation_id,
    }


def wire_of_row(row: Mapping[str, Any], body: bytes) -> Wire:
    """Return the message of an `event_log` row."""
    headers = {
        "cloudEvents_specversion": "1.0",
        "cloudEvents_id": str(row["event_id"]),
        "cloudEvents_type": row["type"],
        "cloudEvents_source": row["source"],
        "cloudEvents_time": row["occurred_at"].isoformat(),
        "cloudEvents_subject": str(row["aggregate_id"]),
        "cloudEvents_desk": row["desk_id"],
        "cloudEvents_aggregateversion": str(row["aggregate_version"]),
        "cloudEvents_actor": row["actor"],
        "cloudEvents_ruleversion": row["rule_version"],
        "cloudEvents_classification": row["classification"],
        "cloudEvents_correlationid": str(row["correlation_id"]),
    }
    if row["causation_id"] is not None:
        headers["cloudEvents_causationid"] = str(row["causation_id"])
    return Wire(event_id=row["event_id"], type=row["type"], headers=headers, body=body, timestamp=row["occurred_at"])


def from_wire(headers: Mapping[str, Any], body: bytes) -> Recorded[Fact]:
    """Return the recorded fact of a message, unknown fields ignored; raise Unreadable or FromNewer."""
    try:
        cause = headers.get("cloudEvents_causationid")
        return Recorded(
            id=UUID(headers["cloudEvents_id"]),
            source=_word(headers["cloudEvents_source"]),
            desk_id=_word(headers["cloudEvents_desk"]),
            aggregate_id=UUID(headers["cloudEvents_subject"]),
            aggregate_version=version_of(headers["cloudEvents_aggregateversion"]),
            actor=_word(headers["cloudEvents_actor"]),
            rule_version=_word(headers["cloudEvents_ruleversion"]),
            occurred_at=_instant(headers["cloudEvents_time"]),
            classification=Classification(headers["cloudEvents_classification"]),
            correlation_id=UUID(headers["cloudEvents_correlationid"]),
            causation_id=UUID(cause) if cause else None,
            # Last, so that only a message that is sound in all else can count as a newer one.
            fact=_fact(headers["cloudEvents_type"], body),
        )
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise Unreadable(f"attributes do not fit: {type(error).__name__}") from error


def _fact(type_: Any, body: bytes) -> Fact:
    if not isinstance(type_, str) or not _TYPE.fullmatch(type_):
        raise Unreadable("the type is none")
    try:
        return fact_class(type_).model_validate_json(body, extra="ignore")
    except UnknownFact as error:
        raise FromNewer from error
    except ValidationError as error:
        if {found["type"] for found in error.errors(include_input=False)} == {"enum"}:
            raise FromNewer from None
        # The body is not repeated: a broken producer might have put there what no log may hold.
        raise Unreadable(f"body does not fit: {error.error_count()} errors") from None


def _word(value: Any) -> str:
    if not isinstance(value, str) or not value.isprintable() or not 0 < len(value) <= _LONGEST_WORD:
        raise ValueError("no word")
    return value


def version_of(value: Any) -> int:
    """Return the version a header names; raise ValueError when it names none."""
    # By way of its text: the infinite number a header can hold is an error of another kind.
    version = int(str(value))
    if not 0 < version <= _LARGEST_VERSION:
        raise ValueError("no version")
    return version


def _instant(value: Any) -> datetime:
    instant = datetime.fromisoformat(value)
    if instant.tzinfo is None:
        raise ValueError("no time zone")
    return instant
