"""What the counts have to know of the project a case goes on in: when its work begins, and whether it was given up."""

from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from shared.events import Fact, ImplementationStarted, Recorded
from shared.events.projects import PilotClosed, PilotDecision, ProjectBegun, ProjectStarted, ProjectStopped

PROJECT_FACTS: Final[tuple[type[Fact], ...]] = (
    ImplementationStarted,
    ProjectBegun,
    ProjectStarted,
    PilotClosed,
    ProjectStopped,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicProject:
    """One project, or as much as one fact tells of it.

    *begins_on* is the day its work is planned to begin on, *started_on* the one it began on beyond any trial.
    """

    project_id: UUID
    case_id: UUID | None = None
    begins_on: date | None = None
    started_on: date | None = None
    stopped_on: date | None = None
    no_go: bool = False


def project_after(heard: Recorded[Fact]) -> PublicProject:
    """Return what one fact tells of its project; AssertionError for a fact that tells nothing of one."""
    fact, one = heard.fact, heard.aggregate_id
    match fact:
        case ImplementationStarted():
            return PublicProject(project_id=fact.project_id, case_id=one, begins_on=fact.starts_on)
        case ProjectBegun():
            return PublicProject(project_id=one, case_id=fact.case_id, begins_on=fact.starts_on)
        case ProjectStarted():
            return PublicProject(project_id=one, started_on=fact.day)
        case PilotClosed():
            return PublicProject(project_id=one, no_go=fact.decision is PilotDecision.NO_GO)
        case ProjectStopped():
            return PublicProject(project_id=one, stopped_on=fact.day)
        case _:
            raise AssertionError(f"{fact.type} tells nothing of a project")


def together(one: PublicProject, other: PublicProject) -> PublicProject:
    """Return what two facts tell of their project, whichever came first."""
    return PublicProject(
        project_id=one.project_id,
        case_id=one.case_id or other.case_id,
        begins_on=one.begins_on or other.begins_on,
        started_on=one.started_on or other.started_on,
        stopped_on=one.stopped_on or other.stopped_on,
        no_go=one.no_go or other.no_go,
    )
