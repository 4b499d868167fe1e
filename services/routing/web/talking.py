"""Talking about a case: POST forms that carry the version they were drawn from and answer 303."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Form
from starlette.responses import Response

from services.routing.domain.refusals import MeetingAhead
from services.routing.domain.verbs import Verb
from services.routing.handlers.acting import Step
from services.routing.handlers.verbs.door import Doing, WrongInput
from services.routing.handlers.verbs.registry import perform
from services.routing.storage.work import RoutingWork
from services.routing.web.access import CaseAccess
from services.routing.web.acting import AskedOfCase, Text, act, ask
from services.routing.web.days import day_typed
from shared.errors import Invalid
from shared.scheme.model import DeskScheme
from shared.web.csrf import csrf_protected


class MeetingDayUnreadable(Invalid):
    """The day of a meeting is missing or is no day."""

    public_message = "打合せの日は、年・月・日を数字で入力してください。"


class NextDayUnreadable(Invalid):
    """The day of what comes next is no day."""

    public_message = "次の予定日は、年・月・日を数字で入力してください。"


def dialogue_acts(access: CaseAccess) -> APIRouter:
    """Return the acts by which the office writes: to the proposer, inside, and what was said face to face."""
    router = APIRouter(include_in_schema=False, dependencies=[Depends(csrf_protected)])
    _to_proposer(router, access)
    _inside(router, access)
    return router


def _to_proposer(router: APIRouter, access: CaseAccess) -> None:
    @router.post("/cases/{receipt}/tell")
    async def tell(
        asked: AskedOfCase,
        receipt: str,
        words: Annotated[Text, Form(alias="tell-words")] = "",
        about: Annotated[str, Form(alias="tell-about")] = "message",
    ) -> Response:
        said = {"words": words, "about": about}
        return await ask(access, asked, Verb.TELL_PROPOSER, said, "tell-words", then=_thread(receipt))

    @router.post("/cases/{receipt}/release-note")
    async def release(asked: AskedOfCase, receipt: str) -> Response:
        return await ask(access, asked, Verb.RELEASE_NOTE, {}, "tell-words", then=_thread(receipt))

    @router.post("/cases/{receipt}/send-back-note")
    async def send_back(asked: AskedOfCase, receipt: str, reason: Text = "") -> Response:
        said = {"reason": reason}
        return await ask(access, asked, Verb.SEND_BACK_NOTE, said, "send-back-note", then=_thread(receipt))

    @router.post("/cases/{receipt}/replies/{reply_id}/handled")
    async def handled(asked: AskedOfCase, receipt: str, reply_id: UUID) -> Response:
        said = {"reply_id": reply_id}
        return await ask(access, asked, Verb.HANDLE_REPLY, said, "tell-words", then=_thread(receipt))


def _inside(router: APIRouter, access: CaseAccess) -> None:
    @router.post("/cases/{receipt}/note")
    async def note(
        asked: AskedOfCase,
        receipt: str,
        text: Annotated[Text, Form(alias="note-text")] = "",
        circle: Annotated[str, Form(alias="note-circle")] = "",
        municipality: Annotated[str, Form(alias="note-municipality")] = "",
        to_municipality: Annotated[Text, Form(alias="note-text-to-municipality")] = "",
    ) -> Response:
        said = {"text": to_municipality or text, "circle": circle or None, "municipality": municipality or None}
        return await ask(access, asked, Verb.WRITE_NOTE, said, "note-text", then=f"/cases/{receipt}#notes")

    @router.post("/cases/{receipt}/meeting")
    async def meeting(asked: AskedOfCase, receipt: str) -> Response:
        form = await asked.request.form()

        async def record(work: RoutingWork, step: Step, scheme: DeskScheme) -> None:
            day = day_typed(form, "meeting-day", wrong=MeetingDayUnreadable)
            if day is None:
                raise MeetingDayUnreadable
            said = {
                "day": day,
                "minutes": str(form.get("meeting-minutes", "")),
                "participants": str(form.get("meeting-participants", "")),
                "agreed": str(form.get("meeting-agreed", "")),
                "with_proposer": form.get("meeting-with") == "1",
                "departments": tuple(str(code) for code in form.getlist("meeting-departments")),
                "next_day": day_typed(form, "meeting-next", wrong=NextDayUnreadable),
            }
            doing = Doing(work=work, receipt=receipt, step=step, scheme=scheme)
            await perform(doing, Verb.RECORD_MEETING, said)

        return await act(access, asked, record, _place_of_meeting)


def _thread(receipt: str) -> str:
    return f"/cases/{receipt}#dialogue"


def _place_of_meeting(error: Invalid) -> str:
    match error:
        case MeetingDayUnreadable() | MeetingAhead():
            return "meeting-day"
        case NextDayUnreadable():
            return "meeting-next"
        case WrongInput():
            return f"meeting-{error.places[0].split('.', maxsplit=1)[0]}"
        case _:
            return "meeting-minutes"
