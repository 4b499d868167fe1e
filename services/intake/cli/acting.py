"""Act on the desk's messages as a person, under the same row-level security as the pages."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from services.intake.storage.work import Work, work_on
from shared.access.actor import Actor
from shared.cli.acting import as_person
from shared.documents import Keyring
from shared.settings import ServiceSettings

T = TypeVar("T")


def as_somebody(user: str, do: Callable[[Actor, Work], Awaitable[T]]) -> T:
    """Do as the person *user* is, in one transaction."""
    settings = ServiceSettings("intake")
    keyring = Keyring(settings.installation.master_key)
    return as_person(settings.web_url, user, lambda connection: work_on(connection, keyring), do)
