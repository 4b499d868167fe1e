"""Proposals that answer a call: which of them wait for its result, and for which call."""

from collections.abc import Sequence
from typing import TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.intake.domain.calls import PublicCall
from services.intake.storage.calls import CALL_COLUMNS, call_in
from services.intake.storage.tables import application, proposal, public_call
from shared.events import Fact, Recorded

F = TypeVar("F", bound=Fact)


class Applications:
    """The rows of `application` in one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        """Join the caller's transaction."""
        self._connection = connection

    async def waiting(self, told: Recorded[F], receipts: Sequence[str], *, number: str) -> None:
        """Keep that these wait for the result of a call."""
        await self._keep(told, receipts, number=number, waits=True)

    async def settled(self, told: Recorded[F], receipts: Sequence[str]) -> None:
        """Keep that these wait no more."""
        await self._keep(told, receipts, number="", waits=False)

    async def _keep(self, told: Recorded[F], receipts: Sequence[str], *, number: str, waits: bool) -> None:
        """Keep whether these wait, unless something later is known already."""
        desk_id, version = told.desk_id, told.aggregate_version
        found = await self._connection.execute(
            select(proposal.c.proposal_id)
            .where(proposal.c.desk_id == desk_id, proposal.c.receipt.in_(receipts))
            .order_by(proposal.c.proposal_id)
        )
        rows = [
            {"proposal_id": one, "desk_id": desk_id, "number": number, "version": version, "waits": waits}
            for one in found.scalars()
        ]
        if rows:
            row = insert(application).values(rows)
            newer = row.on_conflict_do_update(
                index_elements=["proposal_id"],
                set_={"waits": waits, "version": version} | ({"number": number} if number else {}),
                where=application.c.version < version,
            )
            await self._connection.execute(newer)

    async def awaited(self, proposal_id: UUID) -> PublicCall | None:
        """Return the call whose result the proposer waits for, if there is one."""
        found = (
            select(*CALL_COLUMNS)
            .join(
                application,
                (application.c.desk_id == public_call.c.desk_id) & (application.c.number == public_call.c.number),
            )
            .where(application.c.proposal_id == proposal_id, application.c.waits, ~public_call.c.gone)
        )
        row = (await self._connection.execute(found)).mappings().one_or_none()
        return None if row is None else call_in(row)
