"""Turn a fact into what a post of the desk sees, or into a mail that is to be sent."""

from collections.abc import Mapping

import structlog

from services.notify.domain.mail import MailState, Purpose
from services.notify.domain.notification import DESK, CaseAccess, Notice, NotificationKind, is_still_asked
from services.notify.storage.mails import NewMail
from services.notify.storage.work import Work
from shared.errors import Missing
from shared.events import (
    AccessChanged,
    CaseOpened,
    MailGaveUp,
    MailHeld,
    MailSent,
    OfferAccepted,
    OfferMade,
    ProposalReceived,
    Recorded,
    VerdictGiven,
)
from shared.scheme.model import DeskScheme

log = structlog.get_logger()
Schemes = Mapping[str, DeskScheme]


class UnknownDesk(Missing):
    """There is no scheme for this desk in this installation."""


def scheme_of(schemes: Schemes, desk_id: str) -> DeskScheme:
    """Return the scheme of a desk, or raise UnknownDesk."""
    try:
        return schemes[desk_id]
    except KeyError as error:
        raise UnknownDesk from error


async def tell_desk_of_new_case(told: Recorded[CaseOpened], work: Work) -> None:
    """Tell the desk that a proposal waits for it."""
    await work.notifications.tell(
        Notice(
            desk_id=told.desk_id,
            recipient=DESK,
            kind=NotificationKind.CASE_OPENED,
            event_id=told.id,
            about_id=told.aggregate_id,
            case_id=told.aggregate_id,
            receipt=told.fact.receipt,
        )
    )


async def tell_desk_of_held_mail(told: Recorded[MailHeld], work: Work) -> None:
    """Tell the desk that a person must look at a mail."""
    await work.notifications.tell(
        Notice(
            desk_id=told.desk_id,
            recipient=DESK,
            kind=NotificationKind.MAIL_HELD,
            event_id=told.id,
            about_id=told.aggregate_id,
            detail=told.fact.reason,
        )
    )


async def tell_department_of_offer(told: Recorded[OfferMade], work: Work) -> None:
    """Tell the department that it is asked, unless the case was taken from it in the meantime."""
    known = await work.access.of(told.aggregate_id)
    if not is_still_asked(told.fact.department, asked_at=told.aggregate_version, access=known):
        log.info("offer_no_longer_stands", offer_id=str(told.fact.offer_id), department=told.fact.department)
        return
    await work.notifications.tell(
        Notice(
            desk_id=told.desk_id,
            recipient=told.fact.department,
            kind=NotificationKind.OFFER_MADE,
            event_id=told.id,
            about_id=told.aggregate_id,
            case_id=told.aggregate_id,
            receipt=told.fact.receipt,
            detail="lead" if told.fact.lead else None,
            due=told.fact.due,
        )
    )


async def tell_desk_of_take_up(told: Recorded[OfferAccepted], work: Work) -> None:
    """Tell the desk that a department has begun to study the proposal."""
    await work.notifications.tell(
        Notice(
            desk_id=told.desk_id,
            recipient=DESK,
            kind=NotificationKind.OFFER_ACCEPTED,
            event_id=told.id,
            about_id=told.aggregate_id,
            case_id=told.aggregate_id,
            receipt=told.fact.receipt,
            detail=told.fact.department,
        )
    )


async def tell_desk_of_verdict(told: Recorded[VerdictGiven], work: Work) -> None:
    """Tell the desk what a department judged."""
    await work.notifications.tell(
        Notice(
            desk_id=told.desk_id,
            recipient=DESK,
            kind=NotificationKind.VERDICT_GIVEN,
            event_id=told.id,
            about_id=told.aggregate_id,
            case_id=told.aggregate_id,
            receipt=told.fact.receipt,
            detail=told.fact.verdict.value,
        )
    )


async def keep_access(told: Recorded[AccessChanged], work: Work) -> None:
    """Keep which departments may see the case; the inbox opens to nobody else."""
    await work.access.keep(
        CaseAccess(
            case_id=told.aggregate_id,
            desk_id=told.desk_id,
            offered=frozenset(told.fact.offered),
            taken_up=frozenset(told.fact.taken_up),
            version=told.aggregate_version,
        )
    )


async def tell_desk_of_undelivered_mail(told: Recorded[MailGaveUp], work: Work) -> None:
    """Make a task of a mail that did not arrive: somebody must tell the person another way."""
    standing = await work.mails.standing(told.aggregate_id)
    if standing is None or standing[1] is MailState.SENT:
        # A late copy: the mail has gone out after all, and nobody is to be called for it.
        return
    await work.notifications.tell(
        Notice(
            desk_id=told.desk_id,
            recipient=DESK,
            kind=NotificationKind.MAIL_GAVE_UP,
            event_id=told.id,
            about_id=told.aggregate_id,
            receipt=standing[0],
            detail=told.fact.purpose,
        )
    )


async def close_task_of_sent_mail(told: Recorded[MailSent], work: Work) -> None:
    """Take the task away once the mail has gone out after all."""
    await work.notifications.settle(told.aggregate_id, NotificationKind.MAIL_GAVE_UP, by="notify")


async def acknowledge(told: Recorded[ProposalReceived], work: Work, schemes: Schemes) -> None:
    """Record one acknowledgement for a proposal whose sender may be answered."""
    if not told.fact.answerable:
        return
    await work.mails.create(
        NewMail(
            desk_id=told.desk_id,
            purpose=Purpose.ACKNOWLEDGEMENT,
            recipient_ref=await work.proposals.contact_ref(told.aggregate_id),
            proposal_id=told.aggregate_id,
            receipt=told.fact.receipt,
            event_id=told.id,
            correlation_id=told.correlation_id,
            sender_address=scheme_of(schemes, told.desk_id).sender.address,
        )
    )
