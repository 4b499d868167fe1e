"""What a service tells the rest of the installation about itself."""

from collections.abc import Awaitable
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING, cast

from shared.database.roles import SERVICES
from shared.messaging.topology import ReaderQueue, Topology

if TYPE_CHECKING:
    from shared.runtime.site import Site


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """One service: its readers, its migrations, how to build its pages and how to run its worker.

    *builds_site* and *runs_worker* name functions as `module:function`, imported when asked for: whoever only lists
    readers, prefixes or migrations (operations, the set-up, the pages' process) does not load what serves them.
    """

    name: str
    purpose: str
    migrations: Path
    prefixes: tuple[str, ...]
    readers: tuple[ReaderQueue, ...] = ()
    builds_site: str
    runs_worker: str

    def web(self) -> "Site":
        """Build the pages; nothing connects before their lifespan begins."""
        return cast("Site", _named(self.builds_site))

    def worker(self) -> Awaitable[None]:
        """Return the running of the worker, until it is cancelled."""
        return cast("Awaitable[None]", _named(self.runs_worker))


def _named(place: str) -> object:
    module, _, function = place.partition(":")
    return getattr(import_module(module), function)()


def services(*names: str) -> tuple[Service, ...]:
    """Return the installed services of these names, or all, in the order in which they are migrated.

    Found by entry point; a process that runs one service never imports another.
    """
    points = {point.name: point for point in entry_points(group="desk.services")}
    return tuple(points[name].load()() for name in SERVICES if name in points and name in (names or SERVICES))


def topology(of: tuple[Service, ...]) -> Topology:
    """Return the queues of these services."""
    return Topology(readers=tuple(reader for service in of for reader in service.readers))
