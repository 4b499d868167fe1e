"""Tell the desk that its intake pauses, and tell those whose messages wait meanwhile."""

from collections.abc import Mapping, Sequence

from services.notify.domain.mail import Purpose
from services.notify.domain.notification import DESK, Notice, NotificationKind
from services.notify.handlers.telling import HELD_BY_PAUSE
from services.notify.storage.mails import NewMail
from services.notify.storage.work import Work
from shared.events import IntakePaused, IntakeResumed, MailHeld, Recorded
from shared.scheme.model import DeskScheme


async def tell_desk_of_pauses(told: Sequence[Recorded[IntakePaused]], work: Work) -> None:
    """Tell the desk that nothing new is taken for a while."""
    await work.notifications.tell([_notice(one, NotificationKind.INTAKE_PAUSED) for one in told])


async def tell_desk_of_resumptions(told: Sequence[Recorded[IntakeResumed]], work: Work) -> None:
    """Tell the desk that proposals are taken again, above all where that happened by itself."""
    await work.notifications.tell(
        [_notice(one, NotificationKind.INTAKE_RESUMED, detail="expired" if one.fact.expired else None) for one in told]
    )


async def answer_during_pause(
    told: Sequence[Recorded[MailHeld]], work: Work, schemes: Mapping[str, DeskScheme]
) -> None:
    """Record one answer for each message that waits for the end of a pause, where its sender may be answered.

    One that waits no more when its word comes late is answered as what it has become meanwhile.
    """
    waiting = [
        one for one in told if one.fact.reason == HELD_BY_PAUSE and one.fact.answerable and one.desk_id in schemes
    ]
    if not waiting:
        return
    decided = await work.present.decided([one.aggregate_id for one in waiting])
    contacts = await work.proposals.known_contact_refs({one.aggregate_id for one in waiting} - decided)
    await work.mails.create(
        [
            NewMail(
                desk_id=one.desk_id,
                purpose=Purpose.PAUSED,
                recipient_ref=contacts[one.aggregate_id],
                raw_id=one.aggregate_id,
                event_id=one.id,
                correlation_id=one.correlation_id,
                sender_address=schemes[one.desk_id].sender.address,
            )
            for one in waiting
            if one.aggregate_id in contacts
        ]
    )


def _notice(
    told: Recorded[IntakePaused] | Recorded[IntakeResumed], kind: NotificationKind, *, detail: str | None = None
) -> Notice:
    return Notice(
        desk_id=told.desk_id,
        recipient=DESK,
        kind=kind,
        event_id=told.id,
        about_id=told.aggregate_id,
        detail=detail,
    )
