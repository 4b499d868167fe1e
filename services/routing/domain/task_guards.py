"""The guards on milestones, procedures and to-dos."""

from datetime import date
from typing import Any, Final

from services.routing.domain import coordination_refusals as no
from services.routing.domain.case import Case
from services.routing.domain.guards import FARTHEST, Check, Condition
from services.routing.domain.refusals import EndWithoutReason, WordsToProposerMissing
from services.routing.domain.roles import Body
from services.routing.domain.task import Task, TaskKind, TaskState
from shared.events import MilestoneState, OwedBy

# What nobody has settled yet: the body outside may have reported it.
_UNSETTLED: Final = frozenset({TaskState.OPEN, TaskState.REPORTED})


def _open(case: Case, kind: TaskKind, states: frozenset[TaskState] = frozenset({TaskState.OPEN})) -> list[Task]:
    return [task for task in case.tasks if task.state in states and task.kind is kind]


def _there(case: Case, asked: Any, kind: TaskKind) -> bool:
    return any(task.task_id == asked.task_id for task in _open(case, kind))


def _near(day: date | None, today: date) -> bool:
    return day is None or today - FARTHEST <= day <= today + FARTHEST


def _ahead(case: Case, asked: Any, day: date | None) -> bool:
    """Tell whether a day that is asked for now lies ahead; one that stands already may have passed."""
    known = case.task(asked.task_id)
    stays = known is not None and known.due == day
    return day is None or stays or asked.today <= day <= asked.today + FARTHEST


def _owner_clear(case: Case, asked: Any) -> bool:
    if asked.owed_by is OwedBy.DEPARTMENT:
        return asked.department in case.taking_part
    if asked.owed_by is OwedBy.MUNICIPALITY:
        return asked.department in case.joined
    return asked.department is None


def _takes_part(case: Case, asked: Any) -> bool:
    return asked.by is None or asked.by in case.taking_part


def _moved_with_reason(case: Case, asked: Any) -> bool:
    known = case.task(asked.task_id)
    moved = known is not None and known.due != asked.day
    return asked.reason_id is not None or not (moved or asked.state is MilestoneState.DROPPED)


def _own(case: Case, asked: Any) -> bool:
    known = case.task(asked.task_id)
    return known is None or asked.by is None or asked.by == known.department


def _confirms(case: Case, asked: Any) -> bool:
    """Tell whether who asks may say whether something that was reported is done: the desk, or who leads the work."""
    return asked.by is None or asked.by == case.in_charge


def _own_todo(case: Case, asked: Any) -> bool:
    known = case.task(asked.task_id)
    return _own(case, asked) or (known is not None and known.is_reported and _confirms(case, asked))


def _by_body_outside(case: Case, asked: Any) -> bool:
    known = case.task(asked.task_id)
    if known is None or known.owed_by is not OwedBy.COUNTERPART:
        return False
    return case.cast.proposer is Body.PARTY if asked.party_id is None else asked.party_id in case.chosen_parties


def _their_milestone(case: Case, asked: Any) -> bool:
    """Tell whether a municipality says of its own milestone that it was reached, and nothing else."""
    known = case.task(asked.task_id)
    own = known is not None and (known.owed_by, known.department) == (OwedBy.MUNICIPALITY, asked.by)
    stays = (asked.day, asked.department, asked.words_id)
    same = known is not None and (known.due, known.department, known.words_id) == stays
    return own and same and asked.by in case.joined and asked.state is MilestoneState.DONE


def _owed_by_others(case: Case, asked: Any) -> bool:
    known = case.task(asked.task_id)
    return known is not None and known.is_open and known.owed_by is not OwedBy.DESK


def tells_proposer(case: Case, task: Task | None) -> bool:
    """Tell whether who owes *task* is a proposer outside the office, who is told by a note."""
    return task is not None and task.owed_by is OwedBy.COUNTERPART and case.cast.proposer is Body.PARTY


def _words_for_proposer(case: Case, asked: Any) -> bool:
    return asked.note_id is not None or not tells_proposer(case, case.task(asked.task_id))


def _not_planned_twice(case: Case, asked: Any) -> bool:
    codes = [one.code for one in asked.procedures if one.code]
    planned = {task.code for task in case.tasks if task.code}
    return len(set(codes)) == len(codes) and planned.isdisjoint(codes)


def _owners_clear(case: Case, asked: Any) -> bool:
    return all(_owner_clear(case, one) for one in asked.procedures)


def _whole(_: Case, asked: Any) -> bool:
    return bool(asked.procedures) and all(one.words_id is not None for one in asked.procedures)


def _all_near(_: Case, asked: Any) -> bool:
    return all(_near(one.due, asked.today) for one in asked.procedures)


SETTLED: Final = Condition(
    "required procedures settled",
    lambda case, _: not any(task.required for task in _open(case, TaskKind.PROCEDURE)),
    no.ProceduresOpen,
)
PROCEDURES_WAIT: Final = Condition(
    "a procedure waits", lambda case, _: bool(_open(case, TaskKind.PROCEDURE)), no.NoSuchTask
)
TODOS_WAIT: Final = Condition(
    "a to-do waits", lambda case, _: bool(_open(case, TaskKind.TODO, _UNSETTLED)), no.NoSuchTask
)
THEIRS_WAIT: Final = Condition(
    "a to-do of theirs waits",
    lambda case, _: any(task.owed_by is OwedBy.COUNTERPART for task in _open(case, TaskKind.TODO)),
    no.NoSuchTask,
)
REPORTS_WAIT: Final = Condition("a report waits", lambda case, _: bool(case.reported_tasks), no.NoSuchTask)
OTHERS_OWE: Final = Condition(
    "others owe something",
    lambda case, _: any(task.is_open and task.owed_by is not OwedBy.DESK for task in case.tasks),
    no.NoSuchTask,
)
WORDS: Final = Check("what it is", lambda _, asked: asked.words_id is not None, no.TaskWordsMissing)
DAY: Final = Check("a day that is near", lambda _, asked: _near(asked.day, asked.today), no.TaskDayFar)
DUE: Final = Check("a day ahead", lambda case, asked: _ahead(case, asked, asked.due), no.TodoDayPassed)
OWNER: Final = Check("who owes it", _owner_clear, no.OwnerUnclear)
TAKES_PART: Final = Check("takes part", _takes_part, no.NotTakingPart)
TAKES_PART_IN_DAYS: Final = Check(
    "takes part", lambda case, asked: _takes_part(case, asked) or _their_milestone(case, asked), no.NotTakingPart
)
MOVE_REASON: Final = Check("a reason to move it", _moved_with_reason, EndWithoutReason)
OPEN_MILESTONE: Final = Check(
    "an open milestone", lambda case, asked: asked.new or _there(case, asked, TaskKind.MILESTONE), no.NoSuchTask
)
SOME_PROCEDURES: Final = Check("procedures, each with words", _whole, no.TaskWordsMissing)
OWNERS: Final = Check("who owes each", _owners_clear, no.OwnerUnclear)
DAYS: Final = Check("days that are near", _all_near, no.TaskDayFar)
NOT_TWICE: Final = Check("not planned yet", _not_planned_twice, no.PlannedAlready)
OPEN_PROCEDURE: Final = Check(
    "an open procedure", lambda case, asked: _there(case, asked, TaskKind.PROCEDURE), no.NoSuchTask
)
NEEDLESS_REASON: Final = Check(
    "a reason where it is needless", lambda _, asked: asked.needed or asked.reason_id is not None, EndWithoutReason
)
OWN: Final = Check("their own", _own, no.NotYours)
OPEN_TODO: Final = Check("an open to-do", lambda case, asked: _there(case, asked, TaskKind.TODO), no.NoSuchTask)
UNSETTLED_TODO: Final = Check(
    "an open to-do",
    lambda case, asked: any(t.task_id == asked.task_id for t in _open(case, TaskKind.TODO, _UNSETTLED)),
    no.NoSuchTask,
)
REPORTED_TODO: Final = Check(
    "a to-do that was reported",
    lambda case, asked: any(task.task_id == asked.task_id for task in case.reported_tasks),
    no.NoSuchTask,
)
THEIR_TODO: Final = Check("their own", _by_body_outside, no.NotYours)
AS_SHOWN: Final = Check(
    "as it was shown",
    lambda case, asked: (known := case.task(asked.task_id)) is None or known.words_id == asked.words_id,
    no.SaidAnew,
)
WHAT_IS_MISSING: Final = Check("what is missing", lambda _, asked: asked.words_id is not None, no.MissingUnsaid)
CONFIRMS: Final = Check("the desk, or who leads", _confirms, no.NotYours)
TODO_OR_NEW: Final = Check(
    "an open to-do", lambda case, asked: asked.new or _there(case, asked, TaskKind.TODO), no.NoSuchTask
)
OWN_TODO: Final = Check("their own", _own_todo, no.NotYours)
OWED_BY_OTHERS: Final = Check("something others owe", _owed_by_others, no.NoSuchTask)
CHASING_WORDS: Final = Check("words to the proposer", _words_for_proposer, WordsToProposerMissing)
