"""Facts of routing, as publication hears them."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any, TypeVar
from uuid import UUID

from shared.events import (
    CallPublished,
    CallWithdrawn,
    CaseCompleted,
    CaseDeclined,
    CaseMerged,
    CaseOpened,
    CaseReferred,
    CaseReopened,
    CaseWithdrawn,
    Classification,
    Cooperation,
    CoordinationStarted,
    Direction,
    Fact,
    ForumAnnounced,
    ImplementationStarted,
    PublicationApproved,
    PublicationWithdrawn,
    PublicKind,
    Recorded,
)
from shared.ids import new_id

F = TypeVar("F", bound=Fact)
NOVEMBER = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)
# What ends a case or moves it, as far as the public counts it.
ENDS: Mapping[str, Fact] = {
    "coordination": CoordinationStarted(receipt="R8-0001"),
    "declined": CaseDeclined(receipt="R8-0001", ground="other", reason_id=new_id(), note_id=new_id()),
    "referred": CaseReferred(receipt="R8-0001", reason_id=new_id(), note_id=new_id()),
    "merged": CaseMerged(
        receipt="R8-0001", into_case=new_id(), into_receipt="R8-0002", reason_id=new_id(), note_id=new_id()
    ),
    "withdrawn": CaseWithdrawn(receipt="R8-0001", by_proposer=True, reason_id=new_id()),
    "implementation": ImplementationStarted(
        receipt="R8-0001",
        project_id=new_id(),
        form=Cooperation.NONE,
        department="kankyo",
        starts_on=date(2026, 12, 1),
        note_id=new_id(),
    ),
    "completed": CaseCompleted(receipt="R8-0001", note_id=new_id(), lesson_id=new_id()),
    "reopened": CaseReopened(receipt="R8-0001", reason_id=new_id()),
}


def recorded(
    fact: F, *, of: UUID | None = None, version: int = 1, at: datetime = NOVEMBER, desk_id: str = "miono"
) -> Recorded[F]:
    return Recorded(
        id=new_id(),
        fact=fact,
        source="routing",
        desk_id=desk_id,
        aggregate_id=of or new_id(),
        aggregate_version=version,
        actor="service.routing",
        rule_version="miono.1",
        occurred_at=at,
        classification=Classification.LIMITED,
        correlation_id=new_id(),
    )


def opened(
    receipt: str = "R8-0001",
    *,
    at: datetime = NOVEMBER,
    desk_id: str = "miono",
    case_id: UUID | None = None,
    version: int = 1,
) -> Recorded[CaseOpened]:
    fact = CaseOpened(proposal_id=new_id(), receipt=receipt, direction=Direction.TO_DEPARTMENTS)
    return recorded(fact, of=case_id, version=version, at=at, desk_id=desk_id)


def approved(number: str = "PR8-0001", **more: Any) -> PublicationApproved:
    said = {"kind": PublicKind.PROJECT, "about": "JR8-0001", "content_id": new_id()} | more
    return PublicationApproved(number=number, **said)


def taken_back(number: str = "PR8-0001") -> PublicationWithdrawn:
    return PublicationWithdrawn(number=number)


def call(number: str = "BR8-0001", **more: Any) -> CallPublished:
    said = {"content_id": new_id(), "opens_on": date(2026, 11, 1), "closes_on": date(2026, 12, 25)} | more
    return CallPublished(number=number, **said)


def call_taken_back(number: str = "BR8-0001") -> CallWithdrawn:
    return CallWithdrawn(number=number)


def forum(number: str = "FR8-0001", **more: Any) -> ForumAnnounced:
    said = {"content_id": new_id(), "held_on": date(2026, 12, 10), "closes_on": date(2026, 12, 1)} | more
    return ForumAnnounced(number=number, **said)
