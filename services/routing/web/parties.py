"""The registry of parties: the list, one party with its proposals and what was done with it, and its contacts."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from services.routing.domain.body_names import PartyKind
from services.routing.domain.keeping import Party, WhyNeeded
from services.routing.domain.party import PartyState
from services.routing.handlers import parties as keeping
from services.routing.handlers.parties import NewName, NumberTaken, PartyStep
from services.routing.storage.parties import NoSuchParty
from services.routing.storage.party_queries import PAGE
from services.routing.storage.work import RoutingWork
from services.routing.web.access import CaseAccess
from services.routing.web.days import day_typed
from services.routing.web.labels import LABELS
from shared.access.actor import Actor
from shared.access.policy import Action, can
from shared.access.reads import require_read
from shared.access.web import CurrentActor
from shared.documents.contents import ContactContent
from shared.errors import Invalid
from shared.web.csrf import csrf_protected
from shared.web.labels import Audience
from shared.web.pages import Pages, pages_of, see_other, utc_now

PagesDep = Annotated[Pages, Depends(pages_of)]
_ACTS_WITH_CONTACTS: Final = frozenset({"contact", "end-contact"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """An act that was not accepted: what is wrong where, what was typed, and which party stands against it."""

    act: str = ""
    errors: tuple[tuple[str, str], ...] = ()
    typed: Mapping[str, str] = field(default_factory=dict)
    conflict: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wanted:
    """Which parties a list shows: what was typed, how they stand, and after which one it goes on."""

    q: str
    state: PartyState | None
    before: UUID | None


def party_pages(access: CaseAccess) -> APIRouter:
    """Return the pages of the registry; every act is a POST form, carries the party's version, and answers 303."""
    router = APIRouter(include_in_schema=False)

    @router.get("/parties")
    async def listed(
        request: Request,
        actor: CurrentActor,
        pages: PagesDep,
        q: Annotated[str, Query(max_length=200)] = "",
        state: Annotated[str, Query()] = "",
        before: Annotated[UUID | None, Query()] = None,
    ) -> Response:
        only = PartyState(state) if state in set(PartyState) else None
        return await _list(access, request, pages, actor, _Wanted(q=q, state=only, before=before))

    @router.get("/parties/{party_id}")
    async def one(request: Request, party_id: UUID, actor: CurrentActor, pages: PagesDep) -> Response:
        return await _show(access, request, pages, actor, party_id, Refused())

    @router.get("/parties/{party_id}/contacts")
    async def contacts(request: Request, party_id: UUID, actor: CurrentActor, pages: PagesDep) -> Response:
        return await _show_contacts(access, request, pages, actor, party_id, Refused())

    @router.post("/parties/{party_id}/{act}", dependencies=[Depends(csrf_protected)])
    async def do(request: Request, party_id: UUID, act: str, actor: CurrentActor, pages: PagesDep) -> Response:
        form = await request.form()
        show = _show_contacts if act in _ACTS_WITH_CONTACTS else _show
        try:
            async with access.begin(actor) as work:
                await _ask(act)(work, _step(actor, party_id, act, form), form)
        except Invalid as error:
            return await show(access, request, pages, actor, party_id, _refused(act, form, error))
        back = "/contacts" if act in _ACTS_WITH_CONTACTS else ""
        return see_other(request, f"/parties/{party_id}{back}")

    return router


Do = Callable[[RoutingWork, PartyStep, FormData], Awaitable[None]]


async def _rename(work: RoutingWork, step: PartyStep, form: FormData) -> None:
    new = NewName(name=_said(form, "name"), kana=_said(form, "kana"), begins=day_typed(form, "begins"))
    await keeping.name_party(work, step, new)


async def _add_contact(work: RoutingWork, step: PartyStep, form: FormData) -> None:
    parts = {name: _said(form, f"contact-{name}") for name in ("name", "organisation", "email", "phone")}
    await keeping.add_contact(work, step, ContactContent(**parts))


_ACTS: Final[Mapping[str, Do]] = {
    "confirm": lambda w, s, _: keeping.confirm_party(w, s),
    "name": _rename,
    "confirm-name": lambda w, s, f: keeping.confirm_name(w, s, _id(f, "name_id"), day_typed(f, "since")),
    "set-name-aside": lambda w, s, f: keeping.set_name_aside(w, s, _id(f, "name_id")),
    "number": lambda w, s, f: keeping.number_party(w, s, _said(f, "number")),
    "kind": lambda w, s, f: keeping.change_kind(w, s, PartyKind(_said(f, "kind"))),
    "merge": lambda w, s, f: keeping.merge_parties(w, s, _other(f)),
    "take-apart": lambda w, s, f: keeping.take_party_apart(w, s, _id(f, "merged")),
    "keep-apart": lambda w, s, f: keeping.keep_apart(w, s, _id(f, "other")),
    "contact": _add_contact,
    "end-contact": lambda w, s, f: keeping.end_contact(w, s, _id(f, "document")),
}
# Where a page says what is wrong with an act, if it is not its reason.
_FIELDS: Final = {"name": "name", "number": "number", "merge": "called", "contact": "contact-name"}


def _refused(act: str, form: FormData, error: Invalid) -> Refused:
    named = f"why-{act}" if isinstance(error, WhyNeeded) else _FIELDS.get(act, f"why-{act}")
    return Refused(
        act=act,
        errors=((named, error.public),),
        typed={key: str(value) for key, value in form.items()},
        conflict=error.other_id if isinstance(error, NumberTaken) else None,
    )


def _ask(act: str) -> Do:
    do = _ACTS.get(act)
    if do is None:
        raise NoSuchParty
    return do


def _step(actor: Actor, party_id: UUID, act: str, form: FormData) -> PartyStep:
    version = _said(form, "version")
    if not version.isdecimal():
        raise NoSuchParty
    reason = _said(form, f"why-{act}")
    return PartyStep(actor=actor, party_id=party_id, version=int(version), at=utc_now(), reason=reason)


def _said(form: FormData, name: str) -> str:
    return str(form.get(name, "")).replace("\x00", "").strip()


def _id(form: FormData, name: str) -> UUID:
    try:
        return UUID(_said(form, name))
    except ValueError as error:
        raise NoSuchParty from error


def _other(form: FormData) -> UUID | str:
    """Return the candidate that was chosen, else what was typed."""
    return _id(form, "other") if _said(form, "other") else _said(form, "called")


async def _list(access: CaseAccess, request: Request, pages: Pages, actor: Actor, wanted: _Wanted) -> Response:
    async with access.begin(actor) as work:
        await require_read(work.connection, actor, Action.PARTY_SEE, what_id="parties", now=utc_now())
        said = wanted.q.replace("\x00", "")
        lines = await work.party_queries.listed(said=said, state=wanted.state, before=wanted.before)
    context = {
        "parties": lines[:PAGE],
        "q": wanted.q,
        "state": wanted.state,
        "states": _options(PartyState),
        "more": len(lines) > PAGE,
    }
    return pages.speaking_to(Audience.STAFF).render(request, "routing/parties.html", context)


async def _show(
    access: CaseAccess, request: Request, pages: Pages, actor: Actor, party_id: UUID, refused: Refused
) -> Response:
    async with access.begin(actor) as work:
        await require_read(work.connection, actor, Action.PARTY_SEE, what_id=str(party_id), now=utc_now())
        party = await work.parties.find(actor.desk_id, party_id)
        if party.party_id != party_id:
            # What was merged stands on the page of the party that speaks for it.
            return see_other(request, f"/parties/{party.party_id}#merged")
        cases = await work.party_queries.cases(party)
        acts = await work.party_queries.acts(party)
        alike = await work.party_queries.alike(party)
        conflict = await work.parties.find(actor.desk_id, refused.conflict) if refused.conflict else None
    context = {
        "cases": cases,
        "history": [(one.at, one.by, one) for one in acts],
        "alike": alike,
        "conflict": conflict,
        "kinds": _options(PartyKind),
        **_common(party, actor, refused),
    }
    return _drawn(request, pages, "routing/party_page.html", context, refused)


async def _show_contacts(
    access: CaseAccess, request: Request, pages: Pages, actor: Actor, party_id: UUID, refused: Refused
) -> Response:
    async with access.begin(actor) as work:
        await require_read(work.connection, actor, Action.PARTY_SEE_CONTACTS, what_id=str(party_id), now=utc_now())
        party = await work.parties.find(actor.desk_id, party_id)
        cases = await work.party_queries.cases(party)
        given = await work.party_queries.contacts_given(cases)
        kept = await work.party_queries.contacts(party)
    context = {
        "given": [(one, given[one.proposal_id]) for one in cases if one.proposal_id in given],
        "kept": kept,
        **_common(party, actor, refused),
    }
    return _drawn(request, pages, "routing/party_contacts.html", context, refused)


def _common(party: Party, actor: Actor, refused: Refused) -> dict[str, Any]:
    return {
        "party": party,
        "may_keep": can(actor, Action.PARTY_KEEP),
        "refused_act": refused.act,
        "errors": refused.errors,
        "typed": refused.typed,
    }


def _drawn(request: Request, pages: Pages, template: str, context: Mapping[str, Any], refused: Refused) -> Response:
    status_code = 422 if refused.errors else 200
    return pages.speaking_to(Audience.STAFF).render(request, template, dict(context), status_code=status_code)


def _options(words: type[PartyKind] | type[PartyState]) -> list[tuple[str, str]]:
    return [(one.value, LABELS.text(Audience.STAFF, one)) for one in words]
