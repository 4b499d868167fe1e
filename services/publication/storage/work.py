"""One transaction of publication, as its handlers see it."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection

from services.publication.storage.cases import PublicCaseStore
from services.publication.storage.contents import ApprovedContents
from services.publication.storage.entries import EntryStore
from services.publication.storage.places import PlaceStore
from services.publication.storage.projects import PublicProjectStore
from services.publication.storage.tables import messaging
from shared.documents import Keyring
from shared.messaging.outbox import Outbox


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicationWork:
    """Implements the port Work."""

    cases: PublicCaseStore
    projects: PublicProjectStore
    entries: EntryStore
    contents: ApprovedContents
    places: PlaceStore
    outbox: Outbox


def work_on(connection: AsyncConnection, keyring: Keyring) -> PublicationWork:
    """Return the work of one transaction."""
    return PublicationWork(
        cases=PublicCaseStore(connection),
        projects=PublicProjectStore(connection),
        entries=EntryStore(connection),
        contents=ApprovedContents(connection, keyring),
        places=PlaceStore(connection),
        outbox=Outbox(connection, messaging),
    )
