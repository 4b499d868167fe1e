"""What a service tells the rest of the installation about itself."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from importlib.metadata import entry_points
from pathlib import Path

from shared.database.roles import SERVICES
from shared.messaging.topology import ReaderQueue, Topology
from shared.runtime.site import Site


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """One service: its readers, its migrations, how to build its pages and how to run its worker."""

    name: str
    purpose: str
    migrations: Path
    prefixes: tuple[str, ...]
    readers: tuple[ReaderQueue, ...] = ()
    web: Callable[[], Site]
    worker: Callable[[], Awaitable[None]]


def services(*names: str) -> tuple[Service, ...]:
    """Return the installed services of these names, or all, in the order in which they are migrated.

    Found by entry point; a process that runs one service never imports another.
    """
    points = {point.name: point for point in entry_points(group="desk.services")}
    return tuple(points[name].load()() for name in SERVICES if name in points and name in (names or SERVICES))


def topology(of: tuple[Service, ...]) -> Topology:
    """Return the queues of these services."""
    return Topology(readers=tuple(reader for service in of for reader in service.readers))
