"""Dead letters: given back to their reader, or kept byte for byte when nobody knows whose they are."""

from datetime import datetime
from uuid import NAMESPACE_OID, UUID, uuid5

from sqlalchemy import MetaData, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.operations.domain.letters import Fate, Letter
from services.operations.domain.queues import House
from services.operations.ports import NoSuchLetter
from services.operations.storage.tables import dead_letter, given_by
from shared.messaging.issues import Incoming, Issues, storable
from shared.messaging.tables import messaging_tables

_LONGEST_KEY = 255
_SHOWN = (
    dead_letter.c.letter_id,
    dead_letter.c.routing_key,
    dead_letter.c.event_id,
    dead_letter.c.kept_at,
    dead_letter.c.closed_at,
    dead_letter.c.closed_reason,
)


class LetterStore:
    """The table dead_letter, and the failed deliveries of every service, in the caller's transaction."""

    def __init__(self, connection: AsyncConnection, house: House) -> None:
        """Know the readers of *house* only."""
        self._connection = connection
        self._house = house

    async def settle(self, key: str, incoming: Incoming) -> Fate:
        """Give the letter back to the reader *key* names, or keep it; a second copy changes nothing."""
        reader = self._house.find(key)
        if reader is None:
            await self._keep(key, incoming)
            return Fate.KEPT
        handled = given_by(reader.service).handled
        known = select(handled.c.event_id).where(
            handled.c.reader == reader.reader, handled.c.event_id == incoming.event_id
        )
        if await self._connection.scalar(known) is not None:
            return Fate.HANDLED
        issues = Issues(self._connection, messaging_tables(MetaData(schema=reader.service)))
        return Fate.GIVEN_BACK if await issues.give_back(reader.reader, incoming) else Fate.ON_RECORD

    async def open_count(self) -> int:
        """Return how many letters nobody has dealt with."""
        found = select(func.count(dead_letter.c.letter_id)).where(dead_letter.c.closed_at.is_(None))
        return int(await self._connection.scalar(found) or 0)

    async def list(self, *, only_open: bool, limit: int) -> list[Letter]:
        """Return letters without their content, the newest first."""
        statement = select(*_SHOWN).order_by(dead_letter.c.kept_at.desc(), dead_letter.c.letter_id).limit(limit)
        rows = await self._connection.execute(
            statement.where(dead_letter.c.closed_at.is_(None)) if only_open else statement
        )
        return [Letter(**row) for row in rows.mappings()]

    async def close(self, letter_id: UUID, *, at: datetime, by: UUID, reason: str) -> Letter:
        """Note that somebody has dealt with an open letter; raise NoSuchLetter."""
        rows = await self._connection.execute(
            update(dead_letter)
            .where(dead_letter.c.letter_id == letter_id, dead_letter.c.closed_at.is_(None))
            .values(closed_at=at, closed_by=str(by), closed_reason=reason)
            .returning(*_SHOWN)
        )
        row = rows.mappings().one_or_none()
        if row is None:
            raise NoSuchLetter
        return Letter(**row)

    async def _keep(self, key: str, incoming: Incoming) -> None:
        # The same letter has the same id, so that a copy that comes again after a cut connection is the same row.
        mine = f"{key}:{incoming.event_id}:{incoming.body.hex()}"
        await self._connection.execute(
            insert(dead_letter)
            .values(
                letter_id=uuid5(NAMESPACE_OID, mine),
                routing_key=storable(key)[:_LONGEST_KEY],
                event_id=incoming.event_id,
                headers={storable(name): storable(str(value)) for name, value in incoming.headers.items()},
                body=incoming.body,
            )
            .on_conflict_do_nothing()
        )
