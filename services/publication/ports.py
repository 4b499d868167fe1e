"""What the handlers of publication need from storage."""

from collections.abc import Iterable, Sequence
from typing import Protocol
from uuid import UUID

from services.publication.domain.entry import Entry, JustSeen, KnownEntry, Picture
from services.publication.domain.public_case import PublicCase
from services.publication.domain.public_project import PublicProject
from services.publication.domain.standing import Standing
from shared.documents.public import PublicContent
from shared.events import Fact, Recorded
from shared.events.registration import RegistrationFact


class PublicCases(Protocol):
    """The cases as the public counts them."""

    async def keep(self, cases: Iterable[PublicCase]) -> None:
        """Join what is told of each case with what stands there; the newer version decides how far it is."""


class PublicProjects(Protocol):
    """The projects that cases go on in."""

    async def keep(self, projects: Iterable[PublicProject], desks: Sequence[str]) -> None:
        """Join what is told of each project with what stands there; the numbers of *desks* may have changed."""


class Entries(Protocol):
    """What is shown in the register."""

    async def begin_change(self, desk_id: str) -> None:
        """Let whoever changes what the desk shows at the same time wait until this one is through."""

    async def count_change(self, desk_id: str) -> None:
        """Count a change of what everybody sees, so that nobody takes an older page for today's."""

    async def known(self, entry_id: UUID) -> Sequence[KnownEntry]:
        """Return what is known of the tellings about an entry, lowest version first."""

    async def add(self, entry: Entry, pictures: Sequence[Picture]) -> None:
        """Write a telling with its pictures."""

    async def stand(self, entry_id: UUID, left: Sequence[Standing]) -> None:
        """Let the tellings about an entry stand as *left* says; what is not among them goes, pictures and all."""

    async def name_tombstone(self, shown: Entry) -> None:
        """Give the tombstone of an entry what it inherits from a telling that came after it."""

    async def just_seen(self) -> Sequence[JustSeen]:
        """Take those that are visible and not told of; who takes at the same time takes others."""

    async def clear_replaced(self) -> None:
        """Delete what a newer telling has replaced by now."""


class Contents(Protocol):
    """What routing approved for everybody."""

    async def public(self, content_id: UUID) -> PublicContent:
        """Return what is to be shown; raise NoSuchDocument or KeyDestroyed."""

    async def pictures(self, ids: Sequence[UUID]) -> Sequence[Picture]:
        """Return the pictures in their order; raise NoSuchDocument where one is missing."""


class ForumPlaces(Protocol):
    """How many places of forums are taken."""

    async def keep(self, told: Sequence[Recorded[RegistrationFact]]) -> None:
        """Keep the last count of each forum; an older one changes nothing."""


class Telling(Protocol):
    """Where facts of our own are recorded."""

    async def add_all(self, facts: Sequence[Recorded[Fact]]) -> None:
        """Record the facts and queue them, in their order."""


class Work(Protocol):
    """One transaction of publication."""

    @property
    def cases(self) -> PublicCases:
        """Return the cases to count."""

    @property
    def projects(self) -> PublicProjects:
        """Return the projects that cases go on in."""

    @property
    def entries(self) -> Entries:
        """Return what is shown."""

    @property
    def contents(self) -> Contents:
        """Return what was approved."""

    @property
    def places(self) -> ForumPlaces:
        """Return how many places are taken."""

    @property
    def outbox(self) -> Telling:
        """Return where facts are recorded."""
