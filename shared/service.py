"""What a service tells the rest of the installation about itself."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from importlib.metadata import entry_points
from pathlib import Path

import typer

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
    cli: tuple[typer.Typer, ...] = field(default=())


def services() -> tuple[Service, ...]:
    """Return every installed service, found by entry point, in the order in which they are migrated."""
    found = {point.name: point.load()() for point in entry_points(group="desk.services")}
    order = ("intake", "routing", "notify", "publication", "operations")
    return tuple(found[name] for name in order if name in found)


def topology(of: tuple[Service, ...]) -> Topology:
    """Return the queues of these services."""
    return Topology(readers=tuple(reader for service in of for reader in service.readers))
