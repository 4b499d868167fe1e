"""What is said about a case, as its page shows it: the thread with the proposer, and what stays inside."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from services.routing.domain.case import WaitingNote
from services.routing.domain.verbs import Verb
from services.routing.handlers.verbs.notes import two_needed
from services.routing.storage.queries import HistoryLine
from services.routing.web.access import OpenedCase
from services.routing.web.attempt import Attempt
from services.routing.web.held_beside import known_words, said_in_act
from services.routing.web.labels import LABELS
from services.routing.web.office_words import TOLD, may_read_note
from services.routing.web.replies import reply_views
from services.routing.web.verb_words import verb_words
from shared import events as e
from shared.access.actor import Actor
from shared.access.policy import Action
from shared.documents.office import MeetingContent
from shared.events import NoteAbout, NoteCircle
from shared.web.labels import Audience

# What the proposer did that brought no words of its own into the thread.
_STEPS: Final = frozenset(
    {e.CompletionReceived.type, e.ConditionsAccepted.type, e.ConditionsRefused.type, e.CaseWithdrawn.type}
)
_TITLES: Final = {NoteCircle.PROPOSING: "提案した課から", NoteCircle.MUNICIPALITY: "市町村とのやり取り"}
_DAYS: Final = ("meeting-day", "meeting-next")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing in a thread; `side` says who speaks: `office`, `proposer`, or `note` for what stays inside."""

    at: datetime
    side: str
    title: str
    who: str = ""
    text: str = ""
    badge: str = ""
    remark: str = ""
    reply: Mapping[str, Any] | None = None
    meeting: MeetingContent | None = None
    day: date | None = None
    next_day: date | None = None


def dialogue_of(opened: OpenedCase, actor: Actor, names: Mapping[str, str], attempt: Attempt) -> dict[str, Any]:
    """Return the thread, the notes inside the office, and what their forms are drawn from."""
    parts = ("year", "month", "day")
    desk = Action.PROPOSER_TELL in opened.may
    return {
        "thread": thread_of(opened, actor, names),
        "notes": notes_of(opened, actor, names),
        "notes_shown": Action.NOTE_SEE in opened.may,
        "unanswered": sum(one.line.handled_at is None for one in opened.replies) if desk else 0,
        "waiting_note": waiting_note(opened, actor) if desk else None,
        "two_needed": two_needed(opened.scheme),
        "abouts": [(one.value, LABELS.text(Audience.STAFF, one)) for one in NoteAbout],
        "circles": [(one.value, LABELS.text(Audience.STAFF, one)) for one in (NoteCircle.OFFICE, NoteCircle.DESK)]
        if desk
        else [],
        "proposes": actor.department is not None and actor.department == opened.case.proposing,
        "met_departments": [(code, names.get(code, code)) for code in sorted(opened.case.offered)],
        "met": list(attempt.lists.get("meeting-departments", ())),
        "dialogue_days": {day: {part: attempt.typed.get(f"{day}-{part}", "") for part in parts} for day in _DAYS},
    }


def thread_of(opened: OpenedCase, actor: Actor, names: Mapping[str, str]) -> list[Entry]:
    """Return what was said to and by the proposer, the oldest first; *names* are those of departments."""
    return sorted(_thread(opened, actor, names), key=lambda one: one.at)


def notes_of(opened: OpenedCase, actor: Actor, names: Mapping[str, str]) -> list[Entry]:
    """Return what stays inside the office as far as this person reads it, the oldest first."""
    return sorted(_notes(opened, actor, names), key=lambda one: one.at)


def _thread(opened: OpenedCase, actor: Actor, names: Mapping[str, str]) -> Iterator[Entry]:
    for view in reply_views(opened.replies, opened.case.receipt):
        yield Entry(at=view["received_at"], side="proposer", title=f"{view['kind']} {view['number']}", reply=view)
    for line in opened.history:
        note_id = line.data.get("note_id")
        if line.type in TOLD and note_id:
            yield _told(line, opened.words)
        elif line.type in _STEPS:
            yield Entry(at=line.occurred_at, side="proposer", title=LABELS.text(Audience.STAFF, line.type))
        elif line.type == e.NoteWritten.type and line.data["circle"] == NoteCircle.PROPOSING:
            if may_read_note(line.data, opened.case, opened.may, actor.department):
                yield _written(line, opened.words, names, side="proposer")
        elif line.type == e.MeetingRecorded.type and line.data["with_proposer"]:
            yield _met(line, opened.words, names)


def _notes(opened: OpenedCase, actor: Actor, names: Mapping[str, str]) -> Iterator[Entry]:
    if not opened.may & {Action.NOTE_SEE, Action.MEMBERSHIP_SEE}:
        return
    for line in opened.history:
        inside = line.type == e.NoteWritten.type and line.data["circle"] != NoteCircle.PROPOSING
        if inside and may_read_note(line.data, opened.case, opened.may, actor.department):
            yield _written(line, opened.words, names, side="note")
        elif line.type == e.MeetingRecorded.type and not line.data["with_proposer"]:
            yield _met(line, opened.words, names)
        elif line.type == e.ActSentBack.type and Action.PROPOSER_TELL in opened.may:
            yield _act_sent_back(line, opened, names)
        elif line.type == e.NoteSentBack.type and Action.PROPOSER_TELL in opened.may:
            yield Entry(
                at=line.occurred_at,
                side="note",
                title="差し戻した提案者への連絡",
                text=_word(opened.words, line.data["note_id"]),
                remark=_word(opened.words, line.data["reason_id"]),
            )


def _act_sent_back(line: HistoryLine, opened: OpenedCase, names: Mapping[str, str]) -> Entry:
    act, text = Verb(line.data["act"]), _word(opened.words, line.data["content_id"])
    said = said_in_act(act, text, known_words(opened, names)) if text else ()
    return Entry(
        at=line.occurred_at,
        side="note",
        title=f"差し戻した起案：{verb_words(act)}",
        text="\n".join(f"{title}：{words}" for title, words in said),
        remark=_word(opened.words, line.data["reason_id"]),
    )


def _told(line: HistoryLine, words: Mapping[UUID, str]) -> Entry:
    about = line.data.get("about")
    return Entry(
        at=line.occurred_at,
        side="office",
        title=LABELS.text(Audience.STAFF, line.type if about is None else NoteAbout(about)),
        who="デスク",
        text=_word(words, line.data["note_id"]),
        badge="一人で承認" if line.data.get("by_one") else "",
    )


def _written(line: HistoryLine, words: Mapping[UUID, str], names: Mapping[str, str], *, side: str) -> Entry:
    circle = NoteCircle(line.data["circle"])
    return Entry(
        at=line.occurred_at,
        side=side,
        title=_TITLES.get(circle, "メモ"),
        who=_writer(line, names),
        text=_word(words, line.data["note_id"]),
        badge=_badge(line, circle, names),
    )


def _badge(line: HistoryLine, circle: NoteCircle, names: Mapping[str, str]) -> str:
    """Return for whom a note is, where not all who read notes read it."""
    if circle is NoteCircle.MUNICIPALITY:
        code = str(line.data["municipality"])
        return names.get(code, code)
    return LABELS.text(Audience.STAFF, circle) if circle is NoteCircle.DESK else ""


def _met(line: HistoryLine, words: Mapping[UUID, str], names: Mapping[str, str]) -> Entry:
    minutes = _word(words, line.data["minutes_id"])
    next_day = line.data.get("next_day")
    met = [names.get(code, code) for code in line.data["departments"]]
    return Entry(
        at=line.occurred_at,
        side="note",
        title="打合せ",
        who=_writer(line, names),
        remark="、".join([*(["提案者"] if line.data["with_proposer"] else []), *met]),
        meeting=MeetingContent.model_validate_json(minutes) if minutes else None,
        day=date.fromisoformat(line.data["day"]),
        next_day=None if next_day is None else date.fromisoformat(next_day),
    )


def _writer(line: HistoryLine, names: Mapping[str, str]) -> str:
    by = "municipality" if line.data.get("by_municipality") else "department"
    code = line.data.get(by)
    return names.get(code, code) if code else "デスク"


def waiting_note(opened: OpenedCase, actor: Actor) -> dict[str, Any] | None:
    """Return the words that wait for a second person, and whether this person may let them go; None without any."""
    note: WaitingNote | None = opened.case.waiting_note
    if note is None:
        return None
    mine = note.officer == actor.account_id
    return {
        "about": LABELS.text(Audience.STAFF, note.about),
        "text": opened.words.get(note.note_id, ""),
        "mine": mine,
        "releasable": not mine or Verb.RELEASE_NOTE in opened.alone,
    }


def _word(words: Mapping[UUID, str], document_id: str) -> str:
    return words.get(UUID(document_id), "")
