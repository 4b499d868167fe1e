"""The named readers of notify: one tells the staff, one writes to the proposer."""

from services.notify.handlers import telling
from services.notify.handlers.telling import Schemes
from services.notify.storage.work import Work
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
from shared.messaging.reader import Reader


def staff_inbox() -> Reader[Work]:
    """Return the reader that fills the inboxes of the desk and the departments."""
    reader: Reader[Work] = Reader("notify.staff-inbox", purpose="デスクと担当課の受信箱に知らせを届けます。")
    reader.hears(CaseOpened)(telling.tell_desk_of_new_case)
    reader.hears(MailHeld)(telling.tell_desk_of_held_mail)
    reader.hears(OfferMade)(telling.tell_department_of_offer)
    reader.hears(OfferAccepted)(telling.tell_desk_of_take_up)
    reader.hears(VerdictGiven)(telling.tell_desk_of_verdict)
    reader.hears(AccessChanged)(telling.keep_access)
    reader.hears(MailGaveUp)(telling.tell_desk_of_undelivered_mail)
    reader.hears(MailSent)(telling.close_task_of_sent_mail)
    return reader


def proposer_mail(schemes: Schemes) -> Reader[Work]:
    """Return the reader that records which mails a proposer is to receive."""
    reader: Reader[Work] = Reader("notify.proposer-mail", purpose="提案者へ送るメールを用意します。")

    @reader.hears(ProposalReceived)
    async def when_a_proposal_is_received_acknowledge_it(told: Recorded[ProposalReceived], work: Work) -> None:
        await telling.acknowledge(told, work, schemes)

    return reader
