"""What follows where people talk: the words are documents, the facts say who may read them from when on."""

from collections.abc import Callable
from typing import Any, Final

from services.routing.domain import dialogue_commands as c
from services.routing.domain.case import Case, WaitingNote
from services.routing.domain.consequences import checked
from shared import events as e
from shared.events import Fact


def _write(case: Case, asked: c.WriteNote) -> list[Fact]:
    return [
        e.NoteWritten(
            receipt=case.receipt,
            note_id=checked(asked.note_id),
            circle=asked.circle,
            department=asked.department,
            municipality=asked.municipality,
            by_municipality=asked.by_municipality,
        ),
    ]


def _tell(case: Case, asked: c.TellProposer) -> list[Fact]:
    return [e.NoteToProposerReleased(receipt=case.receipt, note_id=checked(asked.note_id), about=asked.about)]


def _draft(case: Case, asked: c.DraftNote) -> list[Fact]:
    note_id = checked(asked.note_id)
    return [e.NoteDrafted(receipt=case.receipt, officer=asked.officer, note_id=note_id, about=asked.about)]


def _send_back(case: Case, asked: c.SendBackNote) -> list[Fact]:
    return [
        e.NoteSentBack(
            receipt=case.receipt,
            officer=asked.officer,
            note_id=_waiting(case).note_id,
            reason_id=checked(asked.reason_id),
        )
    ]


def _release(case: Case, asked: c.ReleaseNote) -> list[Fact]:
    note = _waiting(case)
    return [
        e.NoteToProposerReleased(
            receipt=case.receipt, note_id=note.note_id, about=note.about, by_one=note.officer == asked.officer
        )
    ]


def _handle(case: Case, asked: c.HandleReply) -> list[Fact]:
    return [e.ReplyHandled(receipt=case.receipt, reply_id=asked.reply_id)]


def _record(case: Case, asked: c.RecordMeeting) -> list[Fact]:
    return [
        e.MeetingRecorded(
            receipt=case.receipt,
            day=asked.day,
            minutes_id=checked(asked.minutes_id),
            with_proposer=asked.with_proposer,
            departments=asked.departments,
            next_day=asked.next_day,
            department=asked.department,
        )
    ]


def _waiting(case: Case) -> WaitingNote:
    if case.waiting_note is None:
        raise AssertionError("the table lets nothing pass that releases no note")
    return case.waiting_note


OF_DIALOGUE: Final[dict[type[Any], Callable[[Case, Any], list[Fact]]]] = {
    c.WriteNote: _write,
    c.TellProposer: _tell,
    c.DraftNote: _draft,
    c.SendBackNote: _send_back,
    c.ReleaseNote: _release,
    c.HandleReply: _handle,
    c.RecordMeeting: _record,
}
