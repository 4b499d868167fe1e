"""Facts of a case, or of an item of the ledger, as the event log and its history hold them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from services.routing.domain.history import Entry, chain
from services.routing.ports import Told
from shared.events import Classification, Fact, Recorded
from shared.ids import new_id


@dataclass(frozen=True, slots=True)
class Subject:
    """Of what facts are told, and how many were told of it before."""

    desk_id: str
    id: UUID
    version: int


@dataclass(frozen=True, slots=True)
class Marks:
    """What every fact of a case carries, from its first to its last."""

    rule_version: str
    classification: Classification
    correlation_id: UUID


def record(of: Subject, facts: Sequence[Fact], told: Told, marks: Marks) -> list[Recorded[Fact]]:
    """Return *facts* as recorded after what was told before."""
    return [
        Recorded(
            id=new_id(),
            fact=fact,
            source="routing",
            desk_id=of.desk_id,
            aggregate_id=of.id,
            aggregate_version=of.version + number,
            actor=told.actor,
            rule_version=marks.rule_version,
            occurred_at=told.at,
            classification=marks.classification,
            correlation_id=marks.correlation_id,
            causation_id=told.causation_id,
        )
        for number, fact in enumerate(facts, start=1)
    ]


def chained(
    case_id: UUID, head: bytes, facts: Sequence[Recorded[Fact]], *, key: str = "case_id"
) -> tuple[bytes, list[dict[str, Any]]]:
    """Return the new head of a chain and the rows of its history, known by *key*, that lead there from *head*."""
    rows = []
    for recorded in facts:
        said: dict[str, Any] = {
            "version": recorded.aggregate_version,
            "event_id": recorded.id,
            "type": recorded.type,
            "actor": recorded.actor,
            "rule_version": recorded.rule_version,
            "occurred_at": recorded.occurred_at,
            "data": recorded.fact.model_dump(mode="json"),
        }
        head = chain(head, Entry(case_id=case_id, **said))
        rows.append({key: case_id, **said, "hash": head})
    return head, rows
