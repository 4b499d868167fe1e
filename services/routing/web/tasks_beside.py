"""What both sides owe each other, as the page of a case shows it: grouped by who owes it, with how it came to be."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from services.routing.domain.case import Case
from services.routing.domain.roles import Body
from services.routing.domain.stage import Stage
from services.routing.domain.task import Task, TaskKind
from services.routing.handlers.coordinating import as_owner
from services.routing.handlers.verbs.notes import writes_for
from services.routing.storage.queries import HistoryLine
from services.routing.storage.rules import traits_of
from services.routing.storage.work import RoutingWork
from services.routing.web.access import OpenedCase
from services.routing.web.attempt import Attempt
from services.routing.web.coordination_beside import decision_said
from shared.access.actor import Actor
from shared.access.policy import Action
from shared.events import MilestoneChanged, OwedBy, ProcedureDone, ProposerKind, TodoReported
from shared.scheme.calendar import OfficeCalendar

_WORKING: Final = frozenset({Stage.COORDINATING, Stage.IMPLEMENTING, Stage.COMPLETED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A milestone as it was set or moved once: *before* is the day it stood on until then."""

    at: datetime
    before: date | None
    day: date
    state: str
    reason: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskView:
    """One thing that is owed; *changes* where it is a milestone, *end* how a procedure was settled.

    *settles* says that whoever looks may settle it, *confirms* that they may confirm a report of it, *report* what the
    body outside wrote and *missing* what was missing from its last report.
    """

    task: Task
    words: str = field(repr=False)
    owner: str
    overdue: bool
    settles: bool = False
    confirms: bool = False
    report: str = field(default="", repr=False)
    missing: str = field(default="", repr=False)
    changes: Sequence[Change] = ()
    end: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateView:
    """A procedure of the scheme that is not planned yet, as it is proposed."""

    code: str
    words: str
    owner: str
    due: date
    required: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TasksBeside:
    """All that is owed: open ones by who owes them, settled ones behind one click."""

    shown: bool = False
    groups: Sequence[tuple[str, Sequence[TaskView]]] = ()
    settled: Sequence[TaskView] = ()
    templates: Sequence[TemplateView] = ()
    owners: Sequence[tuple[str, str]] = ()

    @property
    def open(self) -> list[TaskView]:
        """Return what is not settled yet."""
        return [one for _, views in self.groups for one in views]

    def choices(self, kind: str) -> list[tuple[str, str]]:
        """Return those of a kind that whoever looks may settle as choices of a form."""
        return [(str(one.task.task_id), one.words) for one in self.open if one.task.kind.value == kind and one.settles]

    @property
    def chasable(self) -> list[tuple[str, str]]:
        """Return what others owe, as choices of a form."""
        return [
            (str(one.task.task_id), f"{one.owner}：{one.words}")
            for one in self.open
            if one.task.is_open and one.task.owed_by is not OwedBy.DESK
        ]

    @property
    def reported(self) -> list[TaskView]:
        """Return what the body outside says is done, as far as whoever looks may confirm it or send it back."""
        return [one for one in self.open if one.confirms]

    @property
    def reported_choices(self) -> list[tuple[str, str]]:
        """Return these as choices of a form."""
        return [(str(one.task.task_id), one.words) for one in self.reported]


async def tasks_beside(
    work: RoutingWork, opened: OpenedCase, actor: Actor, names: Mapping[str, str], attempt: Attempt, today: date
) -> dict[str, Any]:
    """Return what the page needs of what is owed; nothing for who may not see the history."""
    case = opened.case
    days = {
        name: {part: attempt.typed.get(f"{name}-{part}", "") for part in ("year", "month", "day")}
        for name in ("set-milestone-day", "set-todo-due", "send-back-todo-due", "plan-own-due")
    }
    if case.stage not in _WORKING or Action.CASE_SEE_HISTORY not in opened.may:
        return {"tasks": TasksBeside(), "task_days": days}
    names = dict(names) | await work.municipalities.names(case.desk_id)
    words = await _words(work, case, opened.history)
    reading = _Reading(case, opened.history, names, words, today, by=writes_for(actor))
    views = [reading.view(task) for task in case.tasks]
    beside = TasksBeside(
        shown=True,
        groups=_grouped([one for one in views if one.task.is_open or one.task.is_reported]),
        settled=[one for one in views if not (one.task.is_open or one.task.is_reported)],
        templates=await _templates(work, opened, today),
        owners=_owners(case, names),
    )
    return {"tasks": beside, "task_days": days}


async def _words(work: RoutingWork, case: Case, history: Sequence[HistoryLine]) -> Mapping[UUID | None, str]:
    names = ("reason_id", "reference_id", "report_id")
    said = [line.data.get(name) for line in history for name in names if line.type in _ENDS]
    owed = [one for task in case.tasks for one in (task.words_id, task.missing_id) if one]
    return await work.contents.told_to([*owed, *(UUID(one) for one in said if one)])


_ENDS: Final = frozenset({MilestoneChanged.type, ProcedureDone.type, TodoReported.type})


def _grouped(views: Sequence[TaskView]) -> list[tuple[str, list[TaskView]]]:
    far = date.max
    ordered = sorted(views, key=lambda one: one.task.due or far)
    owners = dict.fromkeys(one.owner for one in ordered)
    return [(owner, [one for one in ordered if one.owner == owner]) for owner in owners]


def outside_name(case: Case) -> str:
    """Return what the body outside the office is called in this direction."""
    return "提案者" if case.cast.proposer is Body.PARTY else "連携先の団体"


def _owners(case: Case, names: Mapping[str, str]) -> list[tuple[str, str]]:
    departments = [(code, names.get(code, code)) for code in sorted(case.taking_part)]
    guests = [(code, names.get(code, code)) for code in sorted(case.joined)]
    return [(OwedBy.DESK.value, "デスク"), *departments, *guests, (OwedBy.COUNTERPART.value, outside_name(case))]


async def _templates(work: RoutingWork, opened: OpenedCase, today: date) -> list[TemplateView]:
    """Return the procedures of the scheme that fit the case and are not planned yet."""
    case, scheme = opened.case, opened.scheme
    planned = {task.code for task in case.tasks if task.code}
    if Action.CASE_IMPLEMENT not in opened.may or not scheme.procedures:
        return []
    kind = ProposerKind(opened.row["proposer_kind"])
    traits = await traits_of(work.contents, {case.proposal_id: kind}, scheme.form)
    categories = traits[case.proposal_id].categories if traits else frozenset()
    form = case.cooperation.form.value if case.cooperation else None
    calendar = OfficeCalendar.of(scheme.calendar)
    return [
        TemplateView(
            code=one.code,
            words=one.words,
            owner=as_owner(case, one),
            due=calendar.add_business_days(today, one.business_days),
            required=one.required,
        )
        for one in scheme.procedures
        if one.code not in planned and one.fits(form, categories)
    ]


@dataclass(frozen=True, slots=True)
class _Reading:
    """Reads what became of each thing that is owed from the history of its case."""

    case: Case
    history: Sequence[HistoryLine]
    names: Mapping[str, str]
    words: Mapping[UUID | None, str]
    today: date
    by: str | None

    def view(self, task: Task) -> TaskView:
        """Return one thing as the page shows it."""
        return TaskView(
            task=task,
            words=self.words.get(task.words_id, ""),
            owner=self._owner(task),
            overdue=task.is_open and task.due is not None and task.due < self.today,
            settles=task.is_open and self._settles(task),
            confirms=task.is_reported and self.by in {None, self.case.in_charge},
            report=self._report(task) if task.is_reported else "",
            missing=self.words.get(task.missing_id, "") if task.is_open else "",
            changes=list(self._changes(task)) if task.kind is TaskKind.MILESTONE else (),
            end=self._end(task),
        )

    def _settles(self, task: Task) -> bool:
        """Tell whether the guards let whoever looks say that it is done: a milestone is everybody's who takes part."""
        if self.by is None or task.kind is TaskKind.MILESTONE:
            return self.by is None or self.by in self.case.taking_part
        return self.by == task.department

    def _report(self, task: Task) -> str:
        reports = [line for line in self.history if line.type == TodoReported.type]
        own = [line for line in reports if line.data["todo_id"] == str(task.task_id)]
        return self._said(own[-1], "report_id") if own else ""

    def _owner(self, task: Task) -> str:
        if task.department is not None:
            return self.names.get(task.department or "", task.department or "")
        return "デスク" if task.owed_by is OwedBy.DESK else outside_name(self.case)

    def _changes(self, task: Task) -> Iterator[Change]:
        for line in self.history:
            if line.type == MilestoneChanged.type and line.data["milestone_id"] == str(task.task_id):
                before = line.data["before"]
                yield Change(
                    at=line.occurred_at,
                    before=date.fromisoformat(before) if before else None,
                    day=date.fromisoformat(line.data["day"]),
                    state=line.data["state"],
                    reason=self._said(line, "reason_id"),
                )

    def _end(self, task: Task) -> str:
        done = (line for line in self.history if line.data.get("procedure_id") == str(task.task_id))
        last = next((line for line in done if line.type == ProcedureDone.type), None)
        if last is None:
            return ""
        reference = decision_said(self._said(last, "reference_id")).reference
        return "、".join(
            one for one in (f"決裁 {reference}" if reference else "", self._said(last, "reason_id")) if one
        )

    def _said(self, line: HistoryLine, name: str) -> str:
        return self.words.get(UUID(line.data[name]), "") if line.data.get(name) else ""
