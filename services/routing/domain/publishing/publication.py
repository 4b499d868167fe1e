"""A publication as a value: which draft it is, who agreed to which field of it, and where it stands."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from services.routing.domain.ledger.book import Book, Born, Row
from services.routing.domain.ledger.item import Due, Item
from shared.events import (
    LedgerKind,
    PublicationApproved,
    PublicationBegun,
    PublicationConsentAsked,
    PublicationConsentGiven,
    PublicationHandedToMedia,
    PublicationProtectionFound,
    PublicationSentBack,
    PublicationShown,
    PublicationSubmitted,
    PublicationWithdrawn,
    PublicationWritten,
    PublicKind,
)
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

# Who agreed to which field; None as a case: somebody whose yes the desk recorded for all that are named.
Consent = tuple[str, UUID | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication(Item):
    """What the desk wants everybody to read of a project, an agreement or a case (*about*).

    *draft* counts the drafts, *changed_in* says in which of them a field was changed last. *asked* are the cases whose
    proposers have not answered yet. *approved_in* is the version of the last approval, *is_public* whether anything
    approved stands; *shown_since* is when the register first showed that.
    """

    kind: PublicKind
    about: str
    content_id: UUID
    filled: frozenset[str]
    pictures: tuple[UUID, ...] = ()
    draft: int = 1
    changed_in: Mapping[str, int] = field(default_factory=dict)
    consents: frozenset[Consent] = frozenset()
    refused: frozenset[str] = frozenset()
    asked: frozenset[UUID] = frozenset()
    asked_until: date | None = None
    officer: UUID | None = None
    comment_id: UUID | None = None
    public_id: UUID | None = None
    release_at: datetime | None = None
    approved_in: int = 0
    by_oneself: bool = False
    is_public: bool = False
    shown_since: datetime | None = None
    protection_found: frozenset[str] = frozenset()
    found_on: date | None = None
    reason_id: UUID | None = None
    handed: tuple[PublicationHandedToMedia, ...] = ()

    def has_consent(self, code: str) -> bool:
        """Tell whether everybody who is to agree to a field did."""
        if (code, None) in self.consents:
            return True
        return bool(self.cases) and all((code, case_id) in self.consents for case_id in self.cases)

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


def _begin(born: Born, fact: PublicationBegun) -> Publication:
    return Publication(
        item_id=born.item_id,
        desk_id=born.desk_id,
        number=born.number,
        state=DRAFT,
        departments=frozenset(fact.departments),
        lead=fact.lead,
        cases=frozenset(fact.cases),
        under=frozenset({fact.about}) if not fact.about.startswith("R") else frozenset(),
        kind=fact.kind,
        about=fact.about,
        content_id=fact.content_id,
        filled=frozenset(fact.filled),
    )


def _written(item: Publication, fact: PublicationWritten) -> Publication:
    changed = frozenset(fact.changed)
    after = replace(
        item,
        content_id=fact.content_id,
        pictures=fact.pictures,
        filled=frozenset(fact.filled),
        draft=item.draft + 1,
        changed_in={**item.changed_in, **dict.fromkeys(changed, item.draft + 1)},
        consents=frozenset(one for one in item.consents if one[0] not in changed),
        refused=item.refused - changed,
        protection_found=item.protection_found - changed,
        officer=None,
    )
    if not after.awaiting:
        return replace(after, state=CONSENTED, asked=frozenset(), asked_until=None)
    if after.asked and item.state == CONSENT_ASKED and changed.isdisjoint(fact.filled):
        # Where something was only taken out, whoever has not answered yet is still asked the same.
        return after
    return replace(after, state=DRAFT, asked=frozenset(), asked_until=None)


def _consent_asked(item: Publication, fact: PublicationConsentAsked) -> Publication:
    return replace(item, state=CONSENT_ASKED, asked=item.asked | {fact.case_id}, asked_until=fact.due)


def _consent_given(item: Publication, fact: PublicationConsentGiven) -> Publication:
    # Who agreed to words that were changed since agreed to others.
    still = {code for code in (*fact.agreed, *fact.refused) if item.changed_in.get(code, 1) <= fact.draft}
    agreed = {(code, fact.case_id) for code in fact.agreed if code in still}
    refused = still & set(fact.refused)
    after = replace(
        item,
        consents=frozenset(one for one in item.consents if one[0] not in refused) | agreed,
        refused=(item.refused | refused) - still.intersection(fact.agreed),
        asked=frozenset() if fact.case_id is None else item.asked - {fact.case_id},
    )
    if item.state not in BEFORE_APPROVAL:
        return after
    if item.state in {CONSENTED, SUBMITTED}:
        # A no may come after the desk wrote down a yes: then nothing of it is approved.
        return replace(after, state=DRAFT, officer=None) if after.awaiting else after
    if not after.awaiting:
        return replace(after, state=CONSENTED, asked=frozenset(), asked_until=None)
    return after if after.asked and item.state == CONSENT_ASKED else replace(after, state=DRAFT, asked_until=None)


def _submitted(item: Publication, fact: PublicationSubmitted) -> Publication:
    return replace(item, state=SUBMITTED, officer=fact.officer, comment_id=None)


def _sent_back(item: Publication, fact: PublicationSentBack) -> Publication:
    return replace(item, state=CONSENTED, officer=None, comment_id=fact.comment_id)


def _approved(item: Publication, fact: PublicationApproved) -> Publication:
    return replace(
        item,
        state=APPROVED,
        public_id=fact.content_id,
        release_at=fact.release_at,
        by_oneself=fact.by_oneself,
        approved_in=item.version + 1,
        is_public=True,
        shown_since=None,
    )


def _withdrawn(item: Publication, fact: PublicationWithdrawn) -> Publication:
    return replace(item, state=WITHDRAWN, is_public=False, shown_since=None, reason_id=fact.reason_id)


def _protection_found(item: Publication, fact: PublicationProtectionFound) -> Publication:
    return replace(item, protection_found=frozenset(fact.fields), found_on=fact.found_on)


def _shown(item: Publication, fact: PublicationShown) -> Publication:
    current = item.is_public and fact.shown == item.approved_in
    return replace(item, shown_since=fact.since) if current else item


def _handed(item: Publication, fact: PublicationHandedToMedia) -> Publication:
    return replace(item, handed=(*item.handed, fact))


_WRITABLE: Final = (DRAFT, CONSENT_ASKED, CONSENTED, SUBMITTED, APPROVED)


def _is_public(item: Any) -> bool:
    public: bool = item.is_public
    return public


def _embargoed(item: Any) -> bool:
    return _is_public(item) and item.release_at is not None and item.shown_since is None


def _has_case(item: Any) -> bool:
    return bool(item.cases)


def _has_pictures(item: Any) -> bool:
    return bool(item.pictures)


ROWS: Final = (
    Row("write", _WRITABLE),
    Row("add-picture", _WRITABLE),
    Row("remove-picture", _WRITABLE, when=_has_pictures),
    Row("ask-consent", (DRAFT,), CONSENT_ASKED, when=_has_case),
    Row("answer-consent", (CONSENT_ASKED,)),
    Row("record-consent", (DRAFT, CONSENT_ASKED)),
    Row("submit", (CONSENTED,), SUBMITTED),
    Row("send-back", (SUBMITTED,), CONSENTED),
    Row("approve", (SUBMITTED,), APPROVED),
    Row("change-release", (APPROVED,), when=_embargoed),
    Row("hand-to-media", (APPROVED,)),
    Row("withdraw", _WRITABLE, WITHDRAWN, when=_is_public),
)
BOOK: Final[Book[Publication]] = Book(
    kind=LedgerKind.PUBLICATION,
    begin=_begin,
    changes={
        PublicationWritten: _written,
        PublicationConsentAsked: _consent_asked,
        PublicationConsentGiven: _consent_given,
        PublicationSubmitted: _submitted,
        PublicationSentBack: _sent_back,
        PublicationApproved: _approved,
        PublicationWithdrawn: _withdrawn,
        PublicationProtectionFound: _protection_found,
        PublicationShown: _shown,
        PublicationHandedToMedia: _handed,
    },
    rows=ROWS,
)
