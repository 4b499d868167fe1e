"""The work of one hop for task queues: one insert in a transaction of its own, on a connection per thread."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import psycopg  # type: ignore[import-not-found]  # Lives in the environment of the comparators.

from tests.benchmarks.comparators.common import AT_ONCE, COUNT, Timed, database, event, measure

_local = threading.local()


def connection() -> psycopg.Connection:
    """Return this thread's connection; every statement is a transaction."""
    if not hasattr(_local, "connection"):
        _local.connection = psycopg.connect(database(), autocommit=True)
    found: psycopg.Connection = _local.connection
    return found


def accept(id_: str, payload: str) -> None:
    """Keep what was accepted."""
    connection().execute("INSERT INTO accepted (id, payload) VALUES (%s, %s)", (id_, payload))


def route(id_: str, payload: str) -> None:
    """Keep the case."""
    connection().execute("INSERT INTO routed (id, payload) VALUES (%s, %s)", (id_, payload))


def notify(id_: str, payload: str) -> None:
    """Keep the notification."""
    connection().execute("INSERT INTO notified (id, payload) VALUES (%s, %s)", (id_, payload))


def produce(send: Callable[[str, str], None]) -> Timed:
    """Accept proposals in threads, each with *send* to the next hop after its insert."""

    def one(_: int) -> None:
        id_, payload = event()
        accept(id_, payload)
        send(id_, payload)

    def arrived() -> int:
        row = connection().execute(COUNT).fetchone()
        return int(row[0]) if row else 0

    with ThreadPoolExecutor(AT_ONCE // 2) as threads:

        def accept_all(count: int) -> None:
            for _ in threads.map(one, range(count)):
                pass

        return measure(accept_all, arrived)
