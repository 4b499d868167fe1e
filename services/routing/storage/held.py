"""What of a case waits for a second person, a note or an act, as the row of the case holds it."""

from typing import Any

from sqlalchemy import Row

from services.routing.domain.case import Case, HeldAct, WaitingNote
from services.routing.domain.verbs import Verb
from shared.events import NoteAbout


def waiting_note_in(row: Row[Any]) -> WaitingNote | None:
    """Return the note that waits; None where none does."""
    if row.waiting_note_id is None:
        return None
    return WaitingNote(
        officer=row.waiting_note_officer, note_id=row.waiting_note_id, about=NoteAbout(row.waiting_note_about)
    )


def held_in(row: Row[Any]) -> HeldAct | None:
    """Return the act that waits; None where none does."""
    if row.held_content_id is None:
        return None
    return HeldAct(officer=row.held_officer, act=Verb(row.held_act), content_id=row.held_content_id)


def columns_of_held(case: Case) -> dict[str, Any]:
    """Return what waits as columns."""
    note, held = case.waiting_note, case.held
    return {
        "waiting_note_officer": note and note.officer,
        "waiting_note_id": note and note.note_id,
        "waiting_note_about": note and note.about,
        "held_officer": held and held.officer,
        "held_act": held and held.act.value,
        "held_content_id": held and held.content_id,
    }
