"""Tasks of the desk about mails that did not reach anybody: made, and taken away once the mail is on its way again."""

from collections.abc import Collection, Sequence
from typing import Final

from services.notify.domain.mail import MailState, Purpose, Reader, reader_of
from services.notify.domain.notification import DESK, Notice, NotificationKind
from services.notify.handlers.telling import SERVICE
from services.notify.storage.work import Work
from shared.events import MailBounced, MailGaveUp, MailSent, Recorded

_NOT_OUT: Final = frozenset(MailState) - {MailState.SENT}
_BACK: Final = frozenset({MailState.BOUNCED})


async def tell_desk_of_undelivered_mails(told: Sequence[Recorded[MailGaveUp]], work: Work) -> None:
    """Make a task of each mail that did not arrive: somebody must tell the person another way."""
    await _make(told, NotificationKind.MAIL_GAVE_UP, work, standing_in=_NOT_OUT)


async def tell_desk_of_bounced_mails(told: Sequence[Recorded[MailBounced]], work: Work) -> None:
    """Make a task of each mail that came back: somebody must tell the person another way."""
    await _make(told, NotificationKind.MAIL_BOUNCED, work, standing_in=_BACK)


async def close_tasks_of_sent_mails(told: Sequence[Recorded[MailSent]], work: Work) -> None:
    """Take the tasks away once their mails have gone out after all."""
    mails = [one.aggregate_id for one in told]
    await work.notifications.take_turns(mails)
    await work.notifications.settle(mails, NotificationKind.MAIL_GAVE_UP, by=SERVICE)
    # The word that a mail left may be older than the word that it came back.
    standing = await work.mails.standing(mails)
    gone = [mail for mail in mails if mail in standing and standing[mail].state is MailState.SENT]
    await work.notifications.settle(gone, NotificationKind.MAIL_BOUNCED, by=SERVICE)


async def _make(
    told: Sequence[Recorded[MailGaveUp | MailBounced]],
    kind: NotificationKind,
    work: Work,
    *,
    standing_in: Collection[MailState],
) -> None:
    mails = [one.aggregate_id for one in told]
    await work.notifications.take_turns(mails)
    standing = await work.mails.standing(mails)
    await work.notifications.tell(
        [
            Notice(
                desk_id=one.desk_id,
                recipient=DESK,
                kind=kind,
                event_id=one.id,
                about_id=one.aggregate_id,
                receipt=standing[one.aggregate_id].receipt,
                detail=_detail_of(one.fact.purpose),
            )
            for one in told
            # A late copy may tell of what somebody has sent again in the meantime: nobody is to be called for that.
            if one.aggregate_id in standing and standing[one.aggregate_id].state in standing_in
        ]
    )


def _detail_of(purpose: str) -> str:
    """Return the purpose, and to whom it was written where that was not the proposer."""
    reader = reader_of(Purpose(purpose)) if purpose in set(Purpose) else Reader.PROPOSER
    return purpose if reader is Reader.PROPOSER else reader.value
