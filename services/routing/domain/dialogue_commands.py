"""What a person may ask of a case where people talk; the words themselves are documents."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from services.routing.domain.verbs import Verb
from shared.events import NoteAbout, NoteCircle


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteNote:
    """Somebody of the office, of *department* or (None) of the desk, writes a note that stays inside.

    *municipality* is the one the note is exchanged with, and *by_municipality* says that it wrote the note itself.
    """

    verb: ClassVar[Verb] = Verb.WRITE_NOTE
    note_id: UUID | None
    circle: NoteCircle
    department: str | None = None
    municipality: str | None = None
    by_municipality: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TellProposer:
    """The desk tells the proposer something; *needs_second* where the rules leave it to two persons."""

    verb: ClassVar[Verb] = Verb.TELL_PROPOSER
    note_id: UUID | None
    about: NoteAbout
    needs_second: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftNote:
    """An officer writes to the proposer and leaves the yes to a second person."""

    verb: ClassVar[Verb] = Verb.DRAFT_NOTE
    officer: UUID
    note_id: UUID | None
    about: NoteAbout


@dataclass(frozen=True, slots=True, kw_only=True)
class SendBackNote:
    """The note does not go out as it is."""

    verb: ClassVar[Verb] = Verb.SEND_BACK_NOTE
    officer: UUID
    reason_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseNote:
    """The second person lets the note go; *alone_allowed* where the desk's rules let one person do both."""

    verb: ClassVar[Verb] = Verb.RELEASE_NOTE
    officer: UUID
    alone_allowed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HandleReply:
    """The desk is done with an answer of the proposer; *waiting* says that it is one of this case and not done yet."""

    verb: ClassVar[Verb] = Verb.HANDLE_REPLY
    reply_id: UUID
    waiting: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordMeeting:
    """Somebody of the office, of *department* or (None) of the desk, writes down a meeting that took place."""

    verb: ClassVar[Verb] = Verb.RECORD_MEETING
    minutes_id: UUID | None
    day: date
    today: date
    with_proposer: bool
    departments: tuple[str, ...] = ()
    next_day: date | None = None
    department: str | None = None


DialogueCommand = WriteNote | TellProposer | DraftNote | SendBackNote | ReleaseNote | HandleReply | RecordMeeting
