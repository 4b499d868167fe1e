"""A project: what a case goes on in, owned together, tried out, done, reported on and reckoned up."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from services.routing.domain.ledger.book import Book, Born, Row
from services.routing.domain.ledger.item import Due, Item
from services.routing.domain.ledger.reporting import Reporting
from shared.events import projects as e
from shared.events.ledger import LedgerKind

# How long before a report is due, or a trial ends, its department is reminded.
REMINDED_BEFORE: Final = timedelta(days=14)


class ProjectState(StrEnum):
    """How far a project is."""

    PREPARING = "preparing"  # 準備中
    PILOT = "pilot"  # 実証中
    RUNNING = "running"  # 実施中
    COMPLETED = "completed"  # 完了
    STOPPED = "stopped"  # 中止


@dataclass(frozen=True, slots=True, kw_only=True)
class Pilot:
    """A trial, and once it is over what was decided."""

    text_id: UUID
    begins: date
    ends: date
    decision: e.PilotDecision | None = None
    result_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Obstacle:
    """Something that stands in the way; *news* are the documents of what was done about it, the oldest first."""

    obstacle_id: UUID
    kind: e.ObstacleKind
    text_id: UUID
    state: e.ObstacleState = e.ObstacleState.OPEN
    news: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Project(Item):
    """One project with all that was recorded of it; effects stand as they were told, corrected ones included."""

    receipt: str | None = None
    parties: frozenset[UUID] = frozenset()
    municipalities: frozenset[str] = frozenset()
    owners_id: UUID | None = None
    fields: frozenset[str] = frozenset()
    text_id: UUID | None = None
    starts_on: date | None = None
    has_started: bool = False
    pilots: tuple[Pilot, ...] = ()
    reporting: Reporting = field(default_factory=Reporting)
    reports: tuple[e.ProjectReported, ...] = ()
    effects: tuple[e.EffectRecorded, ...] = ()
    funding: tuple[e.FundingSet, ...] = ()
    obstacles: tuple[Obstacle, ...] = ()
    end: e.ProjectEnded | None = None

    @property
    def dues(self) -> Collection[Due]:
        """Return by when the lead has to begin, to end the trial, and to report."""
        return tuple(
            Due(day=day, what=what, remind_on=day - REMINDED_BEFORE, department=self.lead)
            for what, day in self._days()
            if day is not None
        )

    @property
    def marks(self) -> Collection[str]:
        """Return by what lists find it: its fields and the parties that own it."""
        return (*(f"field:{code}" for code in self.fields), *(f"party:{one}" for one in self.parties))

    def _days(self) -> tuple[tuple[str, date | None], ...]:
        match self.state:
            case ProjectState.PREPARING:
                return (("start", None if self.pilots else self.starts_on),)
            case ProjectState.PILOT:
                return ("pilot", self.pilots[-1].ends), ("report", self.reporting.next_due)
            case ProjectState.RUNNING:
                return (("report", self.reporting.next_due),)
            case _:
                return ()


def _begin(born: Born, fact: e.ProjectBegun) -> Project:
    project = Project(
        item_id=born.item_id,
        desk_id=born.desk_id,
        number=born.number,
        state=ProjectState.PREPARING.value,
        cases=frozenset() if fact.case_id is None else frozenset({fact.case_id}),
        receipt=fact.receipt,
        under=frozenset() if fact.agreement is None else frozenset({fact.agreement}),
        fields=frozenset(fact.fields),
        starts_on=fact.starts_on,
        text_id=fact.text_id,
    )
    return _owned(project, fact)


def _owned(project: Project, fact: e.OwnedFact) -> Project:
    return replace(
        project,
        lead=fact.lead,
        departments=frozenset({fact.lead, *fact.departments}),
        parties=frozenset(fact.parties),
        municipalities=frozenset(fact.municipalities),
        owners_id=fact.owners_id,
    )


def _tried(project: Project, fact: e.PilotBegun) -> Project:
    pilot = Pilot(text_id=fact.text_id, begins=fact.begins, ends=fact.ends)
    return replace(project, state=ProjectState.PILOT.value, pilots=(*project.pilots, pilot))


def _tried_out(project: Project, fact: e.PilotClosed) -> Project:
    *earlier, last = project.pilots
    closed = replace(last, decision=fact.decision, result_id=fact.text_id)
    return replace(project, state=ProjectState.PREPARING.value, pilots=(*earlier, closed))


def _reported(project: Project, fact: e.ProjectReported) -> Project:
    reporting = project.reporting
    kept = replace(reporting, kept=reporting.kept | reporting.answered_by(fact.ends))
    return replace(project, reports=(*project.reports, fact), reporting=kept)


def _funded(project: Project, fact: e.FundingSet) -> Project:
    others = (one for one in project.funding if (one.fiscal_year, one.kind) != (fact.fiscal_year, fact.kind))
    return replace(project, funding=(*others, fact))


def _moved(project: Project, fact: e.ObstacleMoved) -> Project:
    def now(one: Obstacle) -> Obstacle:
        if one.obstacle_id != fact.obstacle_id:
            return one
        return replace(one, state=fact.state, news=one.news if fact.text_id is None else (*one.news, fact.text_id))

    return replace(project, obstacles=tuple(map(now, project.obstacles)))


def _ended(state: ProjectState) -> Any:
    return lambda project, fact: replace(project, state=state.value, end=fact)


_LIVING: Final = tuple(one.value for one in (ProjectState.PREPARING, ProjectState.PILOT, ProjectState.RUNNING))
_ENDS: Final = tuple(one.value for one in (ProjectState.COMPLETED, ProjectState.STOPPED))
_PREPARING, _PILOT, _RUNNING = _LIVING
_COMPLETED, _STOPPED = _ENDS
PROJECTS: Final[Book[Project]] = Book(
    kind=LedgerKind.PROJECT,
    begin=_begin,
    changes={
        e.ProjectDescribed: lambda project, fact: replace(project, text_id=fact.text_id, fields=frozenset(fact.fields)),
        e.ProjectOwnersChanged: _owned,
        e.ProjectPutUnder: lambda project, fact: replace(
            project, under=frozenset() if fact.agreement is None else frozenset({fact.agreement})
        ),
        e.PilotBegun: _tried,
        e.PilotClosed: _tried_out,
        e.ProjectStarted: lambda project, fact: replace(project, state=_RUNNING, starts_on=fact.day, has_started=True),
        e.ReportingSet: lambda project, fact: replace(
            project, reporting=Reporting(frequency=fact.frequency, first_due=fact.first_due)
        ),
        e.ProjectReported: _reported,
        e.EffectRecorded: lambda project, fact: replace(project, effects=(*project.effects, fact)),
        e.FundingSet: _funded,
        e.ObstacleRecorded: lambda project, fact: replace(
            project,
            obstacles=(
                *project.obstacles,
                Obstacle(obstacle_id=fact.obstacle_id, kind=fact.kind, text_id=fact.text_id),
            ),
        ),
        e.ObstacleMoved: _moved,
        e.ProjectCompleted: _ended(ProjectState.COMPLETED),
        e.ProjectStopped: _ended(ProjectState.STOPPED),
    },
    rows=(
        Row("begin-pilot", (_PREPARING,), _PILOT),
        # What is not to go on is stopped by the same act.
        Row("close-pilot", (_PILOT,), _PREPARING),
        Row("start", (_PREPARING,), _RUNNING),
        Row("report", (_PILOT, _RUNNING, *_ENDS)),
        Row("complete", (_RUNNING,), _COMPLETED),
        Row("stop", _LIVING, _STOPPED),
        Row("rename", _LIVING),
        Row("change-owners", _LIVING),
        Row("put-under", _LIVING),
        Row("set-reporting", _LIVING),
        # What came of it, what it cost and what stood in the way is often known only afterwards.
        Row("record-effect", (*_LIVING, *_ENDS)),
        Row("set-funding", (*_LIVING, *_ENDS)),
        Row("record-obstacle", (*_LIVING, *_ENDS)),
        Row("move-obstacle", (*_LIVING, *_ENDS)),
    ),
)
