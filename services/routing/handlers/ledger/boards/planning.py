"""Planning a session: its day, its place, its members, and the one that follows a month later."""

from datetime import date
from typing import Annotated, Final
from uuid import UUID

from pydantic import Field

from services.routing.domain.ledger.boards.board import Board
from services.routing.domain.ledger.boards.book import BOOK
from services.routing.domain.ledger.boards.refusals import DayOfBoardWrong
from services.routing.domain.ledger.boards.words import ReasonWords, SessionWords
from services.routing.domain.stage import ENDS
from services.routing.handlers.ledger.boards.agenda import on_agenda, waits_elsewhere
from services.routing.handlers.ledger.days import Day
from services.routing.handlers.ledger.door import BeginDoor, Decided, Doing, LedgerDoor
from services.routing.handlers.verbs.door import Asked
from services.routing.ports import Told
from services.routing.storage.ledger import NewItem
from shared.access.policy import Action
from shared.events import Fact
from shared.events.board import BoardBegun, BoardCancelled, BoardNextPlanned, BoardRevised
from shared.events.who import by_account
from shared.ids import new_id
from shared.months import months_later
from shared.scheme.calendar import OfficeCalendar

Line = Annotated[str, Field(max_length=200)]


class Session(Asked):
    """How the session is called, when and where it meets, and who belongs to the board."""

    title: str = Field(title="名称", examples=["第8回官民連携審査会"], min_length=1, max_length=200)
    day: Day = Field(title="開催日", examples=["2026-12-10"])
    begins: str = Field(default="", title="開始時刻", examples=["午後2時"], max_length=40)
    place: str = Field(
        title="開催場所",
        description="Web会議のときは、その旨を記入します。",
        examples=["県庁本館第2会議室（Web会議併用）"],
        min_length=1,
        max_length=500,
    )
    members: tuple[Line, ...] = Field(
        default=(),
        title="委員",
        description="1行に1名を記入します。庁内の記録で、デスクだけが見ます。",
        examples=[["委員長　住民代表"]],
        max_length=100,
    )
    order: tuple[Line, ...] = Field(
        default=("開会", "議題の審査", "その他", "閉会"),
        title="次第",
        description="1行に1つ記入します。",
        max_length=50,
    )


class Cancelling(Asked):
    """Why the session does not take place."""

    reason: str = Field(title="理由", description="庁内の記録です。", max_length=2_000, min_length=1)


class Following(Asked):
    """When the next session meets and how it is called; what is not said is as this time, a month later."""

    day: Day | None = Field(
        default=None, title="次回の開催日", description="省くと、翌月の同じ日（閉庁日なら次の開庁日）にします。"
    )
    title: str = Field(default="", title="名称", description="省くと、今回と同じ名称にします。", max_length=200)


async def _begin(doing: Doing, item_id: UUID, number: str, asked: Session) -> Decided:
    fact = BoardBegun(number=number, text_id=await _written(doing, item_id, asked), day=asked.day)
    return Decided(facts=[fact], title=asked.title)


async def _revise(doing: Doing, board: Board, asked: Session) -> Decided:
    fact = BoardRevised(
        number=board.number,
        text_id=await _written(doing, board.item_id, asked),
        day=asked.day,
        departments=tuple(sorted(board.departments)),
    )
    return Decided(facts=[fact], title=asked.title)


async def _written(doing: Doing, item_id: UUID, asked: Session) -> UUID:
    if asked.day < doing.step.today:
        raise DayOfBoardWrong
    words = SessionWords(
        title=asked.title, place=asked.place, begins=asked.begins, members=asked.members, order=asked.order
    )
    return await doing.work.ledger_texts.write(item_id, doing.actor.desk_id, words)


async def _cancel(doing: Doing, board: Board, asked: Cancelling) -> Decided:
    reason_id = await doing.work.ledger_texts.write(board.item_id, board.desk_id, ReasonWords(words=asked.reason))
    departments = tuple(sorted(board.departments))
    return Decided(facts=[BoardCancelled(number=board.number, reason_id=reason_id, departments=departments)])


async def _plan_next(doing: Doing, board: Board, asked: Following) -> Decided:
    """Plan the session that follows under a number of its own; what is to be studied on comes before it again."""
    day = asked.day or next_session(board.day, OfficeCalendar.of(doing.scheme.calendar))
    if day <= board.day or day < doing.step.today:
        raise DayOfBoardWrong
    words = await doing.work.ledger_texts.open(board.text_id, SessionWords)
    again = words.model_copy(update={"title": asked.title.strip() or words.title})
    told = Told(actor=by_account(doing.actor.account_id), at=doing.step.at)
    item_id = new_id()
    await doing.work.ledger_texts.keep_for(item_id, board.desk_id)
    text_id = await doing.work.ledger_texts.write(item_id, board.desk_id, again)
    number = await doing.work.ledger.next_number(BOOK.kind, board.desk_id, told)
    facts: list[Fact] = [BoardBegun(number=number, text_id=text_id, day=day, follows=board.number)]
    facts += await _studied_again(doing, board, number)
    new = NewItem(item_id=item_id, desk_id=board.desk_id, title=again.title, scheme_version=doing.scheme.version)
    await doing.work.ledger.begin(BOOK, new, number, facts, told)
    return Decided(facts=[BoardNextPlanned(following=number)])


async def _studied_again(doing: Doing, board: Board, number: str) -> list[Fact]:
    cases = [await doing.work.cases.find(board.desk_id, one.receipt) for one in board.to_study]
    return [
        on_agenda(number, case)
        for case in cases
        if case.stage not in ENDS and not await waits_elsewhere(doing, case.case_id, board.number)
    ]


def next_session(day: date, calendar: OfficeCalendar) -> date:
    """Return the day of the session a month later, on a day on which the office is open."""
    return calendar.next_open(months_later(day, 1))


BEGIN: Final = BeginDoor(action=Action.BOARD_KEEP, asks=Session, do=_begin)
DOORS: Final = (
    LedgerDoor(verb="revise", action=Action.BOARD_KEEP, asks=Session, do=_revise),
    LedgerDoor(verb="cancel", action=Action.BOARD_KEEP, asks=Cancelling, do=_cancel),
)
PLAN_NEXT: Final = LedgerDoor(verb="plan-next", action=Action.BOARD_KEEP, asks=Following, do=_plan_next)
