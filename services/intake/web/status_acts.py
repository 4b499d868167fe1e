"""What the proposer does on the page of the proposal, without an account: POST forms under the cookie's secret."""

from typing import Annotated
from uuid import UUID, uuid4

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import Response

from services.intake.domain.stages import ENDS, Stage
from services.intake.handlers.page_answers import (
    AnswerUnchosen,
    PageAnswer,
    answer_conditions_by_page,
    reply_by_page,
    report_todo_by_page,
    withdraw_by_page,
)
from services.intake.handlers.proposing import SaidFile
from services.intake.storage.queries import Standing
from services.intake.web.doors import Doors, DoorsDep
from services.intake.web.reading import files_of
from services.intake.web.status import COOKIE, PagesDep, as_proposer, checked, status_page
from services.intake.web.status_todos import Unreported
from services.intake.web.status_told import Unanswered, Unsent
from shared.errors import Invalid, Refused
from shared.links import proposal_of
from shared.runtime.site import ask_for_desk
from shared.web.csrf import CsrfProtected
from shared.web.labels import Audience
from shared.web.pages import see_other

router = APIRouter()
Words = Annotated[str, Form(max_length=10_000)]
Key = Annotated[UUID, Form()]


class AlreadyEnded(Refused):
    """What has ended cannot be taken back, and nobody waits for an answer to it."""

    public_message = "この提案の対応は終わっています。ご用件は、お手数ですがデスクへ直接ご連絡ください。"


@router.post("/status/reply")
async def reply(
    request: Request, doors: DoorsDep, pages: PagesDep, _: CsrfProtected, key: Key, words: Words = ""
) -> Response:
    """Put what the proposer wrote, and the files, into the thread."""
    standing = await _standing(request, doors)
    scheme = doors.schemes[standing.desk_id]
    try:
        async with request.form() as form:
            files = await files_of(form, scheme.form.attachments)
        answer = _answer(doors, standing, key, "対応状況のページからのご連絡", words, files)
        async with doors.transactions.begin(as_proposer(standing.proposal_id)) as work:
            await reply_by_page(answer, work, now=doors.clock())
    except Invalid as error:
        return await status_page(request, doors, pages, wrong=Unsent(error=error.public, words=words))
    return see_other(request, "/status?done=reply")


@router.post("/status/conditions")
async def conditions(
    request: Request,
    doors: DoorsDep,
    pages: PagesDep,
    _: CsrfProtected,
    key: Key,
    asked: Annotated[UUID, Form()],
    answer: Annotated[str, Form(max_length=10)] = "",
    words: Words = "",
) -> Response:
    """Tell the office what the proposer says to the conditions they read; nothing chosen brings the page again."""
    standing = await _standing(request, doors)
    if answer not in {"agree", "refuse"}:
        unchosen = Unanswered(conditions_id=asked, error=AnswerUnchosen.public_message, words=words)
        return await status_page(request, doors, pages, wrong=unchosen)
    agreed = answer == "agree"
    subject = f"条件への回答：{'同意します' if agreed else '同意しません'}"
    said = _answer(doors, standing, key, subject, words)
    async with doors.transactions.begin(as_proposer(standing.proposal_id)) as work:
        await answer_conditions_by_page(said, work, conditions_id=asked, agreed=agreed, now=doors.clock())
    return see_other(request, "/status?done=conditions")


@router.post("/status/todos/{todo_id}")
async def report_todo(
    request: Request,
    doors: DoorsDep,
    pages: PagesDep,
    _: CsrfProtected,
    todo_id: UUID,
    key: Key,
    shown: Annotated[UUID, Form()],
    words: Words = "",
) -> Response:
    """Tell the office that something it asked for is done, with words and files where there are any."""
    standing = await _standing(request, doors)
    try:
        async with request.form() as form:
            files = await files_of(form, doors.schemes[standing.desk_id].form.attachments)
    except Invalid as error:
        unreported = Unreported(todo_id=todo_id, error=error.public, words=words)
        return await status_page(request, doors, pages, wrong=unreported)
    answer = _answer(doors, standing, key, "ご準備が済んだとのご報告", words, files)
    async with doors.transactions.begin(as_proposer(standing.proposal_id)) as work:
        await report_todo_by_page(answer, work, todo_id=todo_id, shown_id=shown, now=doors.clock())
    return see_other(request, "/status?done=todo")


@router.get("/status/withdraw")
async def ask_withdraw(request: Request, doors: DoorsDep, pages: PagesDep) -> Response:
    """Ask once more before a proposal is taken back."""
    standing = await _standing(request, doors)
    ask_for_desk(request, standing.desk_id)
    values = {"standing": standing, "scheme": doors.schemes[standing.desk_id], "key": uuid4()}
    return pages.speaking_to(Audience.PROPOSER).render(request, "intake/withdraw.html", values)


@router.post("/status/withdraw")
async def withdraw(request: Request, doors: DoorsDep, _: CsrfProtected, key: Key, words: Words = "") -> Response:
    """Take the proposal back, in whatever stage it is."""
    standing = await _standing(request, doors)
    answer = _answer(doors, standing, key, "取下げの申出", words)
    async with doors.transactions.begin(as_proposer(standing.proposal_id)) as work:
        await withdraw_by_page(answer, work, now=doors.clock())
    return see_other(request, "/status?done=withdrawn")


async def _standing(request: Request, doors: Doors) -> Standing:
    """Return the proposal whose secret the cookie holds, as long as its case goes on; raise WrongLink, AlreadyEnded."""
    token = request.cookies.get(COOKIE, "")
    async with doors.transactions.begin(as_proposer(proposal_of(token))) as work:
        standing = await checked(doors, token, work)
    if standing.stage in ENDS | {Stage.COMPLETED}:
        raise AlreadyEnded
    return standing


def _answer(
    doors: Doors, standing: Standing, key: UUID, subject: str, words: str, files: tuple[SaidFile, ...] = ()
) -> PageAnswer:
    return PageAnswer(
        proposal_id=standing.proposal_id,
        scheme=doors.schemes[standing.desk_id],
        key=key,
        subject=subject,
        words=words,
        files=files,
    )
