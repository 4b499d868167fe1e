"""The paper of numbers: what was received in a year and what became of it, and the same of every year until then."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from services.routing.domain.paper import Cell, Paper, Table
from services.routing.domain.stage import Stage
from services.routing.storage.work import RoutingWork
from services.routing.storage.year_counts import YearCount, counted
from services.routing.web.labels import LABELS
from shared.events import Direction, ProposerKind
from shared.japanese.era import fiscal_name
from shared.scheme.model import DeskScheme
from shared.web.labels import Audience

_REALISED: Final = frozenset({Stage.IMPLEMENTING, Stage.COMPLETED})
_ENDS: Final = (Stage.DECLINED, Stage.REFERRED, Stage.WITHDRAWN)
_COLUMNS: Final = ("受付", "実現", "対応中", "見送り", "他窓口へ紹介", "取下げ")
# The first year of which a paper of every year tells.
_YEARS: Final = 30


async def counts_paper(work: RoutingWork, scheme: DeskScheme, year: int, today: date) -> Paper:
    """Return how many proposals were received and realised in a fiscal year."""
    found = await counted(work.connection, scheme.desk_id, range(year - _YEARS, year + 1))
    # What was merged goes on, and is counted, under another number.
    cases = [one for one in found if one.stage is not Stage.MERGED]
    of_year = [one for one in cases if one.year == year]
    return Paper(
        name=f"counts-{year}",
        title=f"{fiscal_name(year)}　提案の受付・実現の件数",
        office=scheme.department_name,
        made_on=today,
        blocks=(
            _table(
                "提案者の区分ごとの件数",
                "区分",
                [(_said(kind), _of(of_year, proposer_kind=kind)) for kind in ProposerKind],
            ),
            _table("向きごとの件数", "向き", [(_said(way), _of(of_year, direction=way)) for way in Direction]),
            _table("年度ごとの件数と累計", "年度", _by_year(cases)),
        ),
        notes=(
            "受付番号の年度で数え、現在の段階で分けています。「実現」は実施中と完了の合計です。",
            "ほかの案件に統合した提案は、統合先の案件で数えています。",
        ),
    )


def _by_year(cases: list[YearCount]) -> list[tuple[str, list[YearCount]]]:
    years = sorted({one.year for one in cases})
    return [(fiscal_name(year), _of(cases, year=year)) for year in years]


def _of(cases: Iterable[YearCount], **said: Any) -> list[YearCount]:
    return [one for one in cases if all(getattr(one, name) == value for name, value in said.items())]


def _table(title: str, first: str, lines: list[tuple[str, list[YearCount]]]) -> Table:
    rows = [(words, *_numbers(cases)) for words, cases in lines if cases]
    total = ("計", *_numbers([one for _, cases in lines for one in cases]))
    return Table(title=title, columns=(first, *_COLUMNS), rows=rows, total=total)


def _numbers(cases: list[YearCount]) -> tuple[Cell, ...]:
    received, realised = _sum(cases), _sum(one for one in cases if one.stage in _REALISED)
    ends = tuple(_sum(one for one in cases if one.stage is end) for end in _ENDS)
    return (received, realised, received - realised - sum(ends), *ends)


def _sum(cases: Iterable[YearCount]) -> int:
    return sum(one.cases for one in cases)


def _said(key: Any) -> str:
    return LABELS.text(Audience.STAFF, key)
