"""The yearly table of effects: what the projects brought, each amount with its day, its method and who estimated it."""

from collections.abc import Mapping
from datetime import date

from services.routing.domain.ledger.effects import YearOfEffects
from services.routing.domain.paper import Cell, Paper, Table
from services.routing.storage.work import RoutingWork
from services.routing.web.ledger.projects.lists import EFFECT_COLUMNS, effect_rows
from services.routing.web.ledger.projects.opened import Names
from shared.japanese.era import fiscal_name
from shared.scheme.model import DeskScheme

_YEN: str = "効果額（円）"


async def effects_paper(work: RoutingWork, scheme: DeskScheme, year: int, today: date) -> Paper:
    """Return what counts in a fiscal year: of what has come about, the latest record of each project and label."""
    found, titles = await work.project_queries.effects(scheme.desk_id, year)
    names = Names(
        departments={one.code: one.name for one in await work.queries.departments(scheme.desk_id, today)},
        municipalities={},
        fields={one.code: one.words for one in scheme.categories},
    )
    place = EFFECT_COLUMNS.index(_YEN)
    rows: list[tuple[Cell, ...]] = [
        (*row[:place], one.record.yen, *row[place + 1 :])
        for row, one in zip(effect_rows(found, titles, names), found.counted, strict=True)
    ]
    total = tuple("計" if at == 0 else found.yen if at == place else "" for at in range(len(EFFECT_COLUMNS)))
    return Paper(
        name=f"effects-{year}",
        title=f"{fiscal_name(year)}　連携の効果の一覧",
        office=scheme.department_name,
        made_on=today,
        blocks=(
            Table(title="効果の一覧", columns=EFFECT_COLUMNS, rows=rows, total=total),
            *_sums(found, names, titles),
        ),
        notes=(
            "効果額は、県が自ら行った場合に要する費用などの見積りです。算定方法は一覧のとおりです。",
            "複数の分野や協定にまたがる事業は、それぞれに数えています。",
        ),
    )


def _sums(found: YearOfEffects, names: Names, titles: Mapping[str, str]) -> list[Table]:
    kinds: tuple[tuple[str, Mapping[str, int], Mapping[str, str]], ...] = (
        ("事業", found.by_project, {number: f"{number}　{title}" for number, title in titles.items()}),
        ("協定", found.by_agreement, {"": "協定によらないもの"}),
        ("主担当の課", found.by_department, names.departments),
        ("分野", found.by_field, {**names.fields, "": "分野の定めのないもの"}),
    )
    return [
        Table(
            title=f"{kind}ごとの効果額",
            columns=(kind, _YEN),
            rows=[(words.get(key, key) or "—", yen) for key, yen in sums.items()],
        )
        for kind, sums, words in kinds
    ]
