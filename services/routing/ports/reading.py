"""What is read of cases, and what is learned from them."""

from collections.abc import Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID

from services.routing.domain.lessons import Lesson
from services.routing.domain.suggestion import Learned


@dataclass(frozen=True, slots=True, kw_only=True)
class Disclosure:
    """The words of a proposal, files left out, in three: what it says openly, what is kept back, and who proposes.

    Kept back is what the proposer marked for protection, and what the form's part on who proposes says at length.
    *names* is what that part says in a line, and whoever wrote or is to be answered; one name a line.
    """

    openly: str = field(repr=False)
    kept_back: str = field(repr=False)
    names: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseTerms:
    """The terms of a case's whole text, files included."""

    case_id: UUID
    desk_id: str
    terms: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseIdea:
    """What a case is compared by: its own words without ceremony, where they are enough, and its marks."""

    case_id: UUID
    desk_id: str
    essence: str | None
    marks: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Idea:
    """What a proposal says: its title, the text of its mail, and the rest, which fields, sheets and files say."""

    title: str
    text: str
    rest: str

    @property
    def words(self) -> str:
        """Return everything that is said."""
        return f"{self.title}\n{self.text}\n{self.rest}"


class KeptLessons(Protocol):
    """What decided cases teach."""

    async def replace(self, case_ids: Collection[UUID], lessons: Sequence[Lesson]) -> None:
        """Let these cases, which the caller holds, teach these lessons and nothing else."""

    async def forget(self, case_ids: Collection[UUID]) -> None:
        """Take back what these cases taught; afterwards nothing of it is left."""

    async def about(self, desk_id: str, terms: AbstractSet[str], *, besides: UUID) -> Learned:
        """Return what the desk's other cases say about *terms*; departments are those that were asked then."""


class Terms(Protocol):
    """The terms of cases, as their texts were read."""

    async def hold(self, proposal_ids: Collection[UUID]) -> Mapping[UUID, UUID]:
        """Return the cases of these proposals, by proposal; until the transaction ends nobody else reads them anew."""

    async def add(self, found: Sequence[CaseTerms]) -> None:
        """Store the terms of cases of which none are stored yet, or those of another reading."""

    async def replace(self, found: Sequence[CaseTerms]) -> None:
        """Store the terms of these cases, whatever was stored before."""

    async def of(self, case_id: UUID) -> frozenset[str] | None:
        """Return the terms of a case; None while it was not read, or only as an earlier program reads."""


class Likeness(Protocol):
    """By what cases are compared with one another."""

    async def add(self, ideas: Sequence[CaseIdea]) -> None:
        """Store by what cases are compared of which nothing is stored yet."""

    async def replace(self, ideas: Sequence[CaseIdea]) -> None:
        """Store by what these cases are compared, whatever was stored before."""
