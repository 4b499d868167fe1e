"""Turn a fact into what a post of the desk sees, or into a mail that is to be sent."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

import structlog

from services.notify.domain.mail import Purpose
from services.notify.domain.notification import DESK, CaseAccess, Notice, NotificationKind, is_still_asked
from services.notify.storage.mails import NewMail
from services.notify.storage.work import Work
from shared.errors import Missing
from shared.events import (
    AccessChanged,
    CaseOpened,
    Fact,
    MailHeld,
    OfferAccepted,
    OfferMade,
    ProposalReceived,
    Recorded,
    VerdictGiven,
)
from shared.scheme.model import DeskScheme

# The detail of a notice about an addressee outside the office, which has no code.
_PARTY: Final = "party"
log = structlog.get_logger()
Schemes = Mapping[str, DeskScheme]
SERVICE: Final = "notify"
# The reason with which intake holds what only a pause keeps waiting.
HELD_BY_PAUSE: Final = "paused"


class UnknownDesk(Missing):
    """There is no scheme for this desk in this installation."""


def scheme_of(schemes: Schemes, desk_id: str) -> DeskScheme:
    """Return the scheme of a desk, or raise UnknownDesk."""
    try:
        return schemes[desk_id]
    except KeyError as error:
        raise UnknownDesk from error


async def tell_desk_of_new_cases(told: Sequence[Recorded[CaseOpened]], work: Work) -> None:
    """Tell the desk which proposals wait for it; what somebody has taken on already waits no more.

    A department that proposes may open its case from the beginning.
    """
    await work.access.keep(
        [
            CaseAccess(
                case_id=one.aggregate_id,
                desk_id=one.desk_id,
                offered=frozenset(),
                taken_up=frozenset({one.fact.department}),
                version=one.aggregate_version,
            )
            for one in told
            if one.fact.department is not None
        ]
    )
    begun = await work.present.begun([one.aggregate_id for one in told])
    await work.notifications.tell(
        [
            about_case(one, DESK, NotificationKind.CASE_OPENED, one.fact.receipt)
            for one in told
            if one.aggregate_id not in begun
        ]
    )
    await work.notifications.leave_untold({one.id: one.aggregate_id for one in told if one.aggregate_id in begun})


async def tell_desk_of_held_mails(told: Sequence[Recorded[MailHeld]], work: Work) -> None:
    """Tell the desk which mails a person must look at, unless one has done so already."""
    decided = await work.present.decided([one.aggregate_id for one in told])
    await work.notifications.tell(
        [
            Notice(
                desk_id=one.desk_id,
                recipient=DESK,
                kind=NotificationKind.MAIL_HELD,
                event_id=one.id,
                about_id=one.aggregate_id,
                detail=one.fact.reason,
            )
            for one in told
            # What waits for the end of a pause waits for nobody; the page of the pause counts it.
            if one.aggregate_id not in decided and one.fact.reason != HELD_BY_PAUSE
        ]
    )


async def tell_departments_of_offers(told: Sequence[Recorded[OfferMade]], work: Work) -> None:
    """Tell each department that it is asked, unless it has answered or the case was taken from it in the meantime."""
    await work.notifications.take_turns(one.aggregate_id for one in told)
    known = await work.access.of([one.aggregate_id for one in told])
    gone = await work.present.no_longer_asked([one.fact.offer_id for one in told])
    notices = []
    for one in told:
        access, department = known.get(one.aggregate_id), one.fact.department
        # A party has no inbox.
        if department is None:
            continue
        asked = is_still_asked(department, asked_at=one.aggregate_version, access=access)
        if not asked or one.fact.offer_id in gone:
            log.info("offer_no_longer_stands", offer_id=str(one.fact.offer_id), department=department)
            continue
        notice = about_case(one, department, NotificationKind.OFFER_MADE, one.fact.receipt)
        notices.append(replace(notice, detail="lead" if one.fact.lead else None, due=one.fact.due))
    await work.notifications.tell(notices)


async def tell_desk_of_take_ups(told: Sequence[Recorded[OfferAccepted]], work: Work) -> None:
    """Tell the desk that departments have begun to study proposals."""
    await work.notifications.tell(
        [
            replace(
                about_case(one, DESK, NotificationKind.OFFER_ACCEPTED, one.fact.receipt),
                detail=one.fact.department or _PARTY,
            )
            for one in told
        ]
    )


async def tell_desk_of_verdicts(told: Sequence[Recorded[VerdictGiven]], work: Work) -> None:
    """Tell the desk what departments judged."""
    await work.notifications.tell(
        [
            replace(
                about_case(one, DESK, NotificationKind.VERDICT_GIVEN, one.fact.receipt),
                detail=one.fact.verdict.value,
            )
            for one in told
        ]
    )


async def keep_access(told: Sequence[Recorded[AccessChanged]], work: Work) -> None:
    """Keep who may see the cases; what a department or municipality let go has not read yet calls it no more."""
    words = [
        CaseAccess(
            case_id=one.aggregate_id,
            desk_id=one.desk_id,
            offered=frozenset(one.fact.offered),
            # A department whose wish it is may open its case as one that took it up.
            taken_up=frozenset(one.fact.taken_up) | ({one.fact.proposing} if one.fact.proposing else set()),
            version=one.aggregate_version,
            invited=frozenset(one.fact.invited),
            joined=frozenset(one.fact.joined),
        )
        for one in told
    ]
    await work.notifications.take_turns(one.case_id for one in words)
    news = await work.access.keep(words)
    unread = await work.notifications.unread_of_departments(news)
    if not unread:
        return
    admitted = await work.access.of({one.case_id for one in unread})
    # A late word may be older than an offer that was made anew: what routing says now decides.
    standing = await work.present.admitted({one.case_id for one in unread})
    over = [
        one.notification_id
        for one in unread
        if not admitted[one.case_id].admits(one.department) and (one.case_id, one.department) not in standing
    ]
    await work.notifications.settle_these(over, by=SERVICE)


async def acknowledge(told: Sequence[Recorded[ProposalReceived]], work: Work, schemes: Schemes) -> None:
    """Record one acknowledgement for each proposal whose sender may be answered."""
    answerable = [one for one in told if one.fact.answerable and one.fact.acknowledge]
    contacts = await work.proposals.contact_refs({one.aggregate_id for one in answerable})
    await work.mails.create(
        [
            NewMail(
                desk_id=one.desk_id,
                purpose=Purpose.ACKNOWLEDGEMENT,
                recipient_ref=contacts[one.aggregate_id],
                proposal_id=one.aggregate_id,
                receipt=one.fact.receipt,
                event_id=one.id,
                correlation_id=one.correlation_id,
                sender_address=scheme_of(schemes, one.desk_id).sender.address,
            )
            for one in answerable
        ]
    )


def about_case(told: Recorded[Fact], recipient: str, kind: NotificationKind, receipt: str) -> Notice:
    """Return a notice about a case."""
    return Notice(
        desk_id=told.desk_id,
        recipient=recipient,
        kind=kind,
        event_id=told.id,
        about_id=told.aggregate_id,
        case_id=told.aggregate_id,
        receipt=receipt,
    )
