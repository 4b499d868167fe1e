"""Run one verb of routing as a person."""

from collections.abc import Awaitable, Callable
from typing import Annotated, TypeVar

import typer

from services.routing.storage.work import RoutingWork, work_on
from shared.access.actor import Actor
from shared.cli.acting import as_person
from shared.documents import Keyring
from shared.scheme.in_force import schemes_of
from shared.settings import ServiceSettings

T = TypeVar("T")
Receipt = Annotated[str, typer.Argument(help="receipt number, e.g. R8-0001")]


def acting(user: str, do: Callable[[Actor, RoutingWork], Awaitable[T]], *, as_worker: bool = False) -> T:
    """Return what *do* returns, in one transaction as *user*; *as_worker* writes what the web role may not."""
    settings = ServiceSettings("routing")
    keyring, schemes = Keyring(settings.installation.master_key), schemes_of(settings.installation)
    url = settings.worker_url if as_worker else settings.web_url

    async def knowing_schemes(actor: Actor, work: RoutingWork) -> T:
        await schemes.look(work.connection)
        return await do(actor, work)

    return as_person(url, user, lambda connection: work_on(connection, keyring, schemes), knowing_schemes)
