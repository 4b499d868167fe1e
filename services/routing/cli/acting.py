"""Run one verb as a person, or as the worker for what only an administrator may ask."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from services.routing.storage.work import RoutingWork, work_on
from services.routing.web.access import CaseAccess
from shared.access.accounts import actor_by_user
from shared.access.actor import Actor
from shared.database.engine import make_engine
from shared.database.transactions import Transactions
from shared.documents import Keyring
from shared.scheme.load import load_schemes
from shared.settings import ServiceSettings
from shared.web.pages import utc_now

T = TypeVar("T")
Doing = Callable[[CaseAccess, RoutingWork, Actor], Awaitable[T]]


def acting(user: str, do: Doing[T], *, as_worker: bool = False) -> T:
    """Return what *do* returns, in one transaction as *user*; *as_worker* writes what the web role may not."""
    settings = ServiceSettings("routing")
    keyring = Keyring(settings.installation.master_key)

    async def run() -> T:
        engine = make_engine(settings.worker_url if as_worker else settings.web_url, name="desk-cli", size=1)
        transactions = Transactions(engine, lambda connection: work_on(connection, keyring))
        access = CaseAccess(transactions=transactions, schemes=load_schemes(settings.installation.desks_folder))
        try:
            async with engine.begin() as connection:
                actor = await actor_by_user(connection, user, now=utc_now())
            if as_worker:
                async with transactions.begin() as work:
                    return await do(access, work, actor)
            async with access.begin(actor) as work:
                return await do(access, work, actor)
        finally:
            await engine.dispose()

    return asyncio.run(run())
