"""Which facts follow from what is asked about milestones, procedures and to-dos, and what they change."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final
from uuid import UUID

from services.routing.domain import task_commands as c
from services.routing.domain.case import Case
from services.routing.domain.consequences import checked
from services.routing.domain.task import Task, TaskKind, TaskState
from services.routing.domain.task_guards import tells_proposer
from shared import events as e
from shared.events import Fact, MilestoneState, NoteAbout

_STATES: Final = {
    MilestoneState.PLANNED: TaskState.OPEN,
    MilestoneState.DONE: TaskState.DONE,
    MilestoneState.DROPPED: TaskState.DROPPED,
}


def _set_milestone(case: Case, asked: c.SetMilestone) -> list[Fact]:
    known = case.task(asked.task_id)
    return [
        e.MilestoneChanged(
            receipt=case.receipt,
            milestone_id=asked.task_id,
            words_id=checked(asked.words_id),
            day=asked.day,
            before=known.due if known else None,
            state=asked.state,
            owed_by=asked.owed_by,
            department=asked.department,
            reason_id=asked.reason_id,
        )
    ]


def _plan(case: Case, asked: c.PlanProcedures) -> list[Fact]:
    return [
        e.ProcedurePlanned(
            receipt=case.receipt,
            procedure_id=one.task_id,
            code=one.code,
            words_id=checked(one.words_id),
            due=one.due,
            owed_by=one.owed_by,
            department=one.department,
            required=one.required,
        )
        for one in asked.procedures
    ]


def _complete(case: Case, asked: c.CompleteProcedure) -> list[Fact]:
    return [
        e.ProcedureDone(
            receipt=case.receipt,
            procedure_id=asked.task_id,
            needed=asked.needed,
            reason_id=asked.reason_id,
            reference_id=asked.reference_id,
        )
    ]


def _set_todo(case: Case, asked: c.SetTodo) -> list[Fact]:
    return [
        e.TodoSet(
            receipt=case.receipt,
            todo_id=asked.task_id,
            words_id=checked(asked.words_id),
            due=asked.due,
            owed_by=asked.owed_by,
            department=asked.department,
        )
    ]


def _report(case: Case, asked: c.ReportTodo) -> list[Fact]:
    return [
        e.TodoReported(
            receipt=case.receipt,
            todo_id=asked.task_id,
            party_id=asked.party_id,
            reply_id=asked.reply_id,
            report_id=asked.report_id,
        )
    ]


def _send_back(case: Case, asked: c.SendBackTodo) -> list[Fact]:
    return [
        e.TodoSentBack(receipt=case.receipt, todo_id=asked.task_id, words_id=checked(asked.words_id), due=asked.due)
    ]


def _finish(case: Case, asked: c.FinishTodo) -> list[Fact]:
    known = case.task(asked.task_id)
    reported = known is not None and known.is_reported
    return [e.TodoFinished(receipt=case.receipt, todo_id=asked.task_id, dropped=asked.dropped, by_proposer=reported)]


def _chase(case: Case, asked: c.Chase) -> list[Fact]:
    owed = case.task(asked.task_id)
    if owed is None:
        raise AssertionError("the table lets nobody ask after what is not owed")
    chased = e.TaskChased(
        receipt=case.receipt,
        task_id=owed.task_id,
        owed_by=owed.owed_by,
        department=owed.department,
        count=owed.chased + 1,
        due=owed.due,
        note_to_partners_id=asked.note_to_partners_id,
    )
    if not tells_proposer(case, owed):
        return [chased]
    told = e.NoteToProposerReleased(receipt=case.receipt, note_id=checked(asked.note_id), about=NoteAbout.MESSAGE)
    return [chased, told]


OF_TASKS: Final[dict[type[Any], Callable[[Case, Any], list[Fact]]]] = {
    c.SetMilestone: _set_milestone,
    c.PlanProcedures: _plan,
    c.CompleteProcedure: _complete,
    c.SetTodo: _set_todo,
    c.ReportTodo: _report,
    c.SendBackTodo: _send_back,
    c.FinishTodo: _finish,
    c.Chase: _chase,
}


def _milestone(case: Case, fact: e.MilestoneChanged) -> Case:
    said = {"words_id": fact.words_id, "owed_by": fact.owed_by, "department": fact.department}
    return _with(case, fact.milestone_id, TaskKind.MILESTONE, **said, due=fact.day, state=_STATES[fact.state])


def _planned(case: Case, fact: e.ProcedurePlanned) -> Case:
    said = {"words_id": fact.words_id, "owed_by": fact.owed_by, "department": fact.department}
    more = {"due": fact.due, "code": fact.code, "required": fact.required}
    return _with(case, fact.procedure_id, TaskKind.PROCEDURE, **said, **more)


def _done(case: Case, fact: e.ProcedureDone) -> Case:
    state = TaskState.DONE if fact.needed else TaskState.DROPPED
    return _with(case, fact.procedure_id, TaskKind.PROCEDURE, state=state)


def _todo(case: Case, fact: e.TodoSet) -> Case:
    said = {"words_id": fact.words_id, "owed_by": fact.owed_by, "department": fact.department}
    return _with(case, fact.todo_id, TaskKind.TODO, **said, due=fact.due)


def _reported(case: Case, fact: e.TodoReported) -> Case:
    return _with(case, fact.todo_id, TaskKind.TODO, state=TaskState.REPORTED)


def _sent_back(case: Case, fact: e.TodoSentBack) -> Case:
    return _with(case, fact.todo_id, TaskKind.TODO, state=TaskState.OPEN, due=fact.due, missing_id=fact.words_id)


def _finished(case: Case, fact: e.TodoFinished) -> Case:
    state = TaskState.DROPPED if fact.dropped else TaskState.DONE
    return _with(case, fact.todo_id, TaskKind.TODO, state=state)


def _chased(case: Case, fact: e.TaskChased) -> Case:
    tasks = tuple(replace(one, chased=fact.count) if one.task_id == fact.task_id else one for one in case.tasks)
    return replace(case, tasks=tasks)


def _with(case: Case, task_id: UUID, kind: TaskKind, **said: Any) -> Case:
    """Return the case with what is said of one task: it changes, or comes last where it is new."""
    if case.task(task_id) is None:
        return replace(case, tasks=(*case.tasks, Task(task_id=task_id, kind=kind, **said)))
    return replace(case, tasks=tuple(replace(one, **said) if one.task_id == task_id else one for one in case.tasks))


TASKS_CHANGED: Final[Mapping[type[Fact], Callable[[Case, Any], Case]]] = {
    e.MilestoneChanged: _milestone,
    e.ProcedurePlanned: _planned,
    e.ProcedureDone: _done,
    e.TodoSet: _todo,
    e.TodoReported: _reported,
    e.TodoSentBack: _sent_back,
    e.TodoFinished: _finished,
    e.TaskChased: _chased,
}
