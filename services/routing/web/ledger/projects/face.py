"""The face of projects: their pages, their forms, and what programs are told."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from services.routing.domain.ledger.effects import standing
from services.routing.domain.ledger.project import Project
from services.routing.domain.ledger.project_words import AboutWords, EffectWords, ObstacleWords
from services.routing.handlers.ledger.projects.owners import names_of
from services.routing.handlers.ledger.projects.volume import PROJECT_VOLUME
from services.routing.storage.work import RoutingWork
from services.routing.web.ledger.face import Choices, Face, Filter, Section
from services.routing.web.ledger.projects import words as w
from services.routing.web.ledger.projects.checks import to_check
from services.routing.web.ledger.projects.opened import names_for, open_project
from services.routing.web.ledger.projects.sections import sections
from services.routing.web.ledger.projects.told import project_as_data
from services.routing.web.publishing.beside import publications_of, section_of
from shared.access.actor import Actor
from shared.clock import utc_now
from shared.japanese.era import day_in_japan, fiscal_name, fiscal_year

# Effects and money are told of a few years back, and planned a few ahead.
_YEARS: Final = range(3, -6, -1)


async def _show(work: RoutingWork, actor: Actor, project: Project) -> Sequence[Section]:
    opened = await open_project(work, actor, project)
    publications = await publications_of(work, project.desk_id, project.number, project.cases)
    checks = await to_check(work, project, day_in_japan(utc_now()))
    return (*sections(opened, checks), section_of(publications))


async def _data(work: RoutingWork, actor: Actor, project: Project) -> Mapping[str, Any]:
    opened = await open_project(work, actor, project)
    checks = await to_check(work, project, day_in_japan(utc_now()))
    publications = await publications_of(work, project.desk_id, project.number, project.cases)
    public = [
        {"number": one.number, "state": one.state, "release_at": one.release_at, "shown_since": one.shown_since}
        for one in publications
    ]
    return project_as_data(opened) | {"to_check": checks, "publications": public}


async def _fields(work: RoutingWork, actor: Actor) -> Sequence[tuple[str, str]]:
    return [(one.code, one.words) for one in work.schemes.current[actor.desk_id].categories]


async def _choices(work: RoutingWork, actor: Actor, project: Project | None) -> Choices:
    names = await names_for(work, actor)
    departments = list(names.departments.items())
    year = fiscal_year(day_in_japan(utc_now()))
    owners = {} if project is None else await names_of(work, project)
    return {
        "lead": departments,
        "departments": departments,
        "municipalities": list(names.municipalities.items()),
        "fields": list(names.fields.items()),
        "decision": w.options(w.DECISIONS),
        "frequency": w.options(w.FREQUENCIES),
        "effect_kind": w.options(w.EFFECT_KINDS),
        "standing": w.options(w.STANDINGS),
        "source": w.options(w.FUNDING_KINDS),
        "obstacle_kind": w.options(w.OBSTACLE_KINDS),
        "state": w.options(w.OBSTACLE_STATES),
        "fiscal_year": [(str(year + one), fiscal_name(year + one)) for one in _YEARS],
        "party_id": [(str(party_id), name) for party_id, name in owners.items()],
        "replaces": [] if project is None else await _effects(work, project),
        "obstacle_id": [] if project is None else await _obstacles(work, project),
    }


async def _effects(work: RoutingWork, project: Project) -> list[tuple[str, str]]:
    records = standing(project)
    words = await work.ledger_texts.open_many([one.text_id for one in records], EffectWords)
    return [
        (str(one.effect_id), f"{words[one.text_id].label}（{fiscal_name(one.fiscal_year)}）")
        for one in records
        if one.text_id in words
    ]


async def _obstacles(work: RoutingWork, project: Project) -> list[tuple[str, str]]:
    words = await work.ledger_texts.open_many([one.text_id for one in project.obstacles], ObstacleWords)
    return [(str(one.obstacle_id), words[one.text_id].words) for one in project.obstacles if one.text_id in words]


async def _filled(work: RoutingWork, project: Project, verb: str) -> Mapping[str, Any]:
    this_year = {"fiscal_year": fiscal_year(day_in_japan(utc_now()))}
    known: dict[str, Mapping[str, Any]] = {
        "put-under": {"agreement": next(iter(project.under), "")},
        "set-reporting": {"frequency": project.reporting.frequency},
        "start": {"day": project.starts_on},
        "record-effect": this_year,
        "set-funding": this_year,
    }
    if verb == "rename":
        return await _named(work, project)
    return await _owned(work, project) if verb == "change-owners" else known.get(verb, {})


async def _owned(work: RoutingWork, project: Project) -> Mapping[str, Any]:
    return {
        "lead": project.lead,
        "departments": sorted(project.departments - {project.lead}),
        "parties": list((await names_of(work, project)).values()),
        "municipalities": sorted(project.municipalities),
    }


async def _named(work: RoutingWork, project: Project) -> Mapping[str, Any]:
    ids = [] if project.text_id is None else [project.text_id]
    about = next(iter((await work.ledger_texts.open_many(ids, AboutWords)).values()), None)
    line = (await work.ledger_queries.by_number(project.desk_id, frozenset({project.number})))[project.number]
    return {"title": line.title, "about": about.about if about else "", "fields": sorted(project.fields)}


PROJECT_FACE: Final[Face[Project]] = Face(
    volume=PROJECT_VOLUME,
    words="事業",
    list_words="事業",
    verbs=w.VERBS,
    states=w.STATES,
    facts=w.FACTS,
    dues=w.DUES,
    late=w.LATE,
    filters=(Filter(name="field", label="分野", options=_fields),),
    links=(("/projects/effects", "年度ごとの効果"), ("/projects/obstacles", "支障の一覧")),
    show=_show,
    data=_data,
    choices=_choices,
    filled=_filled,
)
