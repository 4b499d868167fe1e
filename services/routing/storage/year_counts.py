"""How many proposals of a fiscal year came, and what became of them: sums for the papers of the year."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.routing.domain.stage import Stage
from services.routing.storage.tables import desk_case
from shared.events import Direction, ProposerKind
from shared.japanese.era import fiscal_label


@dataclass(frozen=True, slots=True, kw_only=True)
class YearCount:
    """Cases of one fiscal year that are alike in who proposed, in which direction, and where they stand now."""

    year: int
    proposer_kind: ProposerKind
    direction: Direction
    stage: Stage
    cases: int


async def counted(connection: AsyncConnection, desk_id: str, years: range) -> list[YearCount]:
    """Return the counts of these fiscal years, by the year in the receipt number; one statement for all."""
    year_words = func.split_part(desk_case.c.receipt, "-", 1)
    labels = {fiscal_label(year): year for year in years}
    columns = (desk_case.c.proposer_kind, desk_case.c.direction, desk_case.c.stage)
    rows = await connection.execute(
        select(year_words.label("label"), *columns, func.count().label("cases"))
        .where(desk_case.c.desk_id == desk_id, year_words.in_(list(labels)))
        .group_by(year_words, *columns)
    )
    return [
        YearCount(
            year=labels[row.label],
            proposer_kind=ProposerKind(row.proposer_kind),
            direction=Direction(row.direction),
            stage=Stage(row.stage),
            cases=row.cases,
        )
        for row in rows
    ]
