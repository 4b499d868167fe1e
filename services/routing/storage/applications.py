"""What a reader may know of the cases that answer a call, or stand on the agenda of a board."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.routing.domain.stage import Stage
from services.routing.storage.case_list import Reader, readable
from services.routing.storage.tables import case_words, desk_case


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationLine:
    """How such a case stands; title and proposer are empty for who may not read them."""

    stage: Stage
    title: str
    proposer: str


async def application_lines(
    connection: AsyncConnection, case_ids: Collection[UUID], reader: Reader
) -> Mapping[UUID, ApplicationLine]:
    """Return those of these cases that *reader* may see."""
    if not case_ids:
        return {}
    may = readable(reader, desk_case.c).label("readable")
    query = (
        select(desk_case.c.case_id, desk_case.c.stage, case_words.c.title, case_words.c.proposer, may)
        .outerjoin(case_words, case_words.c.case_id == desk_case.c.case_id)
        .where(desk_case.c.case_id.in_(sorted(case_ids)))
    )
    return {
        row.case_id: ApplicationLine(
            stage=Stage(row.stage),
            title=(row.title or "") if row.readable else "",
            proposer=(row.proposer or "") if row.readable else "",
        )
        for row in await connection.execute(query)
    }
