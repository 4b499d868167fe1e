"""Who is told of a publication on its way, and what is silent of it."""

from collections.abc import Mapping
from typing import Final

from services.notify.domain.audience import Audience, Telling
from services.notify.domain.mail import Purpose
from services.notify.domain.notification import NotificationKind as Kind
from shared import events as e
from shared.events import Fact

_ON_ITS_PAGE: Final = "公表の状態は、公表の画面に表示します。"

OF_PUBLICATIONS: Final = (
    Telling(
        fact=e.PublicationConsentAsked,
        to=Audience.PROPOSER,
        purpose=Purpose.PUBLICATION_CONSENT,
        note=True,
        day=True,
    ),
    Telling(fact=e.PublicationConsentAsked, to=Audience.PROPOSER, kind=Kind.PUBLICATION_CONSENT, apart=True),
    Telling(fact=e.PublicationConsentGiven, to=Audience.DESK, kind=Kind.PUBLICATION_ANSWERED, apart=True),
    Telling(fact=e.PublicationSubmitted, to=Audience.DESK, kind=Kind.PUBLICATION_SUBMITTED, apart=True),
    Telling(fact=e.PublicationSentBack, to=Audience.DESK, kind=Kind.PUBLICATION_SENT_BACK, apart=True),
)
PUBLICATION_SILENT: Final[Mapping[type[Fact], str]] = {
    e.PublicationAnswered: "同意の回答は、公表の記録に反映したとき（publication.consent_given）にお知らせします。",
    e.PublicationBegun: _ON_ITS_PAGE,
    e.PublicationWritten: _ON_ITS_PAGE,
    e.PublicationApproved: _ON_ITS_PAGE,
    e.PublicationWithdrawn: _ON_ITS_PAGE,
    e.PublicationShown: _ON_ITS_PAGE,
    e.PublicationHandedToMedia: _ON_ITS_PAGE,
    e.PublicationProtectionFound: "見つかったことは、対応の期日（ledger.due_soon）としてデスクにお知らせします。",
    e.PublicationPublished: "公開ページに掲載したことは、公表の画面に表示します。",
}
