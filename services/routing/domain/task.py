"""What somebody owes while both sides coordinate: a milestone, a procedure or a to-do, as one value."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from shared.events import OwedBy


class TaskKind(StrEnum):
    """What is owed."""

    MILESTONE = "milestone"  # 日程
    PROCEDURE = "procedure"  # 手続き
    TODO = "todo"  # 宿題


class TaskState(StrEnum):
    """How it stands."""

    OPEN = "open"  # 未了
    REPORTED = "reported"  # 報告あり（確認待ち）
    DONE = "done"  # 済み
    DROPPED = "dropped"  # 不要・取りやめ


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One thing that is owed; *required* where the work may not begin before it is settled.

    *department* is the code of the department or municipality that owes it, *code* that of the template it follows,
    *chased* how often the desk asked after it, *missing_id* what was missing when its report was sent back.
    """

    task_id: UUID
    kind: TaskKind
    words_id: UUID
    owed_by: OwedBy
    department: str | None = None
    due: date | None = None
    code: str | None = None
    required: bool = False
    state: TaskState = TaskState.OPEN
    chased: int = 0
    missing_id: UUID | None = None

    @property
    def is_open(self) -> bool:
        """Tell whether it is still owed."""
        return self.state is TaskState.OPEN

    @property
    def is_reported(self) -> bool:
        """Tell whether the body outside says that it is done, and nobody of the office has confirmed it yet."""
        return self.state is TaskState.REPORTED
