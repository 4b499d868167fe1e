"""Tell those who work on a proposal that its proposer has answered."""

from collections.abc import Sequence

from services.notify.domain.notification import DESK, Notice, NotificationKind
from services.notify.storage.work import Work
from shared.events import OfferReplyReceived, Recorded, ReplyReceived

UNCONFIRMED = "unconfirmed"


async def tell_of_replies(told: Sequence[Recorded[ReplyReceived]], work: Work) -> None:
    """Tell the desk, and the department that leads the case once it has taken it up and may read it."""
    standing = await work.present.cases_of([one.aggregate_id for one in told])
    notices = []
    for one in told:
        case = standing.get(one.aggregate_id)
        leading = () if case is None or case.lead is None else (case.lead,)
        notices += [
            Notice(
                desk_id=one.desk_id,
                recipient=recipient,
                kind=NotificationKind.REPLY_RECEIVED,
                event_id=one.id,
                about_id=one.aggregate_id if case is None else case.case_id,
                case_id=None if case is None else case.case_id,
                receipt=one.fact.receipt,
                detail=None if one.fact.confirmed else UNCONFIRMED,
            )
            for recipient in (DESK, *leading)
        ]
    await work.notifications.tell(notices)


async def tell_of_company_replies(told: Sequence[Recorded[OfferReplyReceived]], work: Work) -> None:
    """Tell the desk that a company answered by mail: a person reads what it says."""
    standing = await work.present.cases_of([one.fact.proposal_id for one in told])
    await work.notifications.tell(
        [
            Notice(
                desk_id=one.desk_id,
                recipient=DESK,
                kind=NotificationKind.OFFER_REPLY_RECEIVED,
                event_id=one.id,
                about_id=one.aggregate_id if case is None else case.case_id,
                case_id=None if case is None else case.case_id,
                receipt=one.fact.receipt,
            )
            for one in told
            for case in (standing.get(one.fact.proposal_id),)
        ]
    )
