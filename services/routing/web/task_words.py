"""The words of what both sides owe each other."""

from enum import Enum
from typing import Final

from services.routing.domain.task import TaskKind, TaskState
from shared.events import MilestoneState, OwedBy

TASK_WORDS: Final[tuple[dict[str | Enum, str], ...]] = (
    {
        OwedBy.DESK: "デスク",
        OwedBy.DEPARTMENT: "課",
        OwedBy.MUNICIPALITY: "市町村",
        OwedBy.COUNTERPART: "提案者・連携先の団体",
    },
    {MilestoneState.PLANNED: "予定", MilestoneState.DONE: "済み", MilestoneState.DROPPED: "取りやめ"},
    {TaskKind.MILESTONE: "日程", TaskKind.PROCEDURE: "手続き", TaskKind.TODO: "宿題"},
    {
        TaskState.OPEN: "未了",
        TaskState.REPORTED: "報告あり（確認待ち）",
        TaskState.DONE: "済み",
        TaskState.DROPPED: "不要・取りやめ",
    },
)
