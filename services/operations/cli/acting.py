"""Run one verb in one transaction, as a person or only to look at figures."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from services.operations.handlers.house import house_of
from services.operations.ports import Broker
from services.operations.settings import NAME, read_operations_settings
from services.operations.storage.management import Management
from services.operations.storage.work import Work, work_on
from shared.access.accounts import actor_by_user
from shared.access.actor import Actor
from shared.access.rows import as_database_actor
from shared.database.engine import make_engine
from shared.database.transactions import Transactions
from shared.service import services
from shared.settings import ServiceSettings
from shared.web.pages import utc_now

T = TypeVar("T")


def as_person(user: str, do: Callable[[Work, Actor], Awaitable[T]]) -> T:
    """Return what *do* returns, acting as *user*; raise NoSuchAccount, NotAllowed or DatabaseAway."""

    async def run(transactions: Transactions[Work]) -> T:
        async with transactions.begin() as work:
            actor = await actor_by_user(work.connection, user, now=utc_now())
        async with transactions.begin(as_database_actor(actor)) as work:
            return await do(work, actor)

    return asyncio.run(_with_transactions(run))


def looking(do: Callable[[Work], Awaitable[T]]) -> T:
    """Return what *do* reads; these verbs show ids, states and counts, no content."""

    async def run(transactions: Transactions[Work]) -> T:
        async with transactions.begin() as work:
            return await do(work)

    return asyncio.run(_with_transactions(run))


def looking_at_broker(do: Callable[[Transactions[Work], Broker], Awaitable[T]]) -> T:
    """Return what *do* reads from database and broker; the broker is asked outside of any transaction."""
    settings = read_operations_settings()

    async def run(transactions: Transactions[Work]) -> T:
        async with Management(settings.management) as broker:
            return await do(transactions, broker)

    return asyncio.run(_with_transactions(run))


async def _with_transactions(run: Callable[[Transactions[Work]], Awaitable[T]]) -> T:
    engine = make_engine(ServiceSettings(NAME).web_url, name=f"desk-{NAME}-cli", size=1)
    try:
        return await run(Transactions(engine, work_on(house_of(services()))))
    finally:
        await engine.dispose()
