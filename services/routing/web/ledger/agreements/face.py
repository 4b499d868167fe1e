"""How agreements look in the ledger."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from services.routing.domain.ledger.agreement import Agreement
from services.routing.handlers.acting import scope_of
from services.routing.handlers.fields_of_case import fields_of
from services.routing.handlers.ledger.agreements.doors import AGREEMENT
from services.routing.handlers.ledger.agreements.texts import AgreementContent
from services.routing.handlers.partners import partners_outside
from services.routing.storage.work import RoutingWork
from services.routing.web.ledger.agreements import words as w
from services.routing.web.ledger.agreements.shown import as_data, sections
from services.routing.web.ledger.face import Choices, Face, Filter
from shared.access.actor import Actor
from shared.access.policy import Action
from shared.access.reads import require_read
from shared.events.ledger import LedgerKind
from shared.japanese.era import day_in_japan, fiscal_name
from shared.web.pages import utc_now


async def _fields(work: RoutingWork, actor: Actor) -> Sequence[tuple[str, str]]:
    return [(one.code, one.words) for one in work.schemes.current[actor.desk_id].categories]


async def _forms(_work: RoutingWork, _actor: Actor) -> Sequence[tuple[str, str]]:
    return list(w.FORMS.items())


async def _years(work: RoutingWork, actor: Actor) -> Sequence[tuple[str, str]]:
    years = await work.ledger_queries.marked(actor.desk_id, LedgerKind.AGREEMENT, "year")
    return [(year, fiscal_name(int(year))) for year in reversed(years)]


async def _parties(work: RoutingWork, actor: Actor) -> Sequence[tuple[str, str]]:
    """Return the parties that have agreements; none to whom the registry is closed."""
    ids = await work.ledger_queries.marked(actor.desk_id, LedgerKind.AGREEMENT, "party")
    lines = await work.party_queries.these([UUID(one) for one in ids])
    return sorted(((str(line.party_id), line.name) for line in lines if line.name), key=lambda one: one[1])


async def _choices(work: RoutingWork, actor: Actor, _item: Agreement | None) -> Choices:
    departments = [
        (one.code, one.name) for one in await work.queries.departments(actor.desk_id, day_in_japan(utc_now()))
    ]
    return {
        "form": list(w.FORMS.items()),
        "fields": await _fields(work, actor),
        "lead": departments,
        "departments": departments,
        "activity": list(w.ACTIVITIES.items()),
        "ending": list(w.ENDINGS.items()),
    }


async def _filled(work: RoutingWork, agreement: Agreement, verb: str) -> Mapping[str, Any]:
    if verb not in {"redraft", "amend", "assign"}:
        return {}
    content = await work.ledger_texts.open(agreement.content_id, AgreementContent)
    return {
        "title": content.title,
        "purpose": content.purpose,
        "form": agreement.form,
        "parties": [one.name for one in content.parties],
        "fields": agreement.fields,
        "lead": agreement.lead,
        "departments": sorted(agreement.departments - {agreement.lead}),
        "deciding_body": content.deciding_body,
        "decision_on": agreement.decision_on,
        "remarks": content.remarks,
    }


async def _of_case(work: RoutingWork, actor: Actor, receipt: str) -> Mapping[str, Any]:
    """Return what an agreement begins with that comes of a case: all partners, who is in charge, and its fields."""
    case = await work.cases.find(actor.desk_id, receipt)
    now, what = utc_now(), str(case.case_id)
    await require_read(work.connection, actor, Action.CASE_OPEN, scope_of(case), what_id=what, now=now)
    scheme = await work.schemes.of_case(actor.desk_id, receipt)
    fields = await fields_of(work, case, scheme)
    form = "" if case.cooperation is None else case.cooperation.form.value
    return {
        "parties": [one.name for one in await partners_outside(work, case) if one.name],
        "fields": [one.code for one in scheme.categories if one.code in fields],
        "lead": case.in_charge or "",
        "departments": sorted(case.taking_part - {case.in_charge}),
        **({"form": form} if form in w.FORMS else {}),
    }


AGREEMENT_FACE: Final[Face[Agreement]] = Face(
    volume=AGREEMENT,
    words="協定",
    list_words="協定の登録簿",
    verbs=w.VERBS,
    states=w.STATES,
    facts=w.FACTS,
    dues=w.DUES,
    show=sections,
    data=as_data,
    choices=_choices,
    filled=_filled,
    of_case=_of_case,
    filters=(
        Filter(name="form", label="区分", options=_forms),
        Filter(name="field", label="分野", options=_fields),
        Filter(name="party", label="相手方", options=_parties),
        Filter(name="year", label="始期の年度", options=_years),
    ),
    late=w.LATE,
)
