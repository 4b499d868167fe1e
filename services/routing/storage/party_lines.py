"""Parties as pages and verbs show them."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from services.routing.domain.body_names import PartyKind
from services.routing.domain.keeping import PartyAct
from services.routing.domain.party import Found, PartyState
from services.routing.domain.stage import Stage
from shared.documents.contents import ContactContent
from shared.events import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyLine:
    """A party in a list."""

    party_id: UUID
    name: str | None = field(repr=False)
    kind: PartyKind
    state: PartyState
    number: str | None
    cases: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """A party that may be the same as another, and why a person should look: the name, the mail domain."""

    line: PartyLine
    same_name: bool
    same_domain: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyCase:
    """A proposal of a party."""

    case_id: UUID
    proposal_id: UUID
    receipt: str
    title: str | None = field(repr=False)
    stage: Stage
    opened_at: datetime
    found: Found
    verdicts: tuple[Verdict, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ActLine:
    """What somebody did with a party; *about* is what the other id stands for: a name, a receipt number."""

    act: PartyAct
    at: datetime
    by: str
    before: str | None
    after: str | None
    reason: str = field(repr=False)
    other_id: UUID | None
    about: str | None = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptContact:
    """Whom to reach at a party, as the desk wrote it down for one of its entries."""

    document_id: UUID
    party_id: UUID
    contact: ContactContent = field(repr=False)
