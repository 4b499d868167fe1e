"""A publication as a value: which draft it is, who agreed to which field of it, and where it stands."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from services.routing.domain.ledger.item import Due, Item
from shared.events import PublicationHandedToMedia, PublicationMailedToMedia, PublicKind
from shared.japanese.era import day_in_japan

DRAFT: Final = "draft"  # 起案中
CONSENT_ASKED: Final = "consent_asked"  # 同意の確認中
CONSENTED: Final = "consented"  # 同意済み
SUBMITTED: Final = "submitted"  # 承認待ち
APPROVED: Final = "approved"  # 承認済み
WITHDRAWN: Final = "withdrawn"  # 取下げ
# Where a no takes its field out of the draft: nothing of this draft is public yet.
BEFORE_APPROVAL: Final = frozenset({DRAFT, CONSENT_ASKED, CONSENTED, SUBMITTED})
# What the office says of itself needs nobody's yes.
OF_THE_OFFICE: Final = frozenset({"departments", "form", "contact"})
_BEFORE: Final = timedelta(days=2)

# Who agreed to which field: the proposer of a case, the company chosen by an offer, or None, which is somebody whose
# yes the desk recorded for all that are named.
Consent = tuple[str, UUID | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """What was approved and nobody has read yet: which draft it was, which fields say something, its pictures."""

    draft: int
    filled: frozenset[str]
    pictures: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherMoment:
    """Another moment of release that somebody asked for; None as *release_at*: at once."""

    officer: UUID
    release_at: datetime | None
    reason_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What everybody reads, or did until something newer was approved, and since when."""

    content_id: UUID
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication(Item):
    """What the desk wants everybody to read of a project, an agreement or a case (*about*).

    *draft* counts the drafts, *changed_in* says in which of them a field was changed last. *partners* are the offers of
    the companies that were chosen; *asked* are the cases whose proposers, and the offers whose companies, have not
    answered yet, *departments_asked* the departments among them, whose wishes these cases are. *approved_in* is the
    version of the last approval, *approved_id* what it was given to, *is_public* whether anything approved stands;
    *shown_since* is when the register first showed that, *waiting* what it does not show yet, *seen* what it showed
    last. *held_on* is the day on which something approved was kept from being released. *planned_for* is the moment
    that those who are asked were told, *other_moment* one that waits for a second person.
    """

    kind: PublicKind
    about: str
    content_id: UUID
    filled: frozenset[str]
    pictures: tuple[UUID, ...] = ()
    draft: int = 1
    changed_in: Mapping[str, int] = field(default_factory=dict)
    partners: frozenset[UUID] = frozenset()
    consents: frozenset[Consent] = frozenset()
    refused: frozenset[str] = frozenset()
    asked: frozenset[UUID] = frozenset()
    departments_asked: Mapping[UUID, str] = field(default_factory=dict)
    asked_until: date | None = None
    officer: UUID | None = None
    comment_id: UUID | None = None
    public_id: UUID | None = None
    release_at: datetime | None = None
    approved_in: int = 0
    approved_id: UUID | None = None
    by_oneself: bool = False
    is_public: bool = False
    shown_since: datetime | None = None
    waiting: Waiting | None = None
    planned_for: datetime | None = None
    other_moment: OtherMoment | None = None
    seen: Seen | None = None
    held_on: date | None = None
    protection_found: frozenset[str] = frozenset()
    found_on: date | None = None
    reason_id: UUID | None = None
    handed: tuple[PublicationHandedToMedia, ...] = ()
    mailed: tuple[PublicationMailedToMedia, ...] = ()

    def has_consent(self, code: str) -> bool:
        """Tell whether everybody who is to agree to a field did."""
        if (code, None) in self.consents:
            return True
        return bool(self.concerned) and all((code, one) in self.consents for one in self.concerned)

    @property
    def concerned(self) -> frozenset[UUID]:
        """Return whose yes is needed: the cases of the proposers, the offers of the chosen companies."""
        return self.cases | self.partners

    def becomes_seen(self, shown: int) -> bool:
        """Tell whether the register shows what was approved last; it may be too late to hold it."""
        return shown == self.approved_in and (self.waiting is not None or self.held_on is not None)

    def lacks_of(self, one: UUID) -> frozenset[str]:
        """Return the fields a proposer or a company still has to agree to."""
        return frozenset(code for code in self.awaiting if (code, one) not in self.consents)

    def stops_release(self, refused: Collection[str], draft: int) -> frozenset[str]:
        """Return of the fields somebody refused in a draft those that are about to be released.

        A field that was written anew since the approval may have been refused as it was approved: then it counts.
        """
        waiting = self.waiting
        if waiting is None:
            return frozenset()
        return frozenset(
            code
            for code in refused
            if code in waiting.filled and not draft < self.changed_in.get(code, 1) <= waiting.draft
        )

    @property
    def awaiting(self) -> frozenset[str]:
        """Return the fields somebody still has to agree to."""
        return frozenset(code for code in self.filled - OF_THE_OFFICE if not self.has_consent(code))

    @property
    def dues(self) -> Collection[Due]:
        """Return the days of an answer, of a release, and of something protected that was found."""
        return tuple(self._dues())

    def _dues(self) -> Iterator[Due]:
        if self.state == CONSENT_ASKED and self.asked_until is not None:
            yield Due(day=self.asked_until, what="consent", remind_on=self.asked_until - _BEFORE)
        if self.is_public and self.shown_since is None and self.release_at is not None:
            day = day_in_japan(self.release_at)
            yield Due(day=day, what="release", remind_on=day)
        if self.protection_found and self.found_on is not None and self.state != WITHDRAWN:
            yield Due(day=self.found_on, what="protection", remind_on=self.found_on)
