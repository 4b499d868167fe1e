"""What the office asks a proposer to prepare, as the facts of routing tell of it."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final
from uuid import UUID

from shared.events import (
    CaseReopened,
    Fact,
    MilestoneChanged,
    MilestoneState,
    OwedBy,
    ProcedureDone,
    ProcedurePlanned,
    TodoFinished,
    TodoReported,
    TodoSentBack,
    TodoSet,
)


class TodoState(StrEnum):
    """How something that a proposer is to prepare stands."""

    OPEN = "open"  # お願いしています
    REPORTED = "reported"  # ご報告を確認しています
    DONE = "done"  # 済み
    DROPPED = "dropped"  # 不要になりました


_ENDS: Final = {MilestoneState.DONE: TodoState.DONE, MilestoneState.DROPPED: TodoState.DROPPED}


@dataclass(frozen=True, slots=True, kw_only=True)
class TodoStep:
    """What a fact says of one thing: how it stands now, and where it was said anew in which words and by when.

    *reportable* says that the proposer may report it; *missing_id* is what was missing from a report.
    """

    todo_id: UUID
    state: TodoState
    words_id: UUID | None = None
    due: date | None = None
    reportable: bool = False
    missing_id: UUID | None = None


def todo_in(fact: Fact) -> TodoStep | None:  # noqa: PLR0911 - one line a fact
    """Return what *fact* says of something a proposer may be asked to prepare; None where it speaks of nothing such."""
    match fact:
        case TodoSet():
            return _said(fact, fact.todo_id, fact.due, TodoState.OPEN, reportable=True)
        case ProcedurePlanned():
            return _said(fact, fact.procedure_id, fact.due, TodoState.OPEN)
        case MilestoneChanged():
            return _said(fact, fact.milestone_id, fact.day, _ENDS.get(fact.state, TodoState.OPEN))
        case TodoReported():
            return TodoStep(todo_id=fact.todo_id, state=TodoState.REPORTED)
        case TodoSentBack():
            return TodoStep(todo_id=fact.todo_id, state=TodoState.OPEN, due=fact.due, missing_id=fact.words_id)
        case TodoFinished():
            return TodoStep(todo_id=fact.todo_id, state=TodoState.DROPPED if fact.dropped else TodoState.DONE)
        case ProcedureDone():
            return TodoStep(todo_id=fact.procedure_id, state=TodoState.DONE if fact.needed else TodoState.DROPPED)
        case _:
            return None


def drops_todos(fact: Fact) -> bool:
    """Tell whether nothing that was asked before is wanted any more once *fact* is true."""
    return isinstance(fact, CaseReopened)


def _said(
    fact: TodoSet | ProcedurePlanned | MilestoneChanged,
    todo_id: UUID,
    due: date | None,
    state: TodoState,
    *,
    reportable: bool = False,
) -> TodoStep:
    """Return how it was said; what somebody else is to do (now) is nothing the proposer has to."""
    if fact.owed_by is not OwedBy.COUNTERPART:
        return TodoStep(todo_id=todo_id, state=TodoState.DROPPED)
    return TodoStep(todo_id=todo_id, state=state, words_id=fact.words_id, due=due, reportable=reportable)
