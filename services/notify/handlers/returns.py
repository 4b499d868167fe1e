"""Tell who is concerned when an offer is taken back, or when a case comes back once too often."""

from collections.abc import Sequence

from services.notify.domain.notification import DESK, NotificationKind
from services.notify.handlers.telling import about_case
from services.notify.storage.work import Work
from shared.events import CaseBounced, OfferRecalled, Recorded


async def tell_departments_of_recalls(told: Sequence[Recorded[OfferRecalled]], work: Work) -> None:
    """Tell each department that was called to a case that its answer is not needed any more.

    Who was not called yet never will be, and who has been asked anew in the meantime is still asked.
    """
    cases = {one.aggregate_id for one in told}
    await work.notifications.take_turns(cases)
    called = await work.notifications.called_to(cases)
    standing = await work.present.admitted(cases)
    await work.notifications.tell(
        [
            about_case(one, department, NotificationKind.OFFER_RECALLED, one.fact.receipt)
            for one in told
            if (department := one.fact.department) and (one.aggregate_id, department) in called - standing
        ]
    )


async def tell_desk_of_bounces(told: Sequence[Recorded[CaseBounced]], work: Work) -> None:
    """Tell the desk which cases it must find the department of itself."""
    await work.notifications.tell(
        [about_case(one, DESK, NotificationKind.CASE_BOUNCED, one.fact.receipt) for one in told]
    )
