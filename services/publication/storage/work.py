"""One transaction of publication, as its handlers see it."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection

from services.publication.storage.cases import PublicCaseStore


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicationWork:
    """Implements the port Work."""

    cases: PublicCaseStore


def work_on(connection: AsyncConnection) -> PublicationWork:
    """Return the work of one transaction."""
    return PublicationWork(cases=PublicCaseStore(connection))
