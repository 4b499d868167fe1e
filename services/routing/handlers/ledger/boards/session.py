"""The session itself: that it was held, what it found about each case, and its minutes."""

from typing import Annotated, Final

from pydantic import Field

from services.routing.domain.ledger.boards.board import Board, Outcome
from services.routing.domain.ledger.boards.refusals import (
    AlternativesWanted,
    GroundUnknown,
    HeldDayWrong,
)
from services.routing.domain.ledger.boards.words import AttendanceWords, MinutesWords, OutcomeWords
from services.routing.handlers.ledger.boards.agenda import Receipt, case_on
from services.routing.handlers.ledger.days import Day
from services.routing.handlers.ledger.door import Decided, Doing, LedgerDoor
from services.routing.handlers.verbs.declining import NOT_ADOPTED
from services.routing.handlers.verbs.door import Asked
from services.routing.handlers.verbs.words import LONGEST_CHARS
from shared.access.policy import Action
from shared.events.board import BoardHeld, BoardMinutesWritten, BoardOutcomeRecorded
from shared.scheme.model import DeskScheme, RefusalGround

_LONGEST: Final = 100_000
Line = Annotated[str, Field(max_length=200)]


class Holding(Asked):
    """When the session took place, and who was there."""

    held_on: Day | None = Field(default=None, title="開催した日", description="省くと、本日とします。")
    attendees: tuple[Line, ...] = Field(
        title="出席者", description="1行に1名を記入します。庁内の記録です。", min_length=1, max_length=200
    )
    words: str = Field(default="", title="出席についての備考", examples=["委員2名欠席"], max_length=2_000)


class Finding(Asked):
    """What the board found about one case; nobody but the desk knows before the results are released."""

    receipt: Receipt
    outcome: Outcome = Field(title="結果", examples=["adopted"])
    reason: str = Field(
        title="理由",
        description="庁内の記録です。不採択のときは、案件の見送りの理由になります。",
        min_length=1,
        max_length=LONGEST_CHARS,
    )
    words: str = Field(
        title="提案者に伝える言葉",
        description="結果を通知するまで、提案者にも担当課にも見えません。提案の内容は書かないでください。",
        min_length=1,
        max_length=LONGEST_CHARS,
    )
    ground: str = Field(
        default=NOT_ADOPTED.code, title="見送りの根拠（不採択のとき）", max_length=80, examples=["not-fit"]
    )
    alternatives: str = Field(
        default="",
        title="ほかに考えられる方法（不採択のとき）",
        description="提案者へのお知らせに添えます。",
        max_length=LONGEST_CHARS,
    )


class Minutes(Asked):
    """What was said; written again, they replace what was written before."""

    words: str = Field(
        title="議事録", description="庁内の記録です。デスクだけが見ます。", min_length=1, max_length=100_000
    )


async def _hold(doing: Doing, board: Board, asked: Holding) -> Decided:
    day = asked.held_on or doing.step.today
    if day > doing.step.today:
        raise HeldDayWrong
    attendance = AttendanceWords(attendees=asked.attendees, words=asked.words)
    attendance_id = await doing.work.ledger_texts.write(board.item_id, board.desk_id, attendance)
    return Decided(facts=[BoardHeld(held_on=day, attendance_id=attendance_id)])


async def _record(doing: Doing, board: Board, asked: Finding) -> Decided:
    one = case_on(board, asked.receipt)
    turned_down = asked.outcome is Outcome.NOT_ADOPTED
    if turned_down and not asked.alternatives.strip():
        raise AlternativesWanted
    if turned_down and asked.ground not in {ground.code for ground in grounds_of(doing.scheme)}:
        raise GroundUnknown
    found = OutcomeWords(
        outcome=asked.outcome,
        reason=asked.reason,
        words=asked.words,
        ground=asked.ground if turned_down else "",
        alternatives=asked.alternatives if turned_down else "",
    )
    outcome_id = await doing.work.ledger_texts.write(board.item_id, board.desk_id, found)
    fact = BoardOutcomeRecorded(receipt=one.receipt, outcome_id=outcome_id, officer=doing.actor.account_id)
    return Decided(facts=[fact])


async def _write_minutes(doing: Doing, board: Board, asked: Minutes) -> Decided:
    minutes_id = await doing.work.ledger_texts.write(board.item_id, board.desk_id, MinutesWords(words=asked.words))
    return Decided(facts=[BoardMinutesWritten(minutes_id=minutes_id)])


def grounds_of(scheme: DeskScheme) -> tuple[RefusalGround, ...]:
    """Return the grounds on which a case that is not adopted is declined."""
    return (NOT_ADOPTED, *scheme.refusal_grounds)


DOORS: Final = (
    LedgerDoor(verb="hold", action=Action.BOARD_KEEP, asks=Holding, do=_hold),
    LedgerDoor(verb="record-outcome", action=Action.BOARD_KEEP, asks=Finding, do=_record),
    LedgerDoor(verb="write-minutes", action=Action.BOARD_KEEP, asks=Minutes, do=_write_minutes),
)
