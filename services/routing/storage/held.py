"""What of a case waits for a second person, a note or an act, as the row of the case holds it."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.routing.domain.case import Case, HeldAct, WaitingNote
from services.routing.domain.verbs import Verb
from shared.events import ActSentBack, Fact, NoteAbout


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


async def drop_draft(connection: AsyncConnection, before: Case, after: Case, facts: Iterable[Fact]) -> None:
    """Take away the draft of an act that waits no more, with its key; what was sent back stays as its fact names it."""
    if before.held is None or before.held == after.held:
        return
    gone = before.held.content_id
    if not any(isinstance(fact, ActSentBack) and fact.content_id == gone for fact in facts):
        await connection.execute(select(func.routing.drop_held_act(gone)))
