"""One step, one transaction: begin as somebody, do the work, leave the block to commit."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Generic, TypeVar
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shared.database.errors import DATABASE_ERRORS, DatabaseAway, is_away

W = TypeVar("W")

_SET_ACTOR = text(
    "SELECT set_config('desk.kind', :kind, true), set_config('desk.desk', :desk, true),"
    " set_config('desk.roles', :roles, true), set_config('desk.department', :department, true),"
    " set_config('desk.account', :account, true), set_config('desk.proposal', :proposal, true),"
    " set_config('desk.offer', :offer, true), set_config('desk.registration', :registration, true)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseActor:
    """Who acts, as row-level security sees it; the default sees nothing.

    kind: `staff` (signed in), `proposer` (holds the secret link of *proposal*), `addressee` (holds that of *offer*
    and looks), `answering` (the same while an answer is carried out, which needs the whole case and no words of it),
    `attendee` (holds that of *registration*), `door` (accepts what arrives).
    """

    kind: str = ""
    desk: str = ""
    roles: frozenset[str] = frozenset()
    department: str = ""
    account: UUID | None = None
    proposal: UUID | None = None
    offer: UUID | None = None
    registration: UUID | None = None


NOBODY = DatabaseActor()


async def set_actor(connection: AsyncConnection, actor: DatabaseActor) -> None:
    """Tell the database who acts until the end of this transaction."""
    await connection.execute(
        _SET_ACTOR,
        {
            "kind": actor.kind,
            "desk": actor.desk,
            "roles": ",".join(sorted(actor.roles)),
            "department": actor.department,
            "account": str(actor.account or ""),
            "proposal": str(actor.proposal or ""),
            "offer": str(actor.offer or ""),
            "registration": str(actor.registration or ""),
        },
    )


class Transactions(Generic[W]):
    """Opens transactions of one engine and hands out what the handlers work with."""

    def __init__(
        self,
        engine: AsyncEngine,
        make_work: Callable[[AsyncConnection], W],
        *,
        after_commit: Callable[[], None] = lambda: None,
    ) -> None:
        """Build work by *make_work*; *after_commit* wakes the relay of this process."""
        self.engine = engine
        self.make_work = make_work
        self.after_commit = after_commit

    @asynccontextmanager
    async def begin(self, actor: DatabaseActor = NOBODY) -> AsyncIterator[W]:
        """Commit on leaving, roll back on any error; raise DatabaseAway when the outcome is not known."""
        try:
            async with self.engine.begin() as connection:
                if actor is not NOBODY:
                    await set_actor(connection, actor)
                yield self.make_work(connection)
        except DATABASE_ERRORS as error:
            if is_away(error):
                raise DatabaseAway from error
            raise
        self.after_commit()


class KeptTransactions(Generic[W]):
    """Transactions one after the other on a connection that is kept between them.

    Borrowing one from the pool asks the database each time whether it is there, and cleans up afterwards: two round
    trips more than the work of a reader itself needs. Not for two transactions at the same time.
    """

    def __init__(self, transactions: Transactions[W]) -> None:
        """Do what *transactions* does; nothing connects before the first `begin`."""
        self._transactions = transactions
        self._connection: AsyncConnection | None = None

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[W]:
        """Commit on leaving, roll back on any error; raise DatabaseAway when the outcome is not known."""
        try:
            if self._connection is None:
                self._connection = await self._transactions.engine.connect()
            async with self._connection.begin():
                yield self._transactions.make_work(self._connection)
        except DATABASE_ERRORS as error:
            await self.close()
            if is_away(error):
                raise DatabaseAway from error
            raise
        except asyncio.CancelledError:
            # It may have been in the middle of an answer.
            await self.close()
            raise
        self._transactions.after_commit()

    async def close(self) -> None:
        """Give the connection back; the next `begin` takes another."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(*DATABASE_ERRORS):
                await connection.close()
