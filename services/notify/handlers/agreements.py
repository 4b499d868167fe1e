"""Tell the department that leads an agreement what becomes of it."""

from collections.abc import Mapping, Sequence
from typing import Final

from services.notify.domain.notification import NotificationKind
from services.notify.handlers.ledger import about_item
from services.notify.storage.work import Work
from shared.events import Recorded
from shared.events.agreements import AgreementAssigned, AgreementConcluded, AgreementDrafted, AgreementEnded

OfAgreement = AgreementDrafted | AgreementAssigned | AgreementConcluded | AgreementEnded
OF_AGREEMENTS: Final[Mapping[type[OfAgreement], NotificationKind]] = {
    AgreementDrafted: NotificationKind.AGREEMENT_ASSIGNED,
    AgreementAssigned: NotificationKind.AGREEMENT_ASSIGNED,
    AgreementConcluded: NotificationKind.AGREEMENT_CONCLUDED,
    AgreementEnded: NotificationKind.AGREEMENT_ENDED,
}


async def tell_of_agreements(told: Sequence[Recorded[OfAgreement]], work: Work) -> None:
    """Tell the lead that it is in charge, that the agreement is concluded, or that it ended."""
    await work.notifications.tell(
        [
            about_item(one, lead, OF_AGREEMENTS[type(one.fact)], one.fact.number)
            for one in told
            if (lead := one.fact.lead) is not None
        ]
    )
