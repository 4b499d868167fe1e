"""What all comparators share: the events of 1 kB, the tables, and the producer's clock. No library needed."""

import json
import os
import sys
import time
import uuid
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Final

DATABASE: Final = "DESK_BENCH_DATABASE_URL"
BROKER: Final = "DESK_BENCH_AMQP_URL"
LONGEST_SECONDS: Final = 120.0
LOOK_SECONDS: Final = 0.05
AT_ONCE: Final = 16
BATCH_AT_ONCE: Final = 200
_TEXT: Final = "県内のこども食堂を結ぶ食材の共同配送について、路線バスの空席を使う実証を提案いたします。" * 7
COUNT: Final = "SELECT count(*) FROM notified"
TABLES: Final = """
DROP TABLE IF EXISTS accepted, routed, history, notified, handled, outbox_accept, outbox_route;
CREATE TABLE accepted (id uuid PRIMARY KEY, payload text NOT NULL, at timestamptz NOT NULL DEFAULT now());
CREATE TABLE routed (id uuid PRIMARY KEY, payload text NOT NULL, at timestamptz NOT NULL DEFAULT now());
CREATE TABLE history (id uuid PRIMARY KEY, payload text NOT NULL, at timestamptz NOT NULL DEFAULT now());
CREATE TABLE notified (id uuid PRIMARY KEY, payload text NOT NULL, at timestamptz NOT NULL DEFAULT now());
CREATE TABLE handled (reader text, id uuid, at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (reader, id));
CREATE TABLE outbox_accept (seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, id uuid NOT NULL, body text NOT NULL);
CREATE TABLE outbox_route (seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, id uuid NOT NULL, body text NOT NULL);
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timed:
    """What a producer measured: proposals over the whole path, and over its own hop alone."""

    proposals: int
    seconds: float
    accept_seconds: float


def event() -> tuple[str, str]:
    """Return a new id and an event of about 1 kB."""
    id_ = str(uuid.uuid4())
    return id_, json.dumps({"id": id_, "type": "proposal.received", "text": _TEXT[:300]}, ensure_ascii=False)


def database() -> str:
    """Return the address of the database."""
    return os.environ[DATABASE]


def broker() -> str:
    """Return the address of the broker."""
    return os.environ[BROKER]


def counts() -> tuple[int, int]:
    """Return from the command line how many proposals warm up and how many are measured."""
    return int(sys.argv[-2]), int(sys.argv[-1])


def tell(timed: Timed) -> None:
    """Print the measurement for whoever started this program."""
    sys.stdout.write(json.dumps(asdict(timed)) + "\n")


def measure(accept: Callable[[int], None], arrived: Callable[[], int]) -> Timed:
    """Warm up, then time *accept* and the arrival of everything at the last hop, for programs with threads."""
    warm, count = counts()
    accept(warm)
    _wait(arrived, warm)
    start = time.monotonic()
    accept(count)
    accepted = time.monotonic()
    _wait(arrived, warm + count)
    return Timed(proposals=count, seconds=time.monotonic() - start, accept_seconds=accepted - start)


def _wait(arrived: Callable[[], int], count: int) -> None:
    end = time.monotonic() + LONGEST_SECONDS
    while arrived() < count:
        if time.monotonic() > end:
            raise TimeoutError(f"{arrived()} of {count} arrived")
        time.sleep(LOOK_SECONDS)
