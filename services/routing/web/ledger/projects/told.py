"""A project as programs are told of it (the machine interface; keep it stable)."""

from typing import Any

from services.routing.domain.ledger.effects import Effect, YearOfEffects, standing
from services.routing.domain.ledger.project import Pilot
from services.routing.domain.ledger.project_words import EffectWords
from services.routing.storage.project_queries import ProjectObstacle
from services.routing.web.ledger.projects.opened import OpenedProject
from services.routing.web.ledger.projects.sections import gap
from shared.events.projects import EffectRecorded, FundingSet, ProjectReported
from shared.japanese.era import fiscal_label


def project_as_data(opened: OpenedProject) -> dict[str, Any]:
    """Return all that was recorded of a project."""
    project, end = opened.project, opened.end
    return {
        "case": project.receipt,
        "about": opened.about,
        "parties": [{"party_id": one, "name": name} for one, name in opened.parties.items()],
        "municipalities": sorted(project.municipalities),
        "fields": sorted(project.fields),
        "starts_on": project.starts_on,
        "pilots": _pilots(opened),
        "reporting": {"frequency": project.reporting.frequency, "next_due": project.reporting.next_due},
        "reports": [_report(opened, one) for one in project.reports],
        "effects": [
            _effect(one, opened.effects[one.text_id]) for one in standing(project) if one.text_id in opened.effects
        ],
        "funding": [_money(opened, one) for one in project.funding],
        "obstacles": _obstacles(opened),
        "end": None if project.end is None or end is None else {"day": project.end.day, **end.model_dump()},
    }


def _pilots(opened: OpenedProject) -> list[dict[str, Any]]:
    return [
        {
            "begins": one.begins,
            "ends": one.ends,
            "question": opened.pilots[one.text_id].question if one.text_id in opened.pilots else None,
            "decision": one.decision,
            **_result(opened, one),
        }
        for one in opened.project.pilots
    ]


def _result(opened: OpenedProject, one: Pilot) -> dict[str, Any]:
    said = opened.results.get(one.result_id) if one.result_id else None
    return said.model_dump() if said else {}


def _report(opened: OpenedProject, one: ProjectReported) -> dict[str, Any]:
    said = opened.reports.get(one.report_id)
    who = {"department": one.department, "party_id": one.party_id}
    return {"begins": one.begins, "ends": one.ends, **who, **(said.model_dump() if said else {})}


def _effect(one: EffectRecorded, said: EffectWords) -> dict[str, Any]:
    return {
        "effect_id": one.effect_id,
        "kind": one.kind,
        "standing": one.standing,
        "year": fiscal_label(one.fiscal_year),
        "as_of": one.as_of,
        "yen": one.yen,
        "count": None if one.count is None else float(one.count),
        "department": one.department,
        "party_id": one.party_id,
        **said.model_dump(),
    }


def _money(opened: OpenedProject, one: FundingSet) -> dict[str, Any]:
    said = opened.funding.get(one.text_id) if one.text_id else None
    amounts = {"planned": one.planned, "secured": one.secured, "missing": gap(one), "used": one.used}
    return {"source": one.kind, "year": fiscal_label(one.fiscal_year), **amounts, "note": said.note if said else ""}


def _obstacles(opened: OpenedProject) -> list[dict[str, Any]]:
    return [
        {
            "obstacle_id": one.obstacle_id,
            "kind": one.kind,
            "state": one.state,
            **opened.obstacles[one.text_id].model_dump(),
            "news": [opened.news[each].words for each in one.news if each in opened.news],
        }
        for one in opened.project.obstacles
        if one.text_id in opened.obstacles
    ]


def effects_as_data(found: YearOfEffects, titles: dict[str, str]) -> dict[str, Any]:
    """Return what the projects of a desk brought in a year."""
    return {
        "year": fiscal_label(found.year),
        "yen": found.yen,
        "effects": [_counted(one, titles) for one in found.counted],
        "by_project": dict(found.by_project),
        "by_agreement": dict(found.by_agreement),
        "by_department": dict(found.by_department),
        "by_field": dict(found.by_field),
    }


def _counted(one: Effect, titles: dict[str, str]) -> dict[str, Any]:
    number = one.project.number
    return {"project": number, "title": titles[number], "lead": one.project.lead, **_effect(one.record, one.words)}


def obstacle_as_data(one: ProjectObstacle) -> dict[str, Any]:
    """Return one obstacle of a list over all projects."""
    return {
        "project": one.project.number,
        "title": one.title,
        "lead": one.project.lead,
        "case": one.project.receipt,
        "obstacle_id": one.obstacle.obstacle_id,
        "kind": one.obstacle.kind,
        "state": one.obstacle.state,
        **one.words.model_dump(),
    }
