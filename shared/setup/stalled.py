"""Queues that RabbitMQ knows by name and that do nothing any more: find them, and take them away to be made anew.

RabbitMQ 3.10 writes down where a quorum queue lives half a second after it made it. Killed within that time it brings
the queue back without its process, or with one that never elects a leader. Such a queue confirms nothing, and nobody
can consume from it until it is deleted.
"""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any, Final

import aio_pika
from aio_pika.abc import AbstractConnection
from aiormq.exceptions import ConnectionInternalError

from shared.errors import Temporary
from shared.messaging.topology import shows_life

CONNECT_SECONDS: Final = 10
# A queue whose leader was just elected has answered long before that.
ANSWER_SECONDS: Final = 5.0
CLOSE_SECONDS: Final = 1.0
# The broker itself waits five seconds for a leader before it deletes a queue without.
DELETE_SECONDS: Final = 30.0


class QueueStays(Temporary):
    """A stalled queue cannot be deleted; what RabbitMQ's own log says of it has to be looked at."""


def suspects(queues: Iterable[Mapping[str, Any]], names: Iterable[str], *, running: Iterable[str]) -> list[str]:
    """Return which of *names* may have stalled by what the management interface says of *queues*.

    One that the broker has just made or started looks the same for some seconds: ask it. Where one of a queue's nodes
    does not run, the queue may only wait for it.
    """
    nodes = set(running)
    found = {one["name"]: one for one in queues if one.get("type") == "quorum"}
    return [
        name for name in names if name in found and set(found[name]["members"]) <= nodes and not shows_life(found[name])
    ]


async def stalled_among(amqp_url: str, names: Sequence[str]) -> list[str]:
    """Return those of *names* that do not say what is first in them; a message they give is put back."""
    answers = await asyncio.gather(*(_answers(amqp_url, name) for name in names))
    return [name for name, answered in zip(names, answers, strict=True) if not answered]


async def delete_all(amqp_url: str, names: Sequence[str]) -> None:
    """Delete queues with whatever is in them; raise QueueStays when the broker does not answer to it."""
    await asyncio.gather(*(_delete(amqp_url, name) for name in names))


async def _answers(amqp_url: str, name: str) -> bool:
    # Each on a connection of its own: asked for a queue without a process, the broker closes the whole connection.
    connection = await aio_pika.connect(amqp_url, timeout=CONNECT_SECONDS)
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            queue = await (await connection.channel()).get_queue(name, ensure=False)
            message = await queue.get(fail=False, timeout=None)
            if message is not None:
                await message.nack(requeue=True)
    except (TimeoutError, ConnectionInternalError):
        return False
    finally:
        await _close(connection)
    return True


async def _delete(amqp_url: str, name: str) -> None:
    connection = await aio_pika.connect(amqp_url, timeout=CONNECT_SECONDS)
    try:
        async with asyncio.timeout(DELETE_SECONDS):
            await (await connection.channel()).queue_delete(name)
    except TimeoutError as error:
        raise QueueStays(f"RabbitMQ does not delete {name}; see its log") from error
    finally:
        await _close(connection)


async def _close(connection: AbstractConnection) -> None:
    # A channel that waits for a queue without leader answers nothing, not even this.
    with suppress(TimeoutError):
        async with asyncio.timeout(CLOSE_SECONDS):
            await connection.close()
