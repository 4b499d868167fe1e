"""What is done in a project moves the agreement it stands under: it is not idle then."""

from typing import Final

from services.routing.domain.ledger.agreement import AGREEMENTS, AgreementState
from services.routing.ports import Told
from services.routing.storage.ledger import NoSuchItem
from services.routing.storage.work import RoutingWork
from shared.events import Recorded
from shared.events.agreements import AgreementActivitySeen
from shared.events.projects import (
    PilotBegun,
    ProjectBegun,
    ProjectCompleted,
    ProjectFact,
    ProjectPutUnder,
    ProjectReported,
    ProjectStarted,
)
from shared.events.who import by_service
from shared.japanese.era import day_in_japan

# What shows that an agreement lives: the rest is about papers and money.
MOVING: Final[tuple[type[ProjectFact], ...]] = (
    ProjectBegun,
    ProjectPutUnder,
    PilotBegun,
    ProjectStarted,
    ProjectReported,
    ProjectCompleted,
)


async def note_what_projects_do(told: Recorded[ProjectFact], work: RoutingWork) -> None:
    """Note under each agreement above the project that something was done, once a day."""
    fact, day = told.fact, day_in_japan(told.occurred_at)
    if isinstance(fact, ProjectBegun | ProjectPutUnder):
        above = [fact.agreement] if fact.agreement else []
    else:
        above = await work.agreement_queries.above(told.aggregate_id)
    for number in above:
        try:
            agreement = await work.ledger.get(AGREEMENTS, told.desk_id, number)
        except NoSuchItem:
            # A case may name an agreement that the register does not know.
            continue
        moved_on = agreement.moved_on
        if agreement.state != AgreementState.CONCLUDED or (moved_on is not None and day <= moved_on):
            continue
        seen = AgreementActivitySeen(number=number, project=fact.number, told=fact.type, day=day)
        by = Told(actor=by_service("routing"), at=told.occurred_at, causation_id=told.id)
        await work.ledger.save(AGREEMENTS, agreement, [seen], by)
