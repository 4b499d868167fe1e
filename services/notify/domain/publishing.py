"""Who is told of a publication on its way, and what is silent of it."""

from collections.abc import Mapping
from typing import Final

from services.notify.domain.audience import Audience, Telling
from services.notify.domain.mail import Purpose
from services.notify.domain.notification import NotificationKind as Kind
from shared import events as e
from shared.events import Fact

_ONCE_NOTED: Final = "同意の回答は、公表の記録に反映したとき（publication.consent_given）にお知らせします。"
_ON_ITS_PAGE: Final = "公表の状態は、公表の画面に表示します。"


def _of_company(fact: Fact) -> bool:
    return isinstance(fact, e.PublicationConsentAsked) and fact.offer_id is not None


def _of_proposer(fact: Fact) -> bool:
    return not _of_company(fact)


def _told_outside(fact: type[Fact], proposer: Purpose, company: Purpose, kind: Kind) -> tuple[Telling, ...]:
    """Return who is told of every case of a publication: its proposer, or the department and the companies chosen."""
    return (
        Telling(fact=fact, to=Audience.PROPOSER, purpose=proposer, kind=kind, apart=True),
        Telling(fact=fact, to=Audience.COMPANY, purpose=company, apart=True),
    )


OF_PUBLICATIONS: Final = (
    Telling(
        fact=e.PublicationConsentAsked,
        to=Audience.PROPOSER,
        purpose=Purpose.PUBLICATION_CONSENT,
        only=_of_proposer,
        note=True,
        day=True,
    ),
    Telling(
        fact=e.PublicationConsentAsked,
        to=Audience.COMPANY,
        purpose=Purpose.PARTY_PUBLICATION_CONSENT,
        only=_of_company,
        concerned=True,
        note=True,
        day=True,
    ),
    Telling(fact=e.PublicationConsentAsked, to=Audience.PROPOSER, kind=Kind.PUBLICATION_CONSENT, apart=True),
    Telling(fact=e.PublicationConsentGiven, to=Audience.DESK, kind=Kind.PUBLICATION_ANSWERED, apart=True),
    Telling(fact=e.PublicationSubmitted, to=Audience.DESK, kind=Kind.PUBLICATION_SUBMITTED, apart=True),
    Telling(fact=e.PublicationSentBack, to=Audience.DESK, kind=Kind.PUBLICATION_SENT_BACK, apart=True),
    Telling(fact=e.PublicationHeld, to=Audience.DESK, kind=Kind.PUBLICATION_HELD, apart=True),
    Telling(fact=e.PublicationReleaseAsked, to=Audience.DESK, kind=Kind.PUBLICATION_RELEASE, apart=True),
    Telling(fact=e.PublicationMailedToMedia, to=Audience.MEDIA, purpose=Purpose.MEDIA_RELEASE, note=True, apart=True),
    *_told_outside(
        e.PublicationShown, Purpose.PUBLICATION_SHOWN, Purpose.PARTY_PUBLICATION_SHOWN, Kind.PUBLICATION_SHOWN
    ),
    *_told_outside(
        e.PublicationWithdrawn,
        Purpose.PUBLICATION_WITHDRAWN,
        Purpose.PARTY_PUBLICATION_WITHDRAWN,
        Kind.PUBLICATION_WITHDRAWN,
    ),
)
PUBLICATION_SILENT: Final[Mapping[type[Fact], str]] = {
    e.PublicationAnswered: _ONCE_NOTED,
    e.PublicationPartnerAnswered: _ONCE_NOTED,
    e.PublicationBegun: _ON_ITS_PAGE,
    e.PublicationWritten: _ON_ITS_PAGE,
    e.PublicationProtectionOpened: _ON_ITS_PAGE,
    e.PublicationApproved: _ON_ITS_PAGE,
    e.PublicationReleaseKept: _ON_ITS_PAGE,
    e.PublicationHandedToMedia: _ON_ITS_PAGE,
    e.PublicationProtectionFound: "見つかったことは、対応の期日（ledger.due_soon）としてデスクにお知らせします。",
    e.PublicationPublished: "公開ページに掲載したことは、公表の画面に表示します。",
}
