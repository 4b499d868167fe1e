"""A project with its words, opened for whoever may see it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from services.routing.domain.ledger.project import Project
from services.routing.domain.ledger.project_words import (
    AboutWords,
    EffectWords,
    EndWords,
    FundingWords,
    ObstacleNews,
    ObstacleWords,
    PilotResultWords,
    PilotWords,
    ReportWords,
)
from services.routing.handlers.ledger.projects.owners import names_of
from services.routing.storage.work import RoutingWork
from shared.access.actor import Actor
from shared.clock import utc_now
from shared.japanese.era import day_in_japan


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """How departments, municipalities and fields are called."""

    departments: Mapping[str, str]
    municipalities: Mapping[str, str]
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedProject:
    """A project with the words of all its records, by the ids of their documents."""

    project: Project
    names: Names
    parties: Mapping[UUID, str] = field(repr=False)
    about: str = field(repr=False)
    pilots: Mapping[UUID, PilotWords] = field(repr=False)
    results: Mapping[UUID, PilotResultWords] = field(repr=False)
    reports: Mapping[UUID, ReportWords] = field(repr=False)
    effects: Mapping[UUID, EffectWords] = field(repr=False)
    funding: Mapping[UUID, FundingWords] = field(repr=False)
    obstacles: Mapping[UUID, ObstacleWords] = field(repr=False)
    news: Mapping[UUID, ObstacleNews] = field(repr=False)
    end: EndWords | None = field(repr=False)

    def told_by(self, department: str | None, party_id: UUID | None) -> str:
        """Return who reported or estimated something."""
        if party_id is not None:
            return self.parties.get(party_id, "連携先の団体")
        return self.names.departments.get(department or "", department or "")


async def names_for(work: RoutingWork, actor: Actor) -> Names:
    """Return how everything is called that an owner or a field of a project can be."""
    departments = await work.queries.departments(actor.desk_id, day_in_japan(utc_now()))
    scheme = work.schemes.current[actor.desk_id]
    return Names(
        departments={one.code: one.name for one in departments},
        municipalities=await work.municipalities.names(actor.desk_id),
        fields={one.code: one.words for one in scheme.categories},
    )


async def open_project(work: RoutingWork, actor: Actor, project: Project) -> OpenedProject:
    """Open the words of a project; what was destroyed is left out."""
    texts = work.ledger_texts
    about = await texts.open_many([] if project.text_id is None else [project.text_id], AboutWords)
    end = await texts.open_many([] if project.end is None else [project.end.text_id], EndWords)
    return OpenedProject(
        project=project,
        names=await names_for(work, actor),
        parties=await names_of(work, project),
        about=next((one.about for one in about.values()), ""),
        pilots=await texts.open_many([one.text_id for one in project.pilots], PilotWords),
        results=await texts.open_many([one.result_id for one in project.pilots if one.result_id], PilotResultWords),
        reports=await texts.open_many([one.report_id for one in project.reports], ReportWords),
        effects=await texts.open_many([one.text_id for one in project.effects], EffectWords),
        funding=await texts.open_many([one.text_id for one in project.funding if one.text_id], FundingWords),
        obstacles=await texts.open_many([one.text_id for one in project.obstacles], ObstacleWords),
        news=await texts.open_many([news for one in project.obstacles for news in one.news], ObstacleNews),
        end=next(iter(end.values()), None),
    )
