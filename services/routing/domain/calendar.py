"""Days as calendars get them: a number, the kind of day, the day; calendars leave the house, words of ideas do not."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from services.routing.domain.task import TaskKind


class DayKind(StrEnum):
    """What a day of a case is about."""

    MILESTONE = "milestone"  # 日程
    PROCEDURE = "procedure"  # 手続きの期限
    TODO = "todo"  # 宿題の期限
    MEETING = "meeting"  # 打合せで決めた期日


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarDay:
    """One day; *thing* is what it belongs to for ever, *what* which of its days it is.

    *number* is that of the case or the item. *changed_at* and *sequence* grow when it is moved or called off
    (*dropped*); *is_task* where somebody has to do something by then.
    """

    thing: UUID
    what: str
    number: str
    words: str
    day: date
    changed_at: datetime
    sequence: int
    is_task: bool = False
    dropped: bool = False


DAY_WORDS = {
    DayKind.MILESTONE: "日程",
    DayKind.PROCEDURE: "手続きの期限",
    DayKind.TODO: "宿題の期限",
    DayKind.MEETING: "打合せで決めた期日",
}


def kind_of(task: TaskKind) -> DayKind:
    """Return what the day of a task is about."""
    return DayKind(task.value)
