"""One case as a page: what stands on it, and which acts this person may do now."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from services.routing.domain.roles import Body
from services.routing.domain.stage import Stage
from services.routing.handlers.offer_days import OfferDays, days_by
from services.routing.handlers.publishing.sources import PUBLISHABLE
from services.routing.handlers.verbs.registry import verbs_now
from services.routing.storage.queries import DepartmentLine
from services.routing.storage.work import RoutingWork
from services.routing.web.access import CaseAccess, OpenedCase, look_at_case
from services.routing.web.answered_call import answered_call
from services.routing.web.application_page import calls_of, draw_application
from services.routing.web.attached import shown_files
from services.routing.web.attempt import Attempt
from services.routing.web.coordination_beside import coordination_beside
from services.routing.web.dialogue import dialogue_of
from services.routing.web.ends_beside import ends_beside
from services.routing.web.flow import flow_of
from services.routing.web.guest_pages import show_guest_case
from services.routing.web.held_beside import held_beside
from services.routing.web.history_words import history_beside
from services.routing.web.labels import LABELS
from services.routing.web.ledger.beside_case import ledger_beside
from services.routing.web.municipalities_beside import municipalities_beside
from services.routing.web.next_step import Looking
from services.routing.web.next_steps import next_steps
from services.routing.web.notice_words import notice_word
from services.routing.web.partners_beside import partners_beside
from services.routing.web.party_beside import party_beside
from services.routing.web.places import places_of, shown_steps
from services.routing.web.returned import return_choices, returned_case
from services.routing.web.reviewed import verdict_form
from services.routing.web.round_beside import round_beside
from services.routing.web.rules import rules_said
from services.routing.web.sheet_reading import reading_of
from services.routing.web.sheets_beside import sheets_beside
from services.routing.web.similar import similar_to
from services.routing.web.tasks_beside import tasks_beside
from services.routing.web.which_department import which_department
from shared.access.actor import Actor, Role
from shared.access.policy import Action
from shared.events import Channel, ProposerKind
from shared.japanese.era import day_in_japan
from shared.web.labels import Audience
from shared.web.pages import Pages, utc_now

_FOR_PARTIES: Mapping[str, str] = {
    "offer": "offer-parties",
    "return-offer": "record-answer",
    "give-verdict": "record-answer",
}


async def show_case(
    access: CaseAccess, request: Request, pages: Pages, actor: Actor, receipt: str, attempt: Attempt | None = None
) -> Response:
    """Draw one case with the acts this person may do now; after an *attempt* with its errors (422)."""
    if actor.has(Role.MUNICIPALITY):
        return await show_guest_case(access, request, pages, actor, receipt, attempt or Attempt())
    return await _show_to_office(access, request, pages, actor, receipt, attempt)


async def _show_to_office(
    access: CaseAccess, request: Request, pages: Pages, actor: Actor, receipt: str, attempt: Attempt | None
) -> Response:
    at = utc_now()
    today = day_in_japan(at)
    async with access.begin(actor) as work:
        opened = await look_at_case(work, actor, receipt, access.directories, at=at)
        if opened.is_judged:
            return draw_application(request, pages, opened, await calls_of(work, opened))
        departments = await work.queries.departments(actor.desk_id, today)
        beside = await _beside(work, opened, actor, today)
        names = {one.code: one.name for one in departments} | await work.municipalities.names(actor.desk_id)
        beside |= await _after_yes(work, opened, actor, beside | {"names": names}, attempt or Attempt(), at)
        acts = acts_now(opened, actor)
        beside |= await municipalities_beside(work, opened, acts, attempt or Attempt(), today)
        beside |= await history_beside(work, opened, names)
    scheme = opened.scheme
    context = {
        "opened": opened,
        "case": opened.case,
        "acts": acts,
        "flow": flow_of(opened.case),
        "mine": opened.case.offer_to(actor.department or ""),
        "notice_word": notice_word,
        "names": names,
        **_choices(opened, actor, departments),
        **_files(opened),
        **reading_of(opened),
        **beside,
        "sheets_beside": sheets_beside(opened, scheme.form),
        **verdict_form(opened, acts, attempt or Attempt()),
        **dialogue_of(opened, actor, names, attempt or Attempt()),
        **_said_of(opened, actor, names),
        **which_department(opened, actor, departments, attempt or Attempt(), beside["rules_said"]),
        **_filled_in(attempt or Attempt(), days_by(opened.case, scheme, opened.clock, today)),
    }
    context |= _led(opened, actor, acts, context, today)
    return pages.speaking_to(Audience.STAFF).render(
        request, "routing/case.html", context, status_code=attempt.status if attempt else 200
    )


def _choices(opened: OpenedCase, actor: Actor, departments: list[DepartmentLine]) -> dict[str, Any]:
    """Return what the forms of the page offer: departments, and the points of the checklist."""
    scheme = opened.scheme
    return {
        "return_choices": return_choices(opened, departments, frozenset({actor.department or "", scheme.department})),
        "all_departments": [(one.code, f"{one.bureau} {one.name}") for one in departments],
        "checks": [(item.code, item.words, item.hint or "") for item in scheme.checklist],
    }


def _led(
    opened: OpenedCase, actor: Actor, acts: frozenset[str], drawn: Mapping[str, Any], today: date
) -> dict[str, Any]:
    """Return the parts of the page, and which of them the next steps of this person lead to."""
    looking = Looking(
        acts=acts,
        today=today,
        account_id=actor.account_id,
        desk=actor.has(Role.DESK),
        department=actor.department,
        alone=frozenset(verb.value for verb in opened.alone),
        replies=drawn["unanswered"],
        names=drawn["offer_names"],
        clock=opened.clock,
        work_ended=any(one.ended for one in drawn["ledger_beside"]),
        work_runs=any(one.runs for one in drawn["ledger_beside"]),
        call=drawn["answered_call"],
    )
    places = places_of(drawn)
    return {"places": places, "next_steps": shown_steps(next_steps(opened.case, looking), places)}


async def _beside(work: RoutingWork, opened: OpenedCase, actor: Actor, today: date) -> dict[str, Any]:
    """Return what is asked for anew whenever a case is looked at: nothing of it is kept with the case."""
    return {
        "returned": await returned_case(work, opened, today),
        "rules_said": await rules_said(work, opened, today),
        "similar": await similar_to(work, opened, actor),
        "party_beside": await party_beside(work, opened),
        "round": await round_beside(work, opened, today),
        "ledger_beside": await ledger_beside(work, opened.case.case_id),
    }


async def _after_yes(
    work: RoutingWork, opened: OpenedCase, actor: Actor, beside: Mapping[str, Any], attempt: Attempt, at: datetime
) -> dict[str, Any]:
    """Return how the case goes on once both sides said yes, and how it ends."""
    today = day_in_japan(at)
    coordination = await coordination_beside(work, opened, beside["names"], attempt, today)
    coordination["answered_call"] = await answered_call(work, opened, beside["ledger_beside"], beside["names"])
    coordination |= await tasks_beside(work, opened, actor, beside["names"], attempt, today)
    return coordination | await ends_beside(work, opened, actor, beside, attempt, at)


def acts_now(opened: OpenedCase, actor: Actor) -> frozenset[str]:
    """Return what this person may do to the case in the state it is in, by the names the page knows."""
    case = opened.case
    acts = {verb.value for verb in verbs_now(actor, case)}
    departments_asked = case.cast.addressee is Body.DEPARTMENT
    if Action.CASE_OFFER in opened.may and departments_asked and not case.confirmed:
        acts.add("see-ranking")
    if Action.PAPER_MAKE in opened.may:
        acts.add("explain")
    if Action.AGREEMENT_KEEP in opened.may and case.stage is Stage.COORDINATING:
        acts.add("begin-agreement")
    if Action.PUBLICATION_KEEP in opened.may and case.stage in PUBLISHABLE:
        acts.add("publish")
    if not departments_asked:
        # A body outside the office answers on a page of its own; here the desk writes down what came another way.
        acts = {_FOR_PARTIES.get(one, one) for one in acts} - {"take-up"}
    return frozenset(acts)


def _filled_in(attempt: Attempt, days: OfferDays) -> dict[str, Any]:
    """Return what was filled in when an act was refused, and the usual due day where nothing was."""
    parts = {"year": days.usual.year, "month": days.usual.month, "day": days.usual.day}
    return {
        "checked": list(attempt.lists.get("checked", ())),
        "partners": list(attempt.lists.get("partners", ())),
        "errors": attempt.errors,
        "refused": attempt.refused,
        "written": attempt.words,
        "typed": attempt.typed,
        "latest_due": days.latest,
        "due_typed": {part: attempt.typed.get(f"due-{part}", str(value)) for part, value in parts.items()},
    }


def _files(opened: OpenedCase) -> dict[str, Any]:
    return {
        "documents": shown_files(opened.case.receipt, opened.attachments),
        "may_clean": Action.FILE_CLEAN in opened.may and _has_files(opened),
    }


def _has_files(opened: OpenedCase) -> bool:
    return bool(opened.attachments) or any(reply.attachments for reply in opened.replies)


def _said_of(opened: OpenedCase, actor: Actor, names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "label_of": _kinds(opened),
        "partners_beside": partners_beside(opened, names),
        "held_act": held_beside(opened, actor, names),
    }


def _kinds(opened: OpenedCase) -> dict[str, str]:
    return {
        "proposer_kind": LABELS.text(Audience.STAFF, ProposerKind(opened.row["proposer_kind"])),
        "channel": LABELS.text(Audience.STAFF, Channel(opened.row["channel"])),
    }
