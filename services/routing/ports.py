"""What the handlers of routing need from the world."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from services.routing.domain.case import Case
from services.routing.domain.suggestion import Duties, Suggestion
from shared.documents.contents import ContactContent, ProposalContent
from shared.errors import Missing, Refused
from shared.events import Channel, Classification, Fact, ProposerKind


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
    """A case that is being opened, with what only its row knows."""

    case: Case
    proposer_kind: ProposerKind
    channel: Channel
    scheme_version: int
    next_day: date
    classification: Classification
    correlation_id: UUID


class Cases(Protocol):
    """The cases of routing."""

    async def of_proposal(self, proposal_id: UUID) -> UUID | None:
        """Return the case of a proposal, if there is one."""

    async def get(self, desk_id: str, receipt: str) -> Case:
        """Return the case, locked until the transaction ends; raise NoSuchCase when it is not there or not yours."""

    async def find(self, desk_id: str, receipt: str) -> Case:
        """Return the case to look at, without a lock; raise NoSuchCase when it is not there or not yours."""

    async def open(self, new: NewCase, facts: Sequence[Fact], told: Told) -> None:
        """Insert the case with its first facts."""

    async def save(self, before: Case, after: Case, facts: Sequence[Fact], told: Told) -> None:
        """Store what *facts* changed, if nobody else changed it since *before*; raise ChangedMeanwhile."""

    async def set_words(self, case_id: UUID, *, title: str, proposer: str) -> None:
        """Store the readable words of a case for lists."""

    async def suggest(self, case_id: UUID, suggestions: Sequence[Suggestion]) -> None:
        """Replace the suggested departments."""


class Contents(Protocol):
    """Documents: what the proposer gave (intake's) and what the office wrote (routing's own)."""

    async def proposal(self, proposal_id: UUID) -> ProposalContent:
        """Open what is proposed."""

    async def contact(self, proposal_id: UUID) -> ContactContent:
        """Open whom to answer."""

    async def words(self, proposal_id: UUID) -> str:
        """Return all text of a proposal, attachments' included."""

    async def keep_for(self, case_id: UUID, desk_id: str) -> None:
        """Give the case its keys."""

    async def write_abstract(self, case_id: UUID, desk_id: str, text: str) -> UUID:
        """Store the desk's abstract."""

    async def write_reason(self, case_id: UUID, desk_id: str, text: str) -> UUID:
        """Store the reason of a verdict."""


class Organisation(Protocol):
    """The departments of a desk."""

    async def duties(self, desk_id: str, on: date) -> list[Duties]:
        """Return the departments in force on a day, with their duties."""

    async def exists(self, desk_id: str, code: str, on: date) -> bool:
        """Return whether the department is in force on a day."""


class Work(Protocol):
    """One transaction of routing."""

    @property
    def cases(self) -> Cases: ...
    @property
    def contents(self) -> Contents: ...
    @property
    def organisation(self) -> Organisation: ...
