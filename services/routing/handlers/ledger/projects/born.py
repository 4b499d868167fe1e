"""A case goes on in a project: it begins with the id the case gave it, once."""

from contextlib import suppress

from services.routing.domain.case import Case
from services.routing.domain.ledger.agreement import AGREEMENTS
from services.routing.domain.ledger.project import PROJECTS
from services.routing.handlers.fields_of_case import fields_of
from services.routing.handlers.ledger.projects.owners import names_kept
from services.routing.handlers.partners import partners_outside
from services.routing.ports import Told
from services.routing.storage.ledger import NewItem, NoSuchItem
from services.routing.storage.work import RoutingWork
from shared.events import ImplementationStarted, LedgerKind, Recorded
from shared.events.projects import ProjectBegun
from shared.events.who import by_service, version_in


async def begin_project(started: Recorded[ImplementationStarted], work: RoutingWork) -> None:
    """Begin the project of a case whose implementation started; one that is there already stays as it is.

    It bears the number of the case until somebody names it. The party that proposed, those that were chosen and the
    municipalities that have joined own it, too. Its fields are those of the proposal, or else the one field of the
    agreement.
    """
    fact, desk_id = started.fact, started.desk_id
    if await work.ledger.exists(fact.project_id):
        return
    told = Told(actor=by_service("routing"), at=started.occurred_at, causation_id=started.id)
    await work.ledger_texts.keep_for(fact.project_id, desk_id)
    case = await work.cases.find(desk_id, fact.receipt)
    parties = tuple(sorted({one.party_id for one in await partners_outside(work, case) if one.name}))
    number = await work.ledger.next_number(LedgerKind.PROJECT, desk_id, told)
    begun = ProjectBegun(
        number=number,
        case_id=started.aggregate_id,
        receipt=fact.receipt,
        lead=fact.department,
        departments=tuple(sorted({*fact.departments} - {fact.department})),
        parties=parties,
        municipalities=tuple(sorted(case.joined)),
        owners_id=await names_kept(work, fact.project_id, desk_id, parties, {}),
        agreement=fact.agreement,
        fields=await _fields(work, case, fact.agreement),
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


async def _fields(work: RoutingWork, case: Case, agreement: str | None) -> tuple[str, ...]:
    scheme = await work.schemes.of_case(case.desk_id, case.receipt)
    if found := await fields_of(work, case, scheme):
        return tuple(sorted(found))
    with suppress(NoSuchItem):
        fields = () if agreement is None else (await work.ledger.find(AGREEMENTS, case.desk_id, agreement)).fields
        return fields if len(fields) == 1 else ()
    return ()
