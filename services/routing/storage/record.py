"""Facts of a case as its event log and its history hold them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from services.routing.domain.case import Case
from services.routing.domain.history import Entry, chain
from services.routing.ports import Told
from shared.events import Classification, Fact, Recorded
from shared.ids import new_id


@dataclass(frozen=True, slots=True)
class Marks:
    """What every fact of a case carries, from its first to its last."""

    rule_version: str
    classification: Classification
    correlation_id: UUID


def record(before: Case, facts: Sequence[Fact], told: Told, marks: Marks) -> list[Recorded[Fact]]:
    """Return *facts* as recorded after what was told of the case before."""
    return [
        Recorded(
            id=new_id(),
            fact=fact,
            source="routing",
            desk_id=before.desk_id,
            aggregate_id=before.case_id,
            aggregate_version=before.version + number,
            actor=told.actor,
            rule_version=marks.rule_version,
            occurred_at=told.at,
            classification=marks.classification,
            correlation_id=marks.correlation_id,
            causation_id=told.causation_id,
        )
        for number, fact in enumerate(facts, start=1)
    ]


def chained(case_id: UUID, head: bytes, facts: Sequence[Recorded[Fact]]) -> tuple[bytes, list[dict[str, Any]]]:
    """Return the new head of a case's chain and the rows of its history that lead there from *head*."""
    rows = []
    for recorded in facts:
        said: dict[str, Any] = {
            "case_id": case_id,
            "version": recorded.aggregate_version,
            "event_id": recorded.id,
            "type": recorded.type,
            "actor": recorded.actor,
            "rule_version": recorded.rule_version,
            "occurred_at": recorded.occurred_at,
            "data": recorded.fact.model_dump(mode="json"),
        }
        head = chain(head, Entry(**said))
        rows.append(said | {"hash": head})
    return head, rows
