"""What the handlers of publication need from storage."""

from collections.abc import Iterable
from typing import Protocol

from services.publication.domain.public_case import PublicCase


class PublicCases(Protocol):
    """The cases as the public counts them."""

    async def keep(self, cases: Iterable[PublicCase]) -> None:
        """Write each case unless a newer version of it stands there already."""


class Work(Protocol):
    """One transaction of publication."""

    @property
    def cases(self) -> PublicCases:
        """Return the cases to count."""
