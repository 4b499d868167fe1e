"""Run a verb as the person `--as` names, under the same row-level security as the pages."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from sqlalchemy import URL
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.access.accounts import actor_by_user
from shared.access.actor import Actor
from shared.access.rows import as_database_actor
from shared.database.engine import make_engine
from shared.database.transactions import Transactions
from shared.web.pages import utc_now

T = TypeVar("T")
W = TypeVar("W")


def as_person(
    url: URL, user: str, make_work: Callable[[AsyncConnection], W], do: Callable[[Actor, W], Awaitable[T]]
) -> T:
    """Return what *do* returns, in one transaction of its own; raise NoSuchAccount, NotAllowed or DatabaseAway."""

    async def once(actor: Actor, transactions: Transactions[W]) -> T:
        async with transactions.begin(as_database_actor(actor)) as work:
            return await do(actor, work)

    return with_transactions(url, user, make_work, once)


def with_transactions(
    url: URL, user: str, make_work: Callable[[AsyncConnection], W], do: Callable[[Actor, Transactions[W]], Awaitable[T]]
) -> T:
    """Return what *do* returns, which begins its own transactions; raise NoSuchAccount, NotAllowed or DatabaseAway."""

    async def run() -> T:
        engine = make_engine(url, name="desk-cli", size=1)
        transactions = Transactions(engine, make_work)
        try:
            async with Transactions(engine, lambda connection: connection).begin() as connection:
                actor = await actor_by_user(connection, user, now=utc_now())
            return await do(actor, transactions)
        finally:
            await engine.dispose()

    return asyncio.run(run())
