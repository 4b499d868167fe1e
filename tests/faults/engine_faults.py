"""Misfortunes of the engines: PostgreSQL and RabbitMQ stop, die, forget and hang up."""

import asyncio
import os
import signal
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from subprocess import SubprocessError
from typing import Any, Final
from urllib.parse import quote

import asyncpg
import httpx2 as httpx
from sqlalchemy import make_url

from deploy.local.processes import end, until
from shared.service import services, topology
from tests import waiting
from tests.faults.deaths import Deaths
from tests.faults.town import Town

SETUP_S: Final = 30.0
_DESK: Final = "application_name LIKE 'desk-%' AND application_name NOT LIKE '%cli'"
_REFUSING: Final = """
CREATE OR REPLACE FUNCTION {schema}.refuse_for_a_while() RETURNS trigger LANGUAGE plpgsql
AS $$ BEGIN RAISE EXCEPTION 'a mistake of somebody'; END $$;
CREATE TRIGGER refuse_for_a_while BEFORE INSERT ON {schema}.{table}
FOR EACH ROW EXECUTE FUNCTION {schema}.refuse_for_a_while();
"""
_ALLOWING: Final = "DROP TRIGGER IF EXISTS refuse_for_a_while ON {schema}.{table}"


@asynccontextmanager
async def database(town: Town) -> AsyncIterator[Any]:
    """Give a connection that may do everything, by the good network; wait while the database is away."""
    while True:
        try:
            connection = await asyncpg.connect(town.urls.database_url, timeout=5)
            break
        except (OSError, asyncpg.PostgresError, TimeoutError):
            await asyncio.sleep(0.2)
    try:
        yield connection
    finally:
        connection.terminate()


@dataclass(frozen=True, slots=True, kw_only=True)
class Databases:
    """What can befall PostgreSQL."""

    town: Town
    count: Counter[str]

    async def immediate_restart(self) -> None:
        """Let the server die at once (what `pg_ctl -m immediate` does) and start it again."""
        server = self.town.engines.postgres
        pid = server.running_pid()
        if pid is not None:
            await asyncio.to_thread(end, pid, str(server.data), signal.SIGQUIT, seconds=10)
        await asyncio.to_thread(server.start)
        self.count["postgres_immediate_restart"] += 1

    async def end_backends(self) -> None:
        """End every connection of the desk, three times in a row."""
        for _ in range(3):
            async with database(self.town) as connection:
                ended = await connection.fetchval(
                    f"SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE {_DESK}"  # noqa: S608 - fixed
                )
            self.count["postgres_backend_ended"] += ended
            await asyncio.sleep(0.3)

    async def refuse_rows(self, schema: str, table: str, *, seconds: float) -> None:
        """Make every handler that writes *table* fail for a while, as after a mistake in an office's own SQL."""
        async with database(self.town) as connection:
            await connection.execute(_REFUSING.format(schema=schema, table=table), timeout=20)
        try:
            await asyncio.sleep(seconds)
        finally:
            await self.allow_rows(schema, table)
        self.count["handler_failing"] += 1

    async def allow_rows(self, schema: str, table: str) -> None:
        """Take the mistake away, however often the database itself is away meanwhile."""
        while True:
            try:
                async with database(self.town) as connection:
                    await connection.execute(_ALLOWING.format(schema=schema, table=table), timeout=20)
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError):
                await asyncio.sleep(0.2)
            else:
                return


@dataclass(frozen=True, slots=True, kw_only=True)
class Brokers:
    """What can befall RabbitMQ."""

    town: Town
    deaths: Deaths
    count: Counter[str]

    async def restart(self) -> None:
        """Stop the broker the clean way and start it again."""
        await asyncio.to_thread(self.town.engines.rabbitmq.stop)
        await asyncio.to_thread(self.town.engines.rabbitmq.start)
        self.count["broker_restart"] += 1

    async def die(self) -> None:
        """Kill the broker's process and start it again."""
        broker = self.town.engines.rabbitmq
        pid = broker.running_pid()
        if pid is not None:
            os.kill(pid, signal.SIGKILL)
            await asyncio.to_thread(until, lambda: broker.running_pid() is None, seconds=10)
        await asyncio.to_thread(broker.start)
        self.count["broker_kill"] += 1

    async def forget_everything(self) -> None:
        """Delete the virtual host while messages wait in it, make it anew and run `desk setup`."""
        await self._lose_the_virtual_host()
        await asyncio.to_thread(self.town.verb, "setup")
        self.count["broker_vhost_wipe"] += 1

    async def die_while_set_up(self) -> None:
        """Kill the broker the moment `desk setup` has made queues anew: it forgets where they live, and they stall.

        What is left of them is for the operator to find and to put right.
        """
        await self._lose_the_virtual_host()
        setting_up = asyncio.create_task(asyncio.to_thread(self.town.verb, "setup"))
        when = "while"
        try:
            try:
                await waiting.until(self._has_queues, seconds=SETUP_S)
            except AssertionError:
                # On a busy machine it is not that far yet, and nobody has any right at the broker.
                when = "before"
            await self.die()
        finally:
            # Its broker died under it.
            with suppress(RuntimeError, SubprocessError):
                await setting_up
        self.count[f"broker_kill_{when}_set_up"] += 1

    async def _has_queues(self) -> bool:
        async with self._management() as api:
            names = {queue["name"] for queue in (await api.get(f"/api/queues/{self._vhost}?columns=name")).json()}
        return {one.queue for one in topology(services()).readers} <= names

    async def _lose_the_virtual_host(self) -> None:
        await self.deaths.of("notify")
        await self.deaths.of("routing")
        await asyncio.sleep(1)
        vhost = self._vhost
        user = make_url(self.town.urls.management_url or "").username
        everything = {"configure": ".*", "write": ".*", "read": ".*"}
        async with self._management() as api:
            await api.delete(f"/api/vhosts/{vhost}")
            await api.put(f"/api/vhosts/{vhost}")
            await api.put(f"/api/permissions/{vhost}/{user}", json=everything)

    async def lose_rights(self) -> None:
        """Take every service's rights away and hang up; the operator sees it and gives them back."""
        async with self._management() as api:
            for service in services():
                await api.delete(f"/api/permissions/{self._vhost}/desk-{service.name}")
        self.count["broker_rights_lost"] += 1
        await self.hang_up()

    async def lose_queues(self, service: str) -> None:
        """Empty the queues of a service that has just died: confirmed messages are gone."""
        await self.deaths.of(service)
        await asyncio.sleep(1)
        async with self._management() as api:
            queues = (await api.get(f"/api/queues/{self._vhost}")).json()
            for name in (queue["name"] for queue in queues if queue["name"].startswith(f"{service}.")):
                await api.delete(f"/api/queues/{self._vhost}/{quote(name, safe='')}/contents")
        self.count["broker_purge"] += 1

    async def hang_up(self) -> None:
        """Close every connection."""
        async with self._management() as api:
            for connection in (await api.get("/api/connections")).json():
                await api.delete(f"/api/connections/{quote(connection['name'], safe='')}")
                self.count["broker_connection_closed"] += 1

    @property
    def _vhost(self) -> str:
        return quote(make_url(self.town.urls.amqp_url).database or "/", safe="")

    def _management(self) -> httpx.AsyncClient:
        url = make_url(self.town.urls.management_url or "")
        base = url.set(username=None, password=None).render_as_string()
        return httpx.AsyncClient(base_url=base, auth=(url.username or "", str(url.password)), timeout=20)
