"""The database as the person at the screen may see it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncConnection

from shared.access.actor import Actor
from shared.access.rows import as_database_actor
from shared.database.transactions import Transactions


class Seen:
    """Opens the database as the person at the screen, so that its own policies hold as the second wall."""

    def __init__(self, transactions: Transactions[AsyncConnection]) -> None:
        self._transactions = transactions

    @asynccontextmanager
    async def __call__(self, actor: Actor) -> AsyncIterator[AsyncConnection]:
        async with self._transactions.begin(as_database_actor(actor)) as connection:
            yield connection
