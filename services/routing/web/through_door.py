"""Going through the door of a verb from a form whose fields are called `<verb>-<field>`."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from fastapi import APIRouter, Depends
from pydantic.fields import FieldInfo
from starlette.datastructures import FormData
from starlette.responses import Response

from services.routing.domain import coordination_refusals, link_refusals, municipal_refusals, refusals
from services.routing.domain.verbs import Verb
from services.routing.handlers.acting import Step
from services.routing.handlers.learned import LessonNamesSomebody
from services.routing.handlers.ledger.agreements import named
from services.routing.handlers.verbs.door import WrongInput
from services.routing.handlers.verbs.registry import DOORS
from services.routing.storage.work import RoutingWork
from services.routing.web.access import CaseAccess
from services.routing.web.acting import Act, Asked, AskedOfCase, act, ask
from services.routing.web.days import DayUnreadable, day_typed
from shared.errors import Invalid
from shared.scheme.model import DeskScheme
from shared.web.csrf import csrf_protected

# At which field of its form a refusal is told.
_PLACES: Final[Mapping[type[Invalid], str]] = {
    refusals.EndWithoutReason: "reason",
    refusals.WordsToProposerMissing: "words",
    refusals.NoSuchCheck: "missing",
    refusals.DuePassed: "due",
    refusals.NoSuchGround: "ground",
    refusals.RefusalGroundMissing: "ground",
    refusals.AlternativesMissing: "alternatives",
    refusals.OfficeMissing: "office",
    refusals.NotIntoThatCase: "into",
    link_refusals.NumberMissing: "other",
    link_refusals.NoCaseToLink: "other",
    link_refusals.NotToItself: "other",
    link_refusals.OtherCameLater: "kind",
    link_refusals.NoSuchLink: "kind",
    coordination_refusals.DecisionIncomplete: "body",
    named.NoSuchAgreement: named.NoSuchAgreement.place,
    named.AgreementOver: named.AgreementOver.place,
    named.OtherForm: named.OtherForm.place,
    coordination_refusals.StartDayMissing: "starts_on",
    coordination_refusals.LessonMissing: "lesson",
    LessonNamesSomebody: "lesson",
    coordination_refusals.DepartmentsUnclear: "join",
    coordination_refusals.OwesStill: "leave",
    coordination_refusals.OneLeads: "lead",
    coordination_refusals.TaskWordsMissing: "words",
    coordination_refusals.OwnerUnclear: "owner",
    coordination_refusals.TaskDayFar: "day",
    coordination_refusals.TodoDayPassed: "due",
    coordination_refusals.MissingUnsaid: "words",
    municipal_refusals.NobodyInvited: "municipalities",
    municipal_refusals.InvitedAlready: "municipalities",
    municipal_refusals.NoSuchMunicipality: "municipalities",
    municipal_refusals.InvitationWithoutWords: "words",
}


def door_acts(access: CaseAccess, verbs: Iterable[Verb]) -> APIRouter:
    """Return the acts of *verbs*; each is a POST form under its own name, carries its version, and answers 303."""
    router = APIRouter(include_in_schema=False, dependencies=[Depends(csrf_protected)])
    for verb in verbs:
        _add(router, access, verb)
    return router


def _add(router: APIRouter, access: CaseAccess, verb: Verb) -> None:
    @router.post(f"/cases/{{receipt}}/{verb.value}")
    async def done(asked: AskedOfCase) -> Response:
        return await through_door(access, asked, verb)


async def through_door(access: CaseAccess, asked: Asked, verb: Verb) -> Response:
    """Do what the form of *verb* asks and go to the case; what is wrong is told at its field."""
    form = await asked.request.form()

    def place(error: Invalid) -> str:
        if isinstance(error, WrongInput):
            return f"{verb.value}-{error.places[0].partition('.')[0]}"
        if isinstance(error, refusals.NotIntoThatCase) and verb is Verb.LINK:
            return f"{verb.value}-other"
        return f"{verb.value}-{_PLACES.get(type(error), 'reason')}"

    try:
        said = _said(form, verb)
    except DayUnreadable as error:
        return await act(access, asked, _refuse(error), f"{verb.value}-{_day_field(verb)}")
    return await ask(access, asked, verb, said, place)


def _day_field(verb: Verb) -> str:
    """Return the field of a form in which a day is typed."""
    fields: Mapping[str, FieldInfo] = DOORS[verb].asks.model_fields
    return next(name for name, field in fields.items() if field.annotation == date | None)


def _refuse(error: Invalid) -> Act:
    async def do(_work: RoutingWork, _step: Step, _scheme: DeskScheme) -> None:
        raise error

    return do


def _said(form: FormData, verb: Verb) -> dict[str, Any]:
    """Return what stands in the fields of this form; one that was left empty is left out where it may be."""
    said: dict[str, Any] = {}
    for name, field in DOORS[verb].asks.model_fields.items():
        key = f"{verb.value}-{name}"
        if field.annotation == date | None:
            value: Any = day_typed(form, key)
        elif field.annotation == tuple[str, ...]:
            value = [one for one in form.getlist(key) if one]
        else:
            value = str(form.get(key, ""))
        if value or field.is_required():
            said[name] = value
    return said
