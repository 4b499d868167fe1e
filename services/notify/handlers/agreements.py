"""Tell the department that leads an agreement what becomes of it."""

from collections.abc import Mapping, Sequence
from typing import Final

from services.notify.domain.notification import DESK, NotificationKind
from services.notify.handlers.ledger import about_item
from services.notify.storage.work import Work
from shared.events import Recorded
from shared.events.agreements import (
    AgreementAssigned,
    AgreementConcluded,
    AgreementDrafted,
    AgreementEnded,
    AgreementProlonged,
    AgreementRedrafted,
)

OfAgreement = (
    AgreementDrafted | AgreementRedrafted | AgreementAssigned | AgreementConcluded | AgreementProlonged | AgreementEnded
)
OF_AGREEMENTS: Final[Mapping[type[OfAgreement], NotificationKind]] = {
    AgreementDrafted: NotificationKind.AGREEMENT_ASSIGNED,
    AgreementRedrafted: NotificationKind.AGREEMENT_REDRAFTED,
    AgreementAssigned: NotificationKind.AGREEMENT_ASSIGNED,
    AgreementConcluded: NotificationKind.AGREEMENT_CONCLUDED,
    AgreementProlonged: NotificationKind.AGREEMENT_PROLONGED,
    AgreementEnded: NotificationKind.AGREEMENT_ENDED,
}


async def tell_of_agreements(told: Sequence[Recorded[OfAgreement]], work: Work) -> None:
    """Tell the lead that it is in charge, and what becomes of the agreement; what nobody did, the desk, too."""
    await work.notifications.tell(
        [
            about_item(one, post, OF_AGREEMENTS[type(one.fact)], one.fact.number)
            for one in told
            for post in (one.fact.lead, DESK if isinstance(one.fact, AgreementProlonged) else None)
            if post is not None
        ]
    )
