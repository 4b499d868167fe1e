"""What the handlers of routing need from the world."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID

from services.routing.domain.case import Case
from services.routing.domain.succession import Succession
from services.routing.domain.suggestion import Duties
from services.routing.ports.clocks import Clocks
from services.routing.ports.links import Links, Proposers
from services.routing.ports.reading import CaseIdea, CaseTerms, Disclosure, Idea, KeptLessons, Likeness, Terms
from shared.documents import DocumentKind
from shared.documents.contents import ContactContent, ProposalContent
from shared.documents.office import MeetingContent, ReviewContent
from shared.errors import Missing, Refused
from shared.events import CaseOpened, Channel, Classification, Fact, ProposerKind, Recorded
from shared.scheme.fields import Field
from shared.scheme.model import DeskScheme

__all__ = [
    "Begun",
    "CaseIdea",
    "CaseTerms",
    "CaseWords",
    "Cases",
    "ChangedMeanwhile",
    "Clocks",
    "Contents",
    "Disclosure",
    "Idea",
    "KeptLessons",
    "Likeness",
    "NewCase",
    "NewCases",
    "NoSuchCase",
    "Organisation",
    "Replies",
    "Schemes",
    "Terms",
    "Told",
    "Work",
]


class NoSuchCase(Missing):
    """There is no such case, or it is not yours to see."""

    public_message = "この受付番号の案件は見つからないか、閲覧できません。"


class ChangedMeanwhile(Refused):
    """Somebody else changed the case since the page was drawn."""

    public_message = "ほかの職員がこの案件を更新しました。最新の内容を確認してから、もう一度操作してください。"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Who tells facts, when and why; what the recorder adds to a fact the core decided."""

    actor: str
    at: datetime
    causation_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCase:
    """A case that is being opened, with its first fact and what only its row knows."""

    case: Case
    opened: CaseOpened
    told: Told
    proposer_kind: ProposerKind
    channel: Channel
    scheme_version: int
    next_day: date
    classification: Classification
    correlation_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseWords:
    """The readable words of a case for lists."""

    title: str
    proposer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """A case whose row stands, with what is still to be written of it."""

    case: Case
    facts: Sequence[Recorded[Fact]]
    history: Sequence[dict[str, Any]]


class NewCases(Protocol):
    """Cases as they come into being, however many at once."""

    async def open(self, cases: Iterable[NewCase]) -> list[Begun]:
        """Insert the cases whose proposals have none yet and return them; each must be completed."""

    async def complete(self, cases: Sequence[tuple[Begun, CaseWords]]) -> None:
        """Write the first facts of these cases, their keys, and their readable words for lists."""


class Cases(Protocol):
    """The cases of routing."""

    async def get(self, desk_id: str, receipt: str) -> Case:
        """Return the case, locked until the transaction ends; raise NoSuchCase when it is not there or not yours."""

    async def hold(self, case_ids: Collection[UUID]) -> Sequence[Case]:
        """Return those of these cases that exist, locked until the transaction ends, in one order everywhere."""

    async def find(self, desk_id: str, receipt: str) -> Case:
        """Return the case to look at, without a lock; raise NoSuchCase when it is not there or not yours."""

    async def these(self, case_ids: Collection[UUID]) -> Sequence[Case]:
        """Return those of these cases that are there and yours, to look at, without a lock, by their numbers."""

    async def save(
        self, before: Case, after: Case, facts: Sequence[Fact], told: Told, *, desk_by: date | None = None
    ) -> None:
        """Store what *facts* changed, if nobody else changed it since *before*; raise ChangedMeanwhile.

        Where it is the desk's turn again, it has until *desk_by*; None: until the day that was set before.
        """


class Contents(Protocol):
    """Documents: what the proposer gave (intake's) and what the office wrote (routing's own)."""

    async def given(self, proposal_ids: Collection[UUID]) -> Mapping[UUID, tuple[ProposalContent, ContactContent]]:
        """Open what is proposed and whom to answer, of many proposals at once; raise when one was destroyed."""

    async def ideas(self, proposal_ids: Collection[UUID]) -> Mapping[UUID, Idea]:
        """Return all text of each proposal, attachments' included; raise when one was destroyed."""

    async def own_texts(self, document_ids: Collection[UUID]) -> Mapping[UUID, str]:
        """Return what the office wrote in these documents; one that was destroyed is not among them."""

    async def disclosures(self, proposals: Mapping[UUID, Collection[Field]]) -> Mapping[UUID, Disclosure]:
        """Return what each proposal says openly and what not; one that was destroyed is not among them.

        Each is given with the fields of its desk's form that say who proposes.
        """

    async def write_abstract(self, case_id: UUID, desk_id: str, text: str) -> UUID:
        """Store the desk's abstract."""

    async def write_reason(self, case_id: UUID, desk_id: str, text: str) -> UUID:
        """Store the reason of a verdict, or of another act."""

    async def write_decided(self, kind: DocumentKind, case_id: UUID, desk_id: str, text: str) -> UUID:
        """Store what the office decided or learned."""

    async def write_to_addressee(self, case_id: UUID, desk_id: str, text: str) -> UUID:
        """Store what the office tells who was asked."""

    async def write_told(self, kind: DocumentKind, case_id: UUID, desk_id: str, text: str) -> UUID:
        """Store words that tell of the idea and go with it."""

    async def write_note(self, case_id: UUID, desk_id: str, text: str) -> UUID:
        """Store what the office tells the proposer."""

    async def write_internal_note(self, case_id: UUID, desk_id: str, text: str) -> UUID:
        """Store a note that stays inside the office."""

    async def write_review(self, case_id: UUID, desk_id: str, review: ReviewContent) -> UUID:
        """Store what an addressee wrote down beside its verdict."""

    async def write_minutes(self, case_id: UUID, desk_id: str, meeting: MeetingContent) -> UUID:
        """Store what was said in a meeting."""


class Replies(Protocol):
    """Answers of proposers."""

    async def waits(self, proposal_id: UUID, reply_id: UUID) -> bool:
        """Tell whether this is an answer to the proposal that the desk has not dealt with."""

    async def handle(self, reply_id: UUID, at: datetime) -> None:
        """Remember when the desk was done with an answer."""


class Organisation(Protocol):
    """The departments of a desk."""

    async def version(self) -> int | None:
        """Return a number that is another one after every change of the departments; None before the first."""

    async def duties(self, desk_id: str, on: date) -> list[Duties]:
        """Return the departments in force on a day, with their duties."""

    async def exists(self, desk_id: str, code: str, on: date) -> bool:
        """Return whether the department is in force on a day."""

    async def those_in_force(self, desk_id: str, codes: Collection[str], on: date) -> frozenset[str]:
        """Return which of these departments are in force on a day."""

    async def succession(self, desk_id: str, on: date) -> Succession:
        """Return who does on a day what each department did that the desk ever had."""


class Schemes(Protocol):
    """The schemes of the desks: a running case keeps the version it began under."""

    def in_force(self, desk_id: str) -> DeskScheme:
        """Return what holds today for what concerns no case, or a new one; raise NoSuchDesk."""

    async def of(self, desk_id: str, version: int) -> DeskScheme:
        """Return a version that was applied; the one in force where it never was. Raise NoSuchDesk."""

    async def of_case(self, desk_id: str, receipt: str) -> DeskScheme:
        """Return the scheme a case began under; raise NoSuchCase when it is not there or not yours."""

    async def of_cases(self, case_ids: Collection[UUID]) -> Mapping[UUID, DeskScheme]:
        """Return the schemes these cases began under; who does not exist has none."""


class Work(Protocol):
    """One transaction of routing."""

    @property
    def cases(self) -> Cases: ...
    @property
    def new_cases(self) -> NewCases: ...
    @property
    def clocks(self) -> Clocks: ...
    @property
    def terms(self) -> Terms: ...
    @property
    def likeness(self) -> Likeness: ...
    @property
    def lessons(self) -> KeptLessons: ...
    @property
    def contents(self) -> Contents: ...
    @property
    def replies(self) -> Replies: ...
    @property
    def organisation(self) -> Organisation: ...
    @property
    def schemes(self) -> Schemes: ...
    @property
    def links(self) -> Links: ...
    @property
    def proposers(self) -> Proposers: ...
