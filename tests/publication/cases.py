"""Facts of routing, as publication hears them."""

from datetime import UTC, datetime
from uuid import UUID

from shared.events import CaseOpened, Classification, Direction, Recorded
from shared.ids import new_id

NOVEMBER = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)


def opened(
    receipt: str = "R8-0001",
    *,
    at: datetime = NOVEMBER,
    desk_id: str = "miono",
    case_id: UUID | None = None,
    version: int = 1,
) -> Recorded[CaseOpened]:
    return Recorded(
        id=new_id(),
        fact=CaseOpened(proposal_id=new_id(), receipt=receipt, direction=Direction.TO_DEPARTMENTS),
        source="routing",
        desk_id=desk_id,
        aggregate_id=case_id or new_id(),
        aggregate_version=version,
        actor="service:routing",
        rule_version="1",
        occurred_at=at,
        classification=Classification.LIMITED,
        correlation_id=new_id(),
    )
