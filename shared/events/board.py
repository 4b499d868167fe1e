"""Facts of routing about boards (審査会): the agenda, the session, and its outcomes once they are released.

Before the release a fact says of an outcome only in which document it stands.
"""

from datetime import date
from typing import ClassVar
from uuid import UUID

from shared.events.base import Code, Fact, Receipt


class _OfBoard(Fact):
    """What every fact about a board has in common."""

    owner: ClassVar[str] = "routing"
    aggregate: ClassVar[str] = "board"


class _Planned(_OfBoard):
    """What is planned of a session: its day, and in a document its name, its place and its members."""

    text_id: UUID
    day: date


class BoardBegun(_Planned):
    """A session of the board is planned for a day; *follows* is the one whose members and place it took over."""

    type: ClassVar[str] = "board.begun.v1"

    number: Receipt
    follows: Receipt | None = None


class BoardRevised(_Planned):
    """A session is planned otherwise; *departments* are those with a case on its agenda."""

    type: ClassVar[str] = "board.revised.v1"

    number: Receipt
    departments: tuple[Code, ...] = ()


class BoardCaseAdded(_OfBoard):
    """A case is on the agenda, after those that were there; *departments* are those that deal with it."""

    type: ClassVar[str] = "board.case_added.v1"

    number: Receipt
    receipt: Receipt
    case_id: UUID
    departments: tuple[Code, ...] = ()


class BoardCaseRemoved(_OfBoard):
    """A case is not on the agenda any more."""

    type: ClassVar[str] = "board.case_removed.v1"

    number: Receipt
    receipt: Receipt
    departments: tuple[Code, ...] = ()


class BoardReordered(_OfBoard):
    """The cases of the agenda are taken in this order."""

    type: ClassVar[str] = "board.reordered.v1"

    receipts: tuple[Receipt, ...]


class BoardCancelled(_OfBoard):
    """A session that was planned does not take place."""

    type: ClassVar[str] = "board.cancelled.v1"

    number: Receipt
    reason_id: UUID
    departments: tuple[Code, ...] = ()


class BoardHeld(_OfBoard):
    """The session took place; who was there stands in a document."""

    type: ClassVar[str] = "board.held.v1"

    held_on: date
    attendance_id: UUID


class BoardOutcomeRecorded(_OfBoard):
    """What the board found about a case is written down; nobody but the desk knows before the results are released."""

    type: ClassVar[str] = "board.outcome_recorded.v1"

    receipt: Receipt
    outcome_id: UUID
    officer: UUID


class BoardMinutesWritten(_OfBoard):
    """The minutes of the session are written, or written anew."""

    type: ClassVar[str] = "board.minutes_written.v1"

    minutes_id: UUID


class BoardResultsReleased(_OfBoard):
    """Who proposed is told the outcome; *untold* are those for whom that could not be done, to be repeated.

    *departments* are those that deal with the cases told; *by_one* says that one person recorded and released what
    the rules leave to two.
    """

    type: ClassVar[str] = "board.results_released.v1"

    number: Receipt
    officer: UUID
    by_one: bool = False
    adopted: tuple[Receipt, ...] = ()
    not_adopted: tuple[Receipt, ...] = ()
    keep_studying: tuple[Receipt, ...] = ()
    untold: tuple[Receipt, ...] = ()
    departments: tuple[Code, ...] = ()


class BoardNextPlanned(_OfBoard):
    """The session that follows this one is planned under a number of its own."""

    type: ClassVar[str] = "board.next_planned.v1"

    following: Receipt
