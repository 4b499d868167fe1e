"""Choosing the party of a case."""

from uuid import UUID

from fastapi import APIRouter, Depends
from starlette.datastructures import FormData
from starlette.responses import Response

from services.routing.domain.body_names import PartyKind
from services.routing.domain.keeping import NameNeeded
from services.routing.handlers.acting import Step
from services.routing.handlers.parties import Chosen, choose_party
from services.routing.storage.work import RoutingWork
from services.routing.web.access import CaseAccess
from services.routing.web.acting import AskedOfCase, act
from services.routing.web.party_beside import CALLED, NEW, NONE
from shared.errors import Invalid
from shared.scheme.model import DeskScheme
from shared.web.csrf import csrf_protected


class NothingChosen(Invalid):
    """None of the ways was chosen."""

    public_message = "この提案の団体を選んでください。"


def party_choice(access: CaseAccess) -> APIRouter:
    """Return the act by which the desk chooses the party of a case."""
    router = APIRouter(include_in_schema=False, dependencies=[Depends(csrf_protected)])

    @router.post("/cases/{receipt}/party")
    async def choose(asked: AskedOfCase, receipt: str) -> Response:
        form = await asked.request.form()
        reason = str(form.get("party-why", ""))

        async def do(work: RoutingWork, step: Step, _: DeskScheme) -> None:
            await choose_party(work, receipt, step, _chosen(form), seen=_id(form, "seen"), reason=reason)

        return await act(access, asked, do, _field_of(form))

    return router


def _field_of(form: FormData) -> str:
    """Return where the page says what is wrong."""
    if not str(form.get("party-why", "")).strip():
        return "party-why"
    return "party-called" if form.get("party") in {CALLED, NEW} else "party"


def _chosen(form: FormData) -> Chosen:
    called = str(form.get("party-called", "")).replace("\x00", "").strip()
    match form.get("party"):
        case str(way) if way == CALLED:
            return Chosen(party=called)
        case str(way) if way == NEW:
            if not called:
                raise NameNeeded
            return Chosen(new_name=called, kind=_kind(form))
        case str(way) if way == NONE:
            return Chosen()
        case _:
            party = _id(form, "party")
            if party is None:
                raise NothingChosen
            return Chosen(party=party)


def _kind(form: FormData) -> PartyKind:
    said = form.get("party-kind")
    return next((one for one in PartyKind if one.value == said), PartyKind.UNKNOWN)


def _id(form: FormData, name: str) -> UUID | None:
    try:
        return UUID(str(form.get(name, "")))
    except ValueError:
        return None
