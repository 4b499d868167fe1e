"""How many places of forums are taken, for everybody."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.publication.storage.tables import forum_places
from shared.events import Recorded
from shared.events.registration import RegistrationFact


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacesTaken:
    """How many people have a place, and how many registrations wait for one, by which count."""

    taken: int = 0
    waiting: int = 0
    tally: int = 0


NOBODY: Final = PlacesTaken()


class PlaceStore:
    """Implements the port ForumPlaces in one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        """Join the caller's transaction."""
        self._connection = connection

    async def keep(self, told: Sequence[Recorded[RegistrationFact]]) -> None:
        """Keep the last count of each forum; an older one changes nothing."""
        newest = {(one.desk_id, one.fact.number): one.fact for one in sorted(told, key=lambda each: each.fact.tally)}
        # In one order, so that two transactions cannot wait for each other's rows.
        for (desk_id, number), fact in sorted(newest.items(), key=lambda item: item[0]):
            said = {"taken": fact.taken, "waiting": fact.waiting, "tally": fact.tally}
            row = insert(forum_places).values(desk_id=desk_id, number=number, **said)
            await self._connection.execute(
                row.on_conflict_do_update(
                    index_elements=["desk_id", "number"],
                    set_=said,
                    where=forum_places.c.tally < row.excluded.tally,
                )
            )


async def find_places(connection: AsyncConnection, desk_id: str, number: str) -> PlacesTaken:
    """Return how many places of a forum are taken."""
    asked = select(forum_places.c.taken, forum_places.c.waiting, forum_places.c.tally).where(
        forum_places.c.desk_id == desk_id, forum_places.c.number == number
    )
    row = (await connection.execute(asked)).one_or_none()
    return NOBODY if row is None else PlacesTaken(taken=row.taken, waiting=row.waiting, tally=row.tally)
