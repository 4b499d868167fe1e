"""What begins a publication, what changes it, and what may be done with it in which state."""

from dataclasses import replace
from typing import Any, Final

from services.routing.domain.ledger.book import Book, Born, Row
from services.routing.domain.publishing.publication import (
    APPROVED,
    BEFORE_APPROVAL,
    CONSENT_ASKED,
    CONSENTED,
    DRAFT,
    SUBMITTED,
    WITHDRAWN,
    OtherMoment,
    Publication,
    Seen,
    Waiting,
)
from shared.events import (
    LedgerKind,
    PublicationApproved,
    PublicationBegun,
    PublicationConsentAsked,
    PublicationConsentGiven,
    PublicationHandedToMedia,
    PublicationHeld,
    PublicationMailedToMedia,
    PublicationProtectionFound,
    PublicationReleaseAsked,
    PublicationReleaseKept,
    PublicationSentBack,
    PublicationShown,
    PublicationSubmitted,
    PublicationWithdrawn,
    PublicationWritten,
)


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
        partners=frozenset(fact.partners),
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
    partners = item.partners if fact.offer_id is None else item.partners | {fact.offer_id}
    asked = item.asked | {fact.offer_id or fact.case_id}
    moment = fact.release_at or item.planned_for
    of_departments = {} if fact.department is None else {fact.case_id: fact.department}
    return replace(
        item,
        state=CONSENT_ASKED,
        asked=asked,
        departments_asked={**item.departments_asked, **of_departments},
        asked_until=fact.due,
        partners=partners,
        planned_for=moment,
    )


def _consent_given(item: Publication, fact: PublicationConsentGiven) -> Publication:
    # Who agreed to words that were changed since agreed to others.
    still = {code for code in (*fact.agreed, *fact.refused) if item.changed_in.get(code, 1) <= fact.draft}
    who = fact.offer_id or fact.case_id
    agreed = {(code, who) for code in fact.agreed if code in still}
    refused = still & set(fact.refused)
    after = replace(
        item,
        consents=frozenset(one for one in item.consents if one[0] not in refused) | agreed,
        refused=(item.refused | refused) - still.intersection(fact.agreed),
        asked=frozenset() if who is None else item.asked - {who},
        departments_asked={} if who is None else {one: by for one, by in item.departments_asked.items() if one != who},
        partners=item.partners if fact.offer_id is None else item.partners | {fact.offer_id},
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
        approved_id=fact.content_id,
        is_public=True,
        shown_since=None,
        # Another moment is told of what was approved before.
        waiting=item.waiting if _same_words(item, fact) else _waiting(item, fact),
        held_on=None,
        other_moment=None,
    )


def _waiting(item: Publication, fact: PublicationApproved) -> Waiting:
    return Waiting(draft=item.draft, filled=item.filled, pictures=fact.pictures)


def _same_words(item: Publication, fact: PublicationApproved) -> bool:
    return item.waiting is not None and fact.content_id == item.public_id


def _held(item: Publication, fact: PublicationHeld) -> Publication:
    state = item.state
    if state == APPROVED:
        state = DRAFT if item.awaiting else CONSENTED
    return replace(
        item,
        state=state,
        # Who submitted a newer draft is still not the second person who approves it.
        officer=item.officer if state == SUBMITTED else None,
        is_public=item.seen is not None,
        public_id=None if item.seen is None else item.seen.content_id,
        shown_since=None if item.seen is None else item.seen.since,
        release_at=None,
        waiting=None,
        other_moment=None,
        held_on=fact.held_on,
    )


def _release_asked(item: Publication, fact: PublicationReleaseAsked) -> Publication:
    wanted = OtherMoment(officer=fact.officer, release_at=fact.release_at, reason_id=fact.reason_id)
    return replace(item, other_moment=wanted, comment_id=None)


def _release_kept(item: Publication, fact: PublicationReleaseKept) -> Publication:
    return replace(item, other_moment=None, comment_id=fact.comment_id)


def _withdrawn(item: Publication, fact: PublicationWithdrawn) -> Publication:
    gone = replace(item, state=WITHDRAWN, is_public=False, shown_since=None, waiting=None, seen=None)
    return replace(gone, reason_id=fact.reason_id, held_on=None, other_moment=None)


def _protection_found(item: Publication, fact: PublicationProtectionFound) -> Publication:
    return replace(item, protection_found=frozenset(fact.fields), found_on=fact.found_on)


def _shown(item: Publication, fact: PublicationShown) -> Publication:
    if not item.becomes_seen(fact.shown) or item.approved_id is None:
        return item
    seen = Seen(content_id=item.approved_id, since=fact.since)
    shown = replace(item, shown_since=fact.since, waiting=None, seen=seen, other_moment=None)
    return replace(shown, is_public=True, public_id=item.approved_id, held_on=None)


def _handed(item: Publication, fact: PublicationHandedToMedia) -> Publication:
    return replace(item, handed=(*item.handed, fact))


def _mailed(item: Publication, fact: PublicationMailedToMedia) -> Publication:
    return replace(item, mailed=(*item.mailed, fact))


_WRITABLE: Final = (DRAFT, CONSENT_ASKED, CONSENTED, SUBMITTED, APPROVED)


def _is_public(item: Any) -> bool:
    public: bool = item.is_public
    return public


def _waits(item: Any) -> bool:
    return item.waiting is not None


def _embargoed(item: Any) -> bool:
    return _waits(item) and item.release_at is not None and item.other_moment is None


def _other_moment(item: Any) -> bool:
    return item.other_moment is not None


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
    Row("record-consent", (DRAFT, CONSENT_ASKED, CONSENTED, SUBMITTED)),
    # A no by telephone is heard, too, while what was approved waits for its moment.
    Row("record-consent", (APPROVED,), when=_waits),
    Row("open-protected", (DRAFT, CONSENT_ASKED, CONSENTED), when=_has_case),
    Row("submit", (CONSENTED,), SUBMITTED),
    Row("send-back", (SUBMITTED,), CONSENTED),
    Row("approve", (SUBMITTED,), APPROVED),
    Row("ask-release", (APPROVED,), when=_embargoed),
    Row("change-release", (APPROVED,), when=_other_moment),
    Row("keep-release", (APPROVED,), when=_other_moment),
    Row("mail-to-media", (APPROVED,)),
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
        PublicationHeld: _held,
        PublicationReleaseAsked: _release_asked,
        PublicationReleaseKept: _release_kept,
        PublicationWithdrawn: _withdrawn,
        PublicationProtectionFound: _protection_found,
        PublicationShown: _shown,
        PublicationHandedToMedia: _handed,
        PublicationMailedToMedia: _mailed,
    },
    rows=ROWS,
)
