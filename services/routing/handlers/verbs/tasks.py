"""Milestones, procedures and to-dos: both sides say what is owed, by whom and when, and that it is done."""

from datetime import date
from typing import Any, Final
from uuid import UUID

from pydantic import Field

from services.routing.domain.case import Case
from services.routing.domain.coordination_refusals import TaskDayFar
from services.routing.domain.task_commands import (
    Chase,
    CompleteProcedure,
    FinishTodo,
    Planned,
    PlanProcedures,
    SendBackTodo,
    SetMilestone,
    SetTodo,
)
from services.routing.domain.verbs import Verb
from services.routing.handlers.acting import carry_out
from services.routing.handlers.coordinating import (
    CHASED,
    as_owner,
    owner_of,
    tells_outside,
    template_of,
    to_partners,
    written_reference,
    written_task,
)
from services.routing.handlers.verbs.door import Asked, Doing, Door
from services.routing.handlers.verbs.notes import case_for, writes_for
from services.routing.handlers.verbs.words import LONGEST_CHARS, written_note, written_reason
from shared.access.policy import Action
from shared.events import MilestoneState, OwedBy
from shared.ids import new_id
from shared.scheme.calendar import OfficeCalendar
from shared.scheme.promises import looked_at_by

_OWNER: Final = Field(
    default="",
    title="担当",
    description="desk（デスク）、counterpart（提案者又は連携先の団体）、又は連携に加わっている課や参加している市町村の"
    "コードです。"
    "省くと、新しいものはデスク、すでにあるものは今の担当になります。",
    examples=["desk"],
    max_length=63,
)
_WORDS: Final = Field(
    default="",
    title="内容",
    description="すでにあるものは、省くと今のままです。",
    examples=["協定書の案を送る"],
    max_length=1000,
)
_REASON: Final = Field(
    default="", title="理由", description="庁内の記録です。", examples=["会場の都合による。"], max_length=LONGEST_CHARS
)


class Milestone(Asked):
    """What is to happen on which day, and who sees to it; an earlier one is moved, reached or given up."""

    milestone_id: UUID | None = Field(default=None, title="日程", description="省くと、新しい日程になります。")
    words: str = _WORDS
    owner: str = _OWNER
    day: date | None = Field(default=None, title="期日", examples=["2026-12-15"])
    state: MilestoneState = Field(
        default=MilestoneState.PLANNED,
        title="状態",
        description="予定（planned）、済み（done）、取りやめ（dropped）です。",
        examples=["planned"],
    )
    reason: str = _REASON


class Procedure(Asked):
    """One procedure that is planned: after a template by its code, or an own one in words."""

    code: str | None = Field(default=None, title="ひな形のコード", examples=["approval"], max_length=63)
    words: str = Field(default="", title="内容", description="ひな形によるときは省けます。", max_length=1000)
    owner: str = _OWNER
    due: date | None = Field(
        default=None, title="期日", description="ひな形によるときは、省くと設定の日数で決まります。"
    )
    required: bool | None = Field(default=None, title="実施の前に必要か", description="省くと、ひな形のとおりです。")


class Planning(Asked):
    """Which procedures are to be done."""

    procedures: tuple[Procedure, ...] = Field(
        title="手続き", examples=[[{"code": "approval"}]], min_length=1, max_length=50
    )


class ProcedureEnd(Asked):
    """Which procedure was done, or is not needed, and why."""

    procedure_id: UUID = Field(title="手続き")
    needed: bool = Field(default=True, title="行ったか", description="false は、不要とすることです。", examples=[True])
    reason: str = _REASON
    reference: str = Field(default="", title="決裁の文書番号", examples=["計推第123号"], max_length=100)


class Todo(Asked):
    """What somebody is to do, and by when."""

    todo_id: UUID | None = Field(default=None, title="宿題", description="省くと、新しい宿題になります。")
    words: str = _WORDS
    owner: str = _OWNER
    due: date | None = Field(default=None, title="期日", examples=["2026-12-04"])


class TodoBack(Asked):
    """Which report of a to-do is sent back, and what is missing."""

    todo_id: UUID = Field(title="宿題")
    words: str = Field(
        default="",
        title="足りないこと",
        description="提案者（連携先の団体）に、このままお知らせします。",
        examples=["図面の縮尺が分かりません。縮尺を書き加えたものをお送りください。"],
        max_length=LONGEST_CHARS,
    )
    due: date | None = Field(
        default=None, title="期日", description="省くと、今の期日のままです。", examples=["2026-12-10"]
    )


class TodoEnd(Asked):
    """Which to-do is done, or not wanted any more."""

    todo_id: UUID = Field(title="宿題")
    dropped: bool = Field(default=False, title="取りやめる", examples=[False])


class Chasing(Asked):
    """After what the desk asks, and in which words."""

    task_id: UUID = Field(title="日程・手続き・宿題")
    words: str = Field(
        default="",
        title="伝える言葉",
        description="提案者には、メールと対応状況のページにこのまま表示されます。課には、受信箱でお知らせします。",
        examples=["先日お願いした図面について、ご準備の状況をお知らせください。"],
        max_length=LONGEST_CHARS,
    )


async def _set_milestone(doing: Doing, asked: Milestone) -> Case:
    case = await case_for(doing, Action.TASK_SETTLE)
    known = case.task(asked.milestone_id) if asked.milestone_id else None
    owner = owner_of(case, asked.owner, known)
    day = asked.day or (known.due if known else None)
    if day is None:
        raise TaskDayFar
    command = SetMilestone(
        task_id=asked.milestone_id or new_id(),
        new=asked.milestone_id is None,
        words_id=await written_task(doing.work, case, asked.words, owner[0], known),
        day=day,
        state=asked.state,
        **_owned(owner),
        reason_id=await written_reason(doing.work, case, asked.reason),
        today=doing.step.today,
        by=writes_for(doing.step.actor),
    )
    return await _carried(doing, case, command)


async def _plan(doing: Doing, asked: Planning) -> Case:
    case = await case_for(doing, Action.CASE_IMPLEMENT)
    today = doing.step.today
    procedures = [await _planned(doing, case, one) for one in asked.procedures]
    return await _carried(doing, case, PlanProcedures(procedures=tuple(procedures), today=today))


async def _planned(doing: Doing, case: Case, one: Procedure) -> Planned:
    """Return one procedure, with what its template says where nothing else is said."""
    template = template_of(doing.scheme, one.code)
    owner = owner_of(case, one.owner or as_owner(case, template), None)
    calendar, today = OfficeCalendar.of(doing.scheme.calendar), doing.step.today
    usual = calendar.add_business_days(today, template.business_days) if template else today
    said = one.words or (template.words if template else "")
    required = template.required if template and one.required is None else bool(one.required)
    return Planned(
        task_id=new_id(),
        words_id=await written_task(doing.work, case, said, owner[0], None),
        due=one.due or usual,
        **_owned(owner),
        code=one.code,
        required=required,
    )


async def _complete(doing: Doing, asked: ProcedureEnd) -> Case:
    case = await case_for(doing, Action.TASK_SETTLE)
    command = CompleteProcedure(
        task_id=asked.procedure_id,
        needed=asked.needed,
        reason_id=await written_reason(doing.work, case, asked.reason),
        reference_id=await written_reference(doing.work, case, asked.reference),
        by=writes_for(doing.step.actor),
    )
    return await _carried(doing, case, command)


async def _set_todo(doing: Doing, asked: Todo) -> Case:
    case = await case_for(doing, Action.COORDINATION_KEEP)
    known = case.task(asked.todo_id) if asked.todo_id else None
    owner = owner_of(case, asked.owner, known)
    command = SetTodo(
        task_id=asked.todo_id or new_id(),
        new=asked.todo_id is None,
        words_id=await written_task(doing.work, case, asked.words, owner[0], known),
        due=asked.due or (known.due if known else None),
        **_owned(owner),
        today=doing.step.today,
        by=writes_for(doing.step.actor),
    )
    return await _carried(doing, case, command)


async def _send_back(doing: Doing, asked: TodoBack) -> Case:
    case = await case_for(doing, Action.COORDINATION_KEEP)
    known = case.task(asked.todo_id)
    command = SendBackTodo(
        task_id=asked.todo_id,
        words_id=await written_task(doing.work, case, asked.words, OwedBy.COUNTERPART, None),
        due=asked.due or (known.due if known else None),
        today=doing.step.today,
        by=writes_for(doing.step.actor),
    )
    return await _carried(doing, case, command)


async def _finish(doing: Doing, asked: TodoEnd) -> Case:
    case = await case_for(doing, Action.TASK_SETTLE)
    command = FinishTodo(task_id=asked.todo_id, dropped=asked.dropped, by=writes_for(doing.step.actor))
    return await _carried(doing, case, command)


async def _chase(doing: Doing, asked: Chasing) -> Case:
    case = await case_for(doing, Action.PROPOSER_TELL)
    owed = case.task(asked.task_id)
    outside = tells_outside(owed)
    command = Chase(
        task_id=asked.task_id,
        note_id=await written_note(doing.work, case, asked.words) if outside else None,
        note_to_partners_id=await to_partners(doing.work, case, asked.words or CHASED) if outside else None,
    )
    return await _carried(doing, case, command)


def _owned(owner: tuple[OwedBy, str | None]) -> dict[str, Any]:
    return {"owed_by": owner[0], "department": owner[1]}


async def _carried(doing: Doing, case: Case, command: Any) -> Case:
    """Carry it out; where nothing is owed by a day any more, it is the desk's turn."""
    by = looked_at_by(doing.scheme, doing.step.today)
    return await carry_out(doing.work, case, doing.step, command, desk_by=by)


_KEEP: Final = Action.COORDINATION_KEEP
_SETTLE: Final = Action.TASK_SETTLE
SET_MILESTONE: Final = Door(verb=Verb.SET_MILESTONE, action=_SETTLE, asks=Milestone, do=_set_milestone)
PLAN_PROCEDURES: Final = Door(verb=Verb.PLAN_PROCEDURES, action=Action.CASE_IMPLEMENT, asks=Planning, do=_plan)
COMPLETE_PROCEDURE: Final = Door(verb=Verb.COMPLETE_PROCEDURE, action=_SETTLE, asks=ProcedureEnd, do=_complete)
SET_TODO: Final = Door(verb=Verb.SET_TODO, action=_KEEP, asks=Todo, do=_set_todo)
SEND_BACK_TODO: Final = Door(verb=Verb.SEND_BACK_TODO, action=_KEEP, asks=TodoBack, do=_send_back)
FINISH_TODO: Final = Door(verb=Verb.FINISH_TODO, action=_SETTLE, asks=TodoEnd, do=_finish)
CHASE: Final = Door(verb=Verb.CHASE, action=Action.PROPOSER_TELL, asks=Chasing, do=_chase)
