"""Choosing bodies outside the office for what a department wishes, and asking them: one page, no script needed."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from services.routing.domain.body_names import PartyKind
from services.routing.domain.verbs import Verb
from services.routing.handlers.acting import Step, scope_of
from services.routing.handlers.offer_days import offer_days
from services.routing.handlers.verbs.door import Doing
from services.routing.handlers.verbs.registry import perform, verbs_now
from services.routing.ports import ChangedMeanwhile, NoSuchCase
from services.routing.storage.parties import NoSuchParty
from services.routing.storage.party_lines import KeptContact, PartyLine
from services.routing.storage.work import RoutingWork
from services.routing.web.access import CaseAccess
from services.routing.web.addressees import days_of, said_to_all, wrong_places
from services.routing.web.labels import LABELS
from shared.access.actor import Actor
from shared.access.policy import Action
from shared.access.reads import require_read, require_reads
from shared.access.web import CurrentActor
from shared.errors import Invalid
from shared.japanese.era import day_in_japan
from shared.web.csrf import csrf_protected
from shared.web.labels import Audience
from shared.web.pages import pages_of, see_other, utc_now

# As many results of a search, and as many bodies in one go, as a person can look through.
_RESULTS: Final = 20
_MOST: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A body that was chosen, with the contacts the desk keeps of it."""

    line: PartyLine
    contacts: Sequence[KeptContact] = field(repr=False)


def ask_pages(access: CaseAccess) -> APIRouter:
    """Return the page on which the desk chooses whom to ask, and the act of asking."""
    router = APIRouter(include_in_schema=False)

    @router.get("/cases/{receipt}/ask")
    async def choose(
        request: Request,
        receipt: str,
        actor: CurrentActor,
        q: Annotated[str, Query(max_length=200)] = "",
        party: Annotated[list[UUID], Query(max_length=_MOST)] = [],  # noqa: B006 - FastAPI copies the default
    ) -> Response:
        return await _show(access, request, actor, receipt, _Chosen(q=q, parties=party))

    @router.post("/cases/{receipt}/ask", dependencies=[Depends(csrf_protected)])
    async def ask(request: Request, receipt: str, actor: CurrentActor) -> Response:
        form = await request.form()
        step = Step(actor=actor, version=_version(form), at=utc_now())
        try:
            async with access.begin(actor) as work:
                await perform(await Doing.of(work, receipt, step), Verb.OFFER, _asked(form))
        except Invalid as error:
            errors = wrong_places(error, _keys(form), "q")
            chosen = _Chosen(parties=_parties(form), errors=errors, typed=_typed(form))
            return await _show(access, request, actor, receipt, chosen)
        return see_other(request, f"/cases/{receipt}#answers")

    return router


@dataclass(frozen=True, slots=True, kw_only=True)
class _Chosen:
    """What was searched for, who was chosen so far, and what was typed when it was not accepted."""

    q: str = ""
    parties: Sequence[UUID] = ()
    errors: Sequence[tuple[str, str]] = ()
    typed: dict[str, str] = field(default_factory=dict)


async def _show(access: CaseAccess, request: Request, actor: Actor, receipt: str, chosen: _Chosen) -> Response:
    at = utc_now()
    async with access.begin(actor) as work:
        case = await work.cases.find(actor.desk_id, receipt)
        scope = scope_of(case)
        await require_read(work.connection, actor, Action.CASE_OFFER, scope, what_id=str(case.case_id), now=at)
        if not scope.parties_asked or Verb.OFFER not in verbs_now(actor, case):
            raise NoSuchCase
        scheme = await work.schemes.of_case(actor.desk_id, receipt)
        asked = {one.party_id for one in case.of_this_round if case.offer_of(one.addressee)}
        candidates = await _candidates(work, actor, [one for one in chosen.parties if one not in asked])
        found = await _found(work, case.case_id, actor.desk_id, chosen.q)
        days = await offer_days(work, case, scheme, day_in_japan(at))
    shown = {"year": str(days.usual.year), "month": str(days.usual.month), "day": str(days.usual.day)}
    context: dict[str, Any] = {
        "case": case,
        "candidates": candidates,
        "found_options": _options([one for one in found if one.party_id not in {*asked, *chosen.parties}]),
        "q": chosen.q,
        "typed": chosen.typed,
        "errors": chosen.errors,
        "latest_due": days.latest,
        "due": {part: chosen.typed.get(f"due-{part}", value) for part, value in shown.items()},
        "kinds": [(one.value, LABELS.text(Audience.STAFF, one)) for one in PartyKind],
    }
    pages = pages_of(request).speaking_to(Audience.STAFF)
    return pages.render(request, "routing/ask_parties.html", context, status_code=422 if chosen.errors else 200)


def _options(lines: Sequence[PartyLine]) -> list[tuple[str, str, str]]:
    return [
        (
            str(one.party_id),
            one.name or "名称の登録なし",
            f"{LABELS.text(Audience.STAFF, one.kind)}、提案 {one.cases}件",
        )
        for one in lines[:_RESULTS]
    ]


async def _candidates(work: RoutingWork, actor: Actor, party_ids: Sequence[UUID]) -> list[Candidate]:
    """Return who was chosen, with their contacts; every look at contacts is written down."""
    await require_reads(
        work.connection,
        actor,
        Action.PARTY_SEE_CONTACTS,
        what_ids=[str(one) for one in party_ids],
        now=utc_now(),
    )
    lines = await work.party_queries.these(party_ids)
    return [
        Candidate(
            line=line,
            contacts=await work.party_queries.contacts(await work.parties.find(actor.desk_id, line.party_id)),
        )
        for line in lines
    ]


async def _found(work: RoutingWork, case_id: UUID, desk_id: str, said: str) -> list[PartyLine]:
    """Return who is called so; without a word first who proposed something alike, then the newest."""
    listed = await work.party_queries.listed(said=said.replace("\x00", ""), state=None, before=None)
    if said.strip():
        return listed
    alike = await work.likeness.alike(case_id, desk_id, department_only=None)
    near = await work.party_queries.of_cases([one.case_id for one in alike])
    return list({one.party_id: one for one in (*near, *listed)}.values())


def _keys(form: FormData) -> list[str]:
    """Return under which keys the form names those who are asked: what is known first, then the new one."""
    return [*map(str, _parties(form)), *(["new"] if _said(form, "new-name") else [])]


def _asked(form: FormData) -> dict[str, Any]:
    keys = _keys(form)
    due, days = days_of(form, keys)
    return {
        "parties": [_one(form, key) | {"due": day} for key, day in zip(keys, days, strict=True)],
        "release": form.get("release") == "1",
        **said_to_all(form, due),
    }


def _one(form: FormData, key: str) -> dict[str, Any]:
    kind = _said(form, "new-kind")
    new = key == "new"
    return {
        "party": "" if new else key,
        "new_name": _said(form, "new-name") if new else "",
        "kind": kind if kind in set(PartyKind) else PartyKind.UNKNOWN,
        "contact_id": _said(form, f"contact-{key}") or None,
        "contact_name": _said(form, f"name-{key}"),
        "contact_email": _said(form, f"email-{key}"),
        "note": _said(form, f"note-{key}"),
    }


def _parties(form: FormData) -> list[UUID]:
    return [_id(str(one)) for one in form.getlist("party")][:_MOST]


def _id(said: str) -> UUID:
    try:
        return UUID(said)
    except ValueError as error:
        raise NoSuchParty from error


def _version(form: FormData) -> int:
    version = _said(form, "version")
    if not version.isdecimal():
        raise ChangedMeanwhile
    return int(version)


def _said(form: FormData, name: str) -> str:
    return str(form.get(name, "")).replace("\x00", "")[:10_000].strip()


def _typed(form: FormData) -> dict[str, str]:
    return {name: _said(form, name) for name in form}
