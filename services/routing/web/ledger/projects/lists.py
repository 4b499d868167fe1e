"""What stands over all projects: the effects of a year, and the obstacles to hand on; as pages, CSV and API."""

from collections.abc import Iterable, Sequence
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from services.routing.domain.ledger.effects import YearOfEffects
from services.routing.storage.project_queries import ProjectObstacle
from services.routing.storage.work import RoutingWork
from services.routing.web.access import CaseAccess
from services.routing.web.ledger.projects import words as w
from services.routing.web.ledger.projects.opened import Names, names_for
from services.routing.web.ledger.projects.told import effects_as_data, obstacle_as_data
from shared.access.actor import Actor
from shared.access.policy import Action, require
from shared.access.web import CurrentActor
from shared.clock import utc_now
from shared.csv_file import csv_file
from shared.errors import Invalid
from shared.events.projects import ObstacleState
from shared.japanese.era import day_in_japan, fiscal_label, fiscal_name, fiscal_year, fiscal_year_in, wareki
from shared.web.api import refusals
from shared.web.labels import Audience
from shared.web.pages import pages_of

Year = Annotated[
    str, Query(title="年度", description="R8、令和8年度、2026のどの書き方でも指定できます。", max_length=20)
]
State = Annotated[
    str,
    Query(
        title="状態", description="open、handled、resolvedのどれかです。省くと、解消していないものです。", max_length=20
    ),
]
# Whoever asks for all without saying more wants what still stands in the way.
_STANDING: Final = (ObstacleState.OPEN, ObstacleState.HANDLED)
_EARLIER: Final = 6
EFFECT_COLUMNS: Final = (
    "番号",
    "事業",
    "主担当の課",
    "協定",
    "項目",
    "効果",
    "効果額（円）",
    "基準日",
    "算定方法",
    "算定者",
)
_YEN: Final = EFFECT_COLUMNS.index("効果額（円）")
_OBSTACLE_COLUMNS: Final = (
    "番号",
    "事業",
    "主担当の課",
    "種類",
    "支障の内容",
    "法令など",
    "求める見直し",
    "状態",
    "案件",
)


class NoSuchYear(Invalid):
    """What was given is no fiscal year."""

    public_message = "年度は、R8、令和8年度、2026のように指定してください。"


class NoSuchState(Invalid):
    """What was given is no state of an obstacle."""

    public_message = "状態は、open、handled、resolvedのどれかで指定してください。"


def year_asked(said: str) -> int:
    """Return the fiscal year that was asked for, this one where none was; raise NoSuchYear."""
    found = fiscal_year_in(said) if said.strip() else fiscal_year(day_in_japan(utc_now()))
    if found is None:
        raise NoSuchYear
    return found


def states_asked(said: str) -> tuple[ObstacleState, ...]:
    """Return the states that were asked for; raise NoSuchState."""
    if not said:
        return _STANDING
    try:
        return (ObstacleState(said),)
    except ValueError as error:
        raise NoSuchState from error


async def effects_of(work: RoutingWork, actor: Actor, year: int) -> tuple[YearOfEffects, dict[str, str]]:
    """Return what projects brought in a year, with their titles; raise NotAllowed."""
    require(actor, Action.LEDGER_SEE)
    return await work.project_queries.effects(actor.desk_id, year)


async def obstacles_of(work: RoutingWork, actor: Actor, states: Sequence[ObstacleState]) -> list[ProjectObstacle]:
    """Return the obstacles of all projects in these states; raise NotAllowed."""
    require(actor, Action.LEDGER_SEE)
    return await work.project_queries.obstacles(actor.desk_id, states)


def effect_rows(found: YearOfEffects, titles: dict[str, str], names: Names) -> list[tuple[str, ...]]:
    """Return the table of a year, in the words of an office."""
    return [
        (
            one.project.number,
            titles[one.project.number],
            names.departments.get(one.project.lead or "", one.project.lead or ""),
            "、".join(sorted(one.project.under)),
            one.words.label,
            w.effect_value(one.record, one.words.unit, one.words.words),
            "" if one.record.yen is None else str(one.record.yen),
            wareki(one.record.as_of),
            one.words.method,
            "連携する団体" if one.record.party_id else names.departments.get(one.record.department or "", ""),
        )
        for one in found.counted
    ]


def _without_yen(row: Sequence[str]) -> tuple[str, ...]:
    """Return a row of the effects without the bare number."""
    return tuple(cell for place, cell in enumerate(row) if place != _YEN)


def obstacle_rows(found: Iterable[ProjectObstacle], names: Names) -> list[tuple[str, ...]]:
    """Return the list to hand on, in the words of an office."""
    return [
        (
            one.project.number,
            one.title,
            names.departments.get(one.project.lead or "", one.project.lead or ""),
            w.OBSTACLE_KINDS[one.obstacle.kind],
            one.words.words,
            one.words.law,
            one.words.asked,
            w.OBSTACLE_STATES[one.obstacle.state],
            one.project.receipt or "",
        )
        for one in found
    ]


def project_lists(access: CaseAccess) -> APIRouter:
    """Return the pages and routes; they stand before those of a single project, whose paths are like theirs."""
    router = APIRouter()
    _pages(router, access)
    _files(router, access)
    _api(router, access)
    return router


def _pages(router: APIRouter, access: CaseAccess) -> None:
    @router.get("/projects/effects", include_in_schema=False)
    async def effects(request: Request, actor: CurrentActor, year: Year = "") -> Response:
        asked = year_asked(year)
        async with access.begin(actor) as work:
            found, titles = await effects_of(work, actor, asked)
            names = await names_for(work, actor)
        this_year = fiscal_year(day_in_japan(utc_now()))
        values = {
            "found": found,
            # The bare number is for spreadsheets; a page says it in words already.
            "columns": _without_yen(EFFECT_COLUMNS),
            "rows": [_without_yen(row) for row in effect_rows(found, titles, names)],
            "titles": titles,
            "names": names,
            "yen": w.yen_words,
            "year": fiscal_label(asked),
            "year_name": fiscal_name(asked),
            "years": [(fiscal_label(one), fiscal_name(one)) for one in range(this_year + 1, this_year - _EARLIER, -1)],
        }
        return _drawn(request, "routing/project_effects.html", values)

    @router.get("/projects/obstacles", include_in_schema=False)
    async def obstacles(request: Request, actor: CurrentActor, state: State = "") -> Response:
        async with access.begin(actor) as work:
            found = await obstacles_of(work, actor, states_asked(state))
            names = await names_for(work, actor)
        values = {
            "columns": _OBSTACLE_COLUMNS,
            "rows": obstacle_rows(found, names),
            "state": state,
            "states": w.options(w.OBSTACLE_STATES),
        }
        return _drawn(request, "routing/project_obstacles.html", values)


def _drawn(request: Request, template: str, values: dict[str, Any]) -> Response:
    return pages_of(request).speaking_to(Audience.STAFF).render(request, template, values)


def _files(router: APIRouter, access: CaseAccess) -> None:
    @router.get("/projects/effects.csv", include_in_schema=False)
    async def effects(actor: CurrentActor, year: Year = "") -> Response:
        asked = year_asked(year)
        async with access.begin(actor) as work:
            found, titles = await effects_of(work, actor, asked)
            rows = effect_rows(found, titles, await names_for(work, actor))
        return _file(f"effects-{fiscal_label(asked)}.csv", [EFFECT_COLUMNS, *rows])

    @router.get("/projects/obstacles.csv", include_in_schema=False)
    async def obstacles(actor: CurrentActor, state: State = "") -> Response:
        async with access.begin(actor) as work:
            found = await obstacles_of(work, actor, states_asked(state))
            rows = obstacle_rows(found, await names_for(work, actor))
        return _file("obstacles.csv", [_OBSTACLE_COLUMNS, *rows])


def _file(name: str, rows: Sequence[Sequence[str]]) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(csv_file(rows), media_type="text/csv; charset=utf-8", headers=headers)


def _api(router: APIRouter, access: CaseAccess) -> None:
    @router.get(
        "/api/projects/effects",
        tags=["事業"],
        summary="年度ごとの効果",
        description="実績を、事業と項目ごとに最も新しい記録で集計します。",
        operation_id="listProjectEffects",
        responses=refusals(400, 401, 403, 422, 503),
    )
    async def effects(actor: CurrentActor, year: Year = "") -> dict[str, Any]:
        async with access.begin(actor) as work:
            return effects_as_data(*await effects_of(work, actor, year_asked(year)))

    @router.get(
        "/api/projects/obstacles",
        tags=["事業"],
        summary="支障の一覧",
        description="国への要望などに用いる、すべての事業の支障です。",
        operation_id="listProjectObstacles",
        responses=refusals(400, 401, 403, 422, 503),
    )
    async def obstacles(actor: CurrentActor, state: State = "") -> dict[str, Any]:
        async with access.begin(actor) as work:
            found = await obstacles_of(work, actor, states_asked(state))
        return {"items": [obstacle_as_data(one) for one in found]}
