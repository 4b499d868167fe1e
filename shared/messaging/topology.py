"""Every exchange and queue of the desk, declared here and applied by one command.

Services declare passively: a queue with other arguments would close their channel again and again.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

EVENTS = "desk.events"
REPLAY = "desk.replay"
DEAD = "desk.dead"
DEAD_QUEUE = "desk.dead.v1"
# A crash counts as a delivery; the limit only bounds a loop that no row in the database explains.
DELIVERY_LIMIT = 50
UNLIMITED = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderQueue:
    """What the broker knows of a named reader."""

    reader: str
    purpose: str
    types: tuple[str, ...]
    gated: bool = False
    # Wherever it is new, it is sent all that was ever told; a gated reader is, for it needs every version.
    from_the_beginning: bool = False

    @property
    def queue(self) -> str:
        """Return the queue's name; new arguments need a new suffix."""
        return f"{self.reader}.v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Topology:
    """All queues of an installation."""

    readers: tuple[ReaderQueue, ...]

    def definitions(self, vhost: str = "desk") -> dict[str, Any]:
        """Return RabbitMQ definitions (exchanges, queues, bindings) without users."""
        exchanges = [(EVENTS, "topic"), (REPLAY, "direct"), (DEAD, "fanout")]
        return {
            "vhosts": [{"name": vhost}],
            "exchanges": [_exchange(name, kind, vhost) for name, kind in exchanges],
            "queues": [
                _queue(DEAD_QUEUE, dead_queue_arguments(), vhost),
                *(_queue(reader.queue, queue_arguments(reader.reader), vhost) for reader in self.readers),
            ],
            "bindings": [_binding(DEAD, DEAD_QUEUE, "", vhost), *self._bindings(vhost)],
        }

    def _bindings(self, vhost: str) -> Iterable[dict[str, Any]]:
        for reader in self.readers:
            yield _binding(REPLAY, reader.queue, reader.reader, vhost)
            for type_ in reader.types:
                yield _binding(EVENTS, reader.queue, type_, vhost)


def queue_arguments(reader: str) -> dict[str, Any]:
    """Return the arguments of a reader's queue: quorum, dead-letter net, no max-length."""
    return {
        "x-queue-type": "quorum",
        "x-delivery-limit": DELIVERY_LIMIT,
        "x-dead-letter-exchange": DEAD,
        "x-dead-letter-routing-key": reader,
        "x-dead-letter-strategy": "at-least-once",
        "x-overflow": "reject-publish",
    }


def dead_queue_arguments() -> dict[str, Any]:
    """Return the arguments of the net below all others, which must never drop."""
    return {"x-queue-type": "quorum", "x-delivery-limit": UNLIMITED, "x-overflow": "reject-publish"}


def shows_life(queue: Mapping[str, Any]) -> bool:
    """Tell whether a queue, as RabbitMQ's management interface shows it, has a leader that has told its figures.

    Classic queues have no leader; theirs is not asked for.
    """
    return "messages_ready" in queue and bool(queue.get("leader", True)) and bool(queue.get("online", True))


def _exchange(name: str, kind: str, vhost: str) -> dict[str, Any]:
    return {
        "name": name,
        "vhost": vhost,
        "type": kind,
        "durable": True,
        "auto_delete": False,
        "internal": False,
        "arguments": {},
    }


def _queue(name: str, arguments: dict[str, Any], vhost: str) -> dict[str, Any]:
    return {"name": name, "vhost": vhost, "durable": True, "auto_delete": False, "arguments": arguments}


def _binding(source: str, queue: str, key: str, vhost: str) -> dict[str, Any]:
    return {
        "source": source,
        "vhost": vhost,
        "destination": queue,
        "destination_type": "queue",
        "routing_key": key,
        "arguments": {},
    }
