"""Wait until nothing moves any more. Only the waiting looks into tables and queues; the judging never does."""

import asyncio
from typing import Any, Final

import asyncpg
import httpx2 as httpx
from sqlalchemy import make_url

from shared.messaging.topology import shows_life
from tests.faults.engine_faults import database
from tests.faults.town import Town

LOOK_S: Final = 1.0
# The second wait of a mail whose tries failed is five minutes, a fifth more or less; only mails are waited for so long.
MAILS_S: Final = 420.0
CALM_LOOKS: Final = 3
_DEFERRED: Final = "mails deferred"
_TELLERS: Final = ("intake", "routing", "notify", "publication", "operations")


async def wait_for_rest(town: Town, guilty: frozenset[str], *, seconds: float) -> tuple[bool, dict[str, int]]:
    """Return whether everything but the *guilty* came to rest within *seconds*, and what moved at the last look.

    Where nothing but mails waits for its next try, they are given the time of that try.
    """
    loop = asyncio.get_running_loop()
    began = loop.time()
    calm = 0
    moving = {"unknown": 1}
    while loop.time() < began + (MAILS_S if all(name.startswith(_DEFERRED) for name in moving) else seconds):
        try:
            moving = {name: number for name, number in (await _moving(town, guilty)).items() if number}
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError, httpx.HTTPError) as error:
            moving = {type(error).__name__: 1}
        calm = 0 if moving else calm + 1
        if calm == CALM_LOOKS:
            return True, moving
        await asyncio.sleep(LOOK_S)
    return False, moving


async def _moving(town: Town, guilty: frozenset[str]) -> dict[str, int]:
    found = {"not_ready": int(not town.is_ready())}
    async with database(town) as connection:
        found["pending mails"] = await connection.fetchval(
            "SELECT count(*) FROM intake.raw_message WHERE outcome = 'pending'"
        )
        mails = await connection.fetch(
            "SELECT state, attempt, resends, count(*) FROM notify.mail_send"
            " WHERE state IN ('created', 'sending', 'deferred') GROUP BY 1, 2, 3"
        )
        found |= {f"mails {row[0]}, try {row[1]}, taken over {row[2]}": row[3] for row in mails}
        for service in _TELLERS:
            if await connection.fetchval("SELECT to_regclass($1)", f"{service}.outbox"):
                found |= await _of_service(connection, service, guilty)
    return found | await _queues(town)


async def _of_service(connection: Any, service: str, guilty: frozenset[str]) -> dict[str, int]:
    waiting = f"SELECT count(*) FROM {service}.outbox"  # noqa: S608 - fixed names
    failing = (
        f"SELECT count(*) FROM {service}.delivery_issue"  # noqa: S608 - fixed names
        " WHERE state IN ('retrying', 'waiting') AND NOT event_id::text = ANY($1)"
    )
    return {
        f"outbox of {service}": await connection.fetchval(waiting),
        f"retries of {service}": await connection.fetchval(failing, sorted(guilty)),
        f"unhandled by {service}": await _unhandled(connection, service),
    }


async def _unhandled(connection: Any, service: str) -> int:
    """Count the facts that a reader of *service* hears, by what it has handled so far, and has not settled."""
    heard = await connection.fetch(
        f"""
        SELECT DISTINCT h.reader, f.type FROM {service}.handled h
        JOIN (SELECT event_id, type FROM intake.event_log UNION ALL SELECT event_id, type FROM routing.event_log
              UNION ALL SELECT event_id, type FROM notify.event_log) f USING (event_id)
        """  # noqa: S608 - fixed names
    )
    count = 0
    for row in heard:
        count += await connection.fetchval(
            f"""
            SELECT count(*)
            FROM (SELECT event_id, type FROM intake.event_log UNION ALL SELECT event_id, type FROM routing.event_log
                  UNION ALL SELECT event_id, type FROM notify.event_log) f
            WHERE f.type = $2
              AND NOT EXISTS (SELECT 1 FROM {service}.handled h WHERE h.reader = $1 AND h.event_id = f.event_id)
              AND NOT EXISTS (SELECT 1 FROM {service}.delivery_issue i
                              WHERE i.reader = $1 AND i.event_id = f.event_id AND i.state IN ('parked', 'discarded'))
            """,  # noqa: S608 - fixed names
            row["reader"],
            row["type"],
        )
    return count


async def _queues(town: Town) -> dict[str, int]:
    url = make_url(town.urls.management_url or "")
    base = url.set(username=None, password=None).render_as_string()
    async with httpx.AsyncClient(base_url=base, auth=(url.username or "", str(url.password)), timeout=5) as api:
        queues = (await api.get("/api/queues")).json()
    stalled = {f"queue {queue['name']} does nothing": int(not shows_life(queue)) for queue in queues}
    return stalled | {f"queue {queue['name']}": queue.get("messages", 0) for queue in queues}
