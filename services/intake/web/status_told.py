"""What the office told a proposer, each with what it waits for: never a day by when nothing is waited for any more."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from services.intake.domain.stages import Stage
from services.intake.storage.notes import NoteRow
from services.intake.storage.queries import Standing
from services.intake.storage.replies import Came


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One note on the page; *completed_at* says when what it asked to complete came.

    *conditions* are those it asks a yes or a no to. *owed* tells that the page still waits for a completion,
    *promised* that the day it names still stands.
    """

    note: NoteRow
    words: str
    conditions: str
    completed_at: datetime | None
    owed: bool
    promised: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsent:
    """Words to the desk that could not be taken as they were, and why."""

    error: str
    words: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unanswered:
    """Conditions to which neither yes nor no was chosen, with what is wrong and the words that were typed."""

    conditions_id: UUID
    error: str
    words: str = field(repr=False)


def told_on_page(
    notes: Sequence[NoteRow], words: Mapping[UUID, str], came: Sequence[Came], standing: Standing
) -> list[Told]:
    """Return what the page shows of *notes*, newest first as they are; what was destroyed is left out.

    What *came* after the newest request counts as its answer at once, before the case has heard of it.
    """
    waiting = standing.stage is Stage.WAITING_FOR_PROPOSER
    newest = next((one.note_id for one in notes if one.asks_completion), None) if waiting else None
    shown = []
    for one in notes:
        if one.note_id not in words:
            continue
        completed_at = one.answered_at if one.asks_completion else None
        if one.note_id == newest and completed_at is None:
            completed_at = min((sent.received_at for sent in came if sent.received_at >= one.told_at), default=None)
        shown.append(
            Told(
                note=one,
                words=words[one.note_id],
                conditions=words.get(one.conditions_id, "") if one.conditions_id else "",
                completed_at=completed_at,
                owed=one.note_id == newest and completed_at is None,
                promised=one.extends and standing.changed_at <= one.told_at,
            )
        )
    return shown


def owes_completion(shown: Sequence[Told], standing: Standing) -> bool:
    """Tell whether the page asks for what is missing: what came already is not asked for once more."""
    newest = next((one for one in shown if one.note.asks_completion), None)
    return standing.stage is Stage.WAITING_FOR_PROPOSER and (newest is None or newest.owed)
