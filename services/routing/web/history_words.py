"""What a line of a case's history adds to the words of its fact: who did it, and what it was about."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

from services.routing.domain.verbs import Verb
from services.routing.storage.queries import HistoryLine
from services.routing.storage.work import RoutingWork
from services.routing.web.access import OpenedCase
from services.routing.web.coordination_beside import said_of_coordination
from services.routing.web.ends_beside import said_of_end
from services.routing.web.labels import LABELS
from services.routing.web.verb_words import verb_words
from shared.access.policy import Action
from shared.events import AccessChanged, MilestoneState, TodoSentBack, Verdict
from shared.japanese.era import wareki
from shared.web.labels import Audience

# By which names facts call the milestone, procedure or to-do they speak of.
_TASKS: Final = ("milestone_id", "procedure_id", "todo_id", "task_id")
Words = Mapping[UUID | None, str]


def tasks_told(history: Sequence[HistoryLine]) -> dict[int, UUID]:
    """Return for each line, by its version, the document that says what the milestone, procedure or to-do is."""
    said: dict[str, UUID] = {}
    told: dict[int, UUID] = {}
    for line in history:
        task = next((str(found) for name in _TASKS if (found := line.data.get(name))), None)
        if task is None:
            continue
        if line.data.get("words_id") and line.type != TodoSentBack.type:
            said[task] = UUID(line.data["words_id"])
        if task in said:
            told[line.version] = said[task]
    return told


def detail_of(line: HistoryLine, names: Mapping[str, str], task: str = "") -> str:
    """Return what a department judged, and whom it named where it returned the case; else how it ended.

    *task* is what a milestone, procedure or to-do is, where the line speaks of one.
    """
    if act := line.data.get("act"):
        return f"（{verb_words(Verb(act))}{'、一人で承認' if line.data.get('by_one') else ''}）"
    if line.data.get("asked_for"):
        return "（団体が、古いリンクのページから求めたもの）"
    verdict, named = line.data.get("verdict"), line.data.get("suggested_department")
    if verdict is None:
        days = _days(line.data)
        return said_of_end(line.data) or said_of_coordination(line.data) or (f"：{task}{days}" if task else days)
    said = LABELS.text(Audience.STAFF, Verdict(verdict))
    return f"（{said}。担当と考えられる課：{names.get(named, named)}）" if named else f"（{said}）"


def _days(data: Mapping[str, Any]) -> str:
    """Return how a milestone was moved, reached or given up."""
    if "milestone_id" not in data:
        return ""
    day, before = data["day"], data.get("before")
    moved = f"{wareki(date.fromisoformat(before))} → " if before and before != day else ""
    state = MilestoneState(data["state"])
    ended = "" if state is MilestoneState.PLANNED else f"、{LABELS.text(Audience.STAFF, state)}"
    return f"（{moved}{wareki(date.fromisoformat(day))}{ended}）"


async def history_beside(work: RoutingWork, opened: OpenedCase, names: Mapping[str, str]) -> dict[str, Any]:
    """Return the history as the page shows it, with who did each thing as far as the office knows them."""
    asked = {one.offer_id: one.name for one in opened.offers}
    if Action.CASE_SEE_HISTORY not in opened.may:
        return {"offer_names": asked, "entries": []}
    # Who may see the case follows from the steps shown; the fact itself is for the other services.
    lines = [line for line in opened.history if line.type != AccessChanged.type]
    tasks = tasks_told(lines)
    words = await work.contents.told_to(set(tasks.values()))
    people = await work.ledger_queries.people({line.actor for line in lines})
    entries = [
        (
            line.occurred_at,
            _who(line, names, asked, people),
            f"{LABELS.text(Audience.STAFF, line.type)}{detail_of(line, names, words.get(tasks.get(line.version), ''))}",
        )
        for line in reversed(lines)
    ]
    return {"offer_names": asked, "entries": entries}


def _who(line: HistoryLine, names: Mapping[str, str], asked: Mapping[UUID, str], people: Mapping[str, str]) -> str:
    """Return about whom a line is, and which person of the office it was done by."""
    offer_id = line.data.get("offer_id")
    unit = line.data.get("municipality") or line.data.get("department") or ""
    about = names.get(unit, "") or (asked.get(UUID(offer_id), "") if offer_id else "") or unit
    person = people.get(line.actor, "")
    return "　".join(one for one in (about, f"（{person}）" if person else "") if one)
