"""A case as data: what the API and the command line say of it, from one piece of code."""

from dataclasses import asdict
from typing import Any
from urllib.parse import quote, urlencode

from services.routing.domain.case import Case
from services.routing.domain.guest_sight import seen_by_guest, takes_part
from services.routing.handlers.verbs.door import shape_of
from services.routing.handlers.verbs.offered import verbs_offered
from services.routing.handlers.verbs.registry import DOORS
from services.routing.storage.case_filter import CaseFilter
from services.routing.storage.case_list import CaseList
from services.routing.storage.municipalities import MemberLine
from services.routing.storage.work import RoutingWork
from services.routing.web.access import OpenedCase
from services.routing.web.api.contents import contents_as_data
from services.routing.web.api.coordination import coordination_as_data
from services.routing.web.api.dialogue import dialogue_as_data, verdicts_as_data
from services.routing.web.api.models import CasePage, CaseState, Link, ListedCase, PermittedVerb
from services.routing.web.ends_beside import how_linked
from services.routing.web.verb_words import verb_words
from shared.access.actor import Actor, Role
from shared.access.policy import Action
from shared.scheme.model import DeskScheme

PATH = "/api/cases"


def page_as_data(found: CaseList, wanted: CaseFilter) -> CasePage:
    """Return one page of the list and where it goes on."""
    links = {"self": Link(href=_list_path(wanted.pairs()))}
    if found.after is not None:
        links["next"] = Link(href=_list_path(wanted.pairs(after=found.after)))
    return CasePage(cases=[ListedCase.model_validate(line) for line in found.lines], next=found.after, links=links)


async def state_as_data(work: RoutingWork, case: Case, actor: Actor, scheme: DeskScheme) -> CaseState:
    """Return where a case stands and what *actor* may do to it now."""
    here = f"{PATH}/{quote(case.receipt, safe='')}"
    guest = actor.has(Role.MUNICIPALITY)
    if guest:
        case = seen_by_guest(case, actor.department or "")
    return CaseState(
        receipt=case.receipt,
        case_id=case.case_id,
        version=case.version,
        stage=None if guest and not takes_part(case, actor.department or "") else case.stage,
        confirmed=case.confirmed,
        direction=case.direction,
        round=None if guest else case.round,
        leading=case.lead,
        unled=case.unled,
        decline_waits=case.decline is not None,
        act_waits=None if case.held is None else case.held.act,
        actions=[
            PermittedVerb(verb=verb, title=verb_words(verb), href=f"{here}/commands/{verb.value}")
            for verb in sorted(await verbs_offered(work, actor, case, scheme))
        ],
        links={"self": Link(href=here), "page": Link(href=f"/cases/{quote(case.receipt, safe='')}")},
    )


async def case_as_data(work: RoutingWork, opened: OpenedCase, actor: Actor) -> dict[str, Any]:
    """Return a case as JSON-ready data (the machine interface; keep it stable)."""
    case = opened.case
    verdicts = verdicts_as_data(opened)
    ranking = None if opened.advice is None else opened.advice.ranking
    guest = actor.has(Role.MUNICIPALITY)
    state = (await state_as_data(work, case, actor, opened.scheme)).model_dump()
    return state | {
        "actions": [one | {"asks": shape_of(DOORS[one["verb"]].asks)} for one in state["actions"]],
        "proposer_kind": None if guest else opened.row["proposer_kind"],
        "channel": None if guest else opened.row["channel"],
        **contents_as_data(opened),
        "abstract": opened.abstract,
        "next_day": None if guest else opened.row["next_day"],
        "clock": None if opened.clock is None else asdict(opened.clock),
        "returns": None if guest else case.returns,
        "suggestions": [asdict(one) for one in opened.suggestions],
        "sure": ranking is not None and ranking.sure,
        "lead": None if ranking is None else ranking.lead,
        "together": () if ranking is None else ranking.together,
        "offers": [
            asdict(one)
            | {
                "reason": opened.words.get(one.reason_id) if one.reason_id else None,
                "verdicts": verdicts.get(one.offer_id, []),
            }
            for one in opened.offers
        ],
        "municipalities": [_member(opened, one) for one in opened.members],
        "relations": await _relations(work, opened),
        **await coordination_as_data(work, opened),
        **dialogue_as_data(opened, actor),
        "history": [asdict(line) for line in opened.history],
    }


def _member(opened: OpenedCase, one: MemberLine) -> dict[str, Any]:
    reason = opened.words.get(one.reason_id) if one.reason_id else None
    return asdict(one) | {"words": opened.words.get(one.note_id), "reason": reason}


async def _relations(work: RoutingWork, opened: OpenedCase) -> list[dict[str, Any]]:
    """Return the cases that belong with this one, for who may see its history."""
    lines = await work.links.of(opened.case.case_id) if Action.CASE_SEE_HISTORY in opened.may else []
    return [{"receipt": one.receipt, "stage": one.stage, "kind": one.kind, "how": how_linked(one)} for one in lines]


def _list_path(pairs: list[tuple[str, str]]) -> str:
    return f"{PATH}?{urlencode(pairs)}" if pairs else PATH
