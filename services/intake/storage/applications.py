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
        """Keep whether these wait for this call, unless something later of it is known already."""
        desk_id, call_id, version = told.desk_id, told.aggregate_id, told.aggregate_version
        found = await self._connection.execute(
            select(proposal.c.proposal_id)
            .where(proposal.c.desk_id == desk_id, proposal.c.receipt.in_(receipts))
            .order_by(proposal.c.proposal_id)
        )
        rows = [
            {"proposal_id": one, "call_id": call_id, "desk_id": desk_id, "number": number}
            | {"version": version, "waits": waits}
            for one in found.scalars()
        ]
        if rows:
            row = insert(application).values(rows)
            newer = row.on_conflict_do_update(
                index_elements=["proposal_id", "call_id"],
                set_={"waits": waits, "version": version} | ({"number": number} if number else {}),
                where=application.c.version < version,
            )
            await self._connection.execute(newer)

    async def awaited(self, proposal_id: UUID) -> list[PublicCall]:
        """Return the calls whose results the proposer waits for, the one that closes first before the others."""
        found = (
            select(*CALL_COLUMNS)
            .join(
                application,
                (application.c.desk_id == public_call.c.desk_id) & (application.c.number == public_call.c.number),
            )
            .where(application.c.proposal_id == proposal_id, application.c.waits, ~public_call.c.gone)
            .order_by(public_call.c.closes_on, public_call.c.number)
        )
        return [call_in(row) for row in (await self._connection.execute(found)).mappings()]
