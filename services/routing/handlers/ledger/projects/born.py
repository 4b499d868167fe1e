"""A case goes on in a project: it begins with the id the case gave it, once."""

from uuid import UUID

from services.routing.domain.ledger.project import PROJECTS
from services.routing.handlers.ledger.projects.owners import names_kept
from services.routing.ports import Told
from services.routing.storage.ledger import NewItem
from services.routing.storage.work import RoutingWork
from shared.events import ImplementationStarted, LedgerKind, Recorded
from shared.events.projects import ProjectBegun
from shared.events.who import by_service, version_in


async def begin_project(started: Recorded[ImplementationStarted], work: RoutingWork) -> None:
    """Begin the project of a case whose implementation started; one that is there already stays as it is.

    It bears the number of the case until somebody names it; who proposed, or was chosen, owns it, too.
    """
    fact, desk_id = started.fact, started.desk_id
    if await work.ledger.exists(fact.project_id):
        return
    told = Told(actor=by_service("routing"), at=started.occurred_at, causation_id=started.id)
    await work.ledger_texts.keep_for(fact.project_id, desk_id)
    parties = await _parties(work, started.aggregate_id)
    number = await work.ledger.next_number(LedgerKind.PROJECT, desk_id, told)
    begun = ProjectBegun(
        number=number,
        case_id=started.aggregate_id,
        receipt=fact.receipt,
        lead=fact.department,
        departments=tuple(sorted({*fact.departments} - {fact.department})),
        parties=parties,
        owners_id=await names_kept(work, fact.project_id, desk_id, parties, {}),
        agreement=fact.agreement,
        starts_on=fact.starts_on,
    )
    rules = version_in(started.rule_version, desk_id)
    new = NewItem(
        item_id=fact.project_id,
        desk_id=desk_id,
        title=f"{fact.receipt}の事業",
        scheme_version=work.schemes.in_force(desk_id).version if rules is None else rules,
    )
    await work.ledger.begin(PROJECTS, new, number, [begun], told)


async def _parties(work: RoutingWork, case_id: UUID) -> tuple[UUID, ...]:
    return tuple(one.party_id for one in await work.party_queries.of_cases([case_id]) if one.name)
