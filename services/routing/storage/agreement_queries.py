"""Reads of what goes on under an agreement."""

from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.routing.domain.stage import Stage
from services.routing.storage.case_list import Reader, readable
from services.routing.storage.tables import case_words, desk_case, ledger
from shared.events import Cooperation


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseUnder:
    """A case for which an agreement was named as the form of cooperation, as a draft or decided."""

    receipt: str
    title: str | None = field(repr=False)
    stage: Stage
    form: Cooperation
    decided: bool


class AgreementQueries:
    """Queries in one transaction; row-level security leaves out what the reader may not see."""

    def __init__(self, connection: AsyncConnection) -> None:
        """Join the caller's transaction."""
        self._connection = connection

    async def above(self, item_id: UUID) -> list[str]:
        """Return the numbers under which an item stands."""
        query = select(ledger.under.c.number).where(ledger.under.c.item_id == item_id)
        return sorted(await self._connection.scalars(query))

    async def cases(self, number: str, reader: Reader) -> list[CaseUnder]:
        """Return the cases under an agreement, the oldest first; without words whoever may not read them."""
        rows = await self._connection.execute(
            select(
                *(desk_case.c[name] for name in ("receipt", "stage", "cooperation", "cooperation_decided")),
                case_words.c.title,
                readable(reader, desk_case.c).label("readable"),
            )
            .outerjoin(case_words, case_words.c.case_id == desk_case.c.case_id)
            .where(desk_case.c.desk_id == reader.desk_id, desk_case.c.cooperation_agreement == number)
            .order_by(desk_case.c.case_id)
        )
        return [
            CaseUnder(
                receipt=row.receipt,
                title=row.title if row.readable else None,
                stage=Stage(row.stage),
                form=Cooperation(row.cooperation),
                decided=row.cooperation_decided,
            )
            for row in rows
        ]
