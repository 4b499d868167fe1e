"""Facts of routing about what is said: to the proposer, inside the office, and face to face."""

from datetime import date
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from shared.events.base import Code, Fact, Receipt


class NoteCircle(StrEnum):
    """Who reads a note that stays inside the office."""

    DESK = "desk"  # デスクだけ
    OFFICE = "office"  # デスクと、検討を引き受けた課
    PROPOSING = "proposing"  # デスクと、提案した課
    MUNICIPALITY = "municipality"  # デスクと主担当課と、一つの市町村


class NoteAbout(StrEnum):
    """What the office tells the proposer about."""

    MESSAGE = "message"  # 連絡
    RESULT = "result"  # 検討結果のお知らせ


class NoteWritten(Fact):
    """Somebody of the office wrote a note that stays inside; the note is a document of routing."""

    type: ClassVar[str] = "case.note_written.v1"
    owner: ClassVar[str] = "routing"
    aggregate: ClassVar[str] = "case"

    receipt: Receipt
    note_id: UUID
    circle: NoteCircle
    # The department that wrote it; None for the desk.
    department: Code | None = None
    # With which municipality it is exchanged, and whether that one wrote it.
    municipality: Code | None = None
    by_municipality: bool = False


class NoteDrafted(Fact):
    """An officer wrote to the proposer; a second person has to look at it before it leaves."""

    type: ClassVar[str] = "case.note_drafted.v1"
    owner: ClassVar[str] = "routing"
    aggregate: ClassVar[str] = "case"

    receipt: Receipt
    officer: UUID
    note_id: UUID
    about: NoteAbout


class NoteSentBack(Fact):
    """The second person did not let the note go; the reason is a document of routing."""

    type: ClassVar[str] = "case.note_sent_back.v1"
    owner: ClassVar[str] = "routing"
    aggregate: ClassVar[str] = "case"

    receipt: Receipt
    officer: UUID
    note_id: UUID
    reason_id: UUID


class NoteToProposerReleased(Fact):
    """The office tells the proposer what the note says; from now on it may leave.

    `by_one` says that one person released what the rules leave to two.
    """

    type: ClassVar[str] = "case.note_to_proposer_released.v1"
    owner: ClassVar[str] = "routing"
    aggregate: ClassVar[str] = "case"

    receipt: Receipt
    note_id: UUID
    about: NoteAbout
    by_one: bool = False


class ReplyHandled(Fact):
    """The desk has done what an answer of the proposer asks for; it waits for nobody any more."""

    type: ClassVar[str] = "case.reply_handled.v1"
    owner: ClassVar[str] = "routing"
    aggregate: ClassVar[str] = "case"

    receipt: Receipt
    reply_id: UUID


class MeetingRecorded(Fact):
    """A meeting took place; who said what stands in the minutes, a document of routing.

    `next_day` is the day by which what was agreed is to be done; `department` recorded it, None for the desk.
    """

    type: ClassVar[str] = "case.meeting_recorded.v1"
    owner: ClassVar[str] = "routing"
    aggregate: ClassVar[str] = "case"

    receipt: Receipt
    day: date
    minutes_id: UUID
    with_proposer: bool
    departments: tuple[Code, ...] = ()
    next_day: date | None = None
    department: Code | None = None
