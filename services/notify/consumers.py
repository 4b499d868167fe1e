"""The named readers of notify: one tells the staff, one writes to the proposer."""

from collections.abc import Sequence

from services.notify.domain.merged import MERGED_INTO
from services.notify.domain.telling import put_into_inboxes, told_by_letter
from services.notify.handlers import (
    announcing,
    failures,
    forums,
    locked,
    mail_tasks,
    pausing,
    publications,
    returns,
    telling,
)
from services.notify.handlers.agreements import OF_AGREEMENTS, tell_of_agreements
from services.notify.handlers.boards import tell_of_boards
from services.notify.handlers.calls import tell_of_calls
from services.notify.handlers.ledger import (
    ask_department_for_consent,
    tell_desk_of_consent,
    tell_desk_of_sending_back,
    tell_desk_of_submissions,
    tell_of_ledger_days,
)
from services.notify.handlers.merged import tell_desk_of_merged_cases
from services.notify.handlers.projects import tell_of_ends, tell_of_new_projects, tell_of_reports
from services.notify.handlers.replies import tell_of_company_replies, tell_of_replies
from services.notify.handlers.schemes import tell_desk_of_schemes
from services.notify.handlers.telling import Schemes
from services.notify.handlers.webhooks import note_for_receivers
from services.notify.storage.work import Work
from shared.events import (
    FACTS,
    AccessChanged,
    AttachmentInspected,
    CaseBounced,
    CaseOpened,
    Fact,
    IntakePaused,
    IntakeResumed,
    LedgerDueSoon,
    LedgerOverdue,
    MailBounced,
    MailFailureReported,
    MailGaveUp,
    MailHeld,
    MailSent,
    OfferAccepted,
    OfferMade,
    OfferRecalled,
    OfferReplyReceived,
    ProposalReceived,
    PublicationConsentAsked,
    PublicationConsentGiven,
    PublicationHeld,
    PublicationMailedToMedia,
    PublicationReleaseAsked,
    PublicationSentBack,
    PublicationShown,
    PublicationSubmitted,
    PublicationWithdrawn,
    Recorded,
    ReplyReceived,
    SchemeApplied,
    VerdictGiven,
)
from shared.events.board import BoardCancelled, BoardCaseAdded, BoardCaseRemoved, BoardResultsReleased, BoardRevised
from shared.events.call import CallClosed, CallSentBack, CallSubmitted
from shared.events.forum import ForumInvited
from shared.events.projects import ProjectBegun, ProjectCompleted, ProjectReported, ProjectStopped
from shared.events.public import ForumAnnounced, ForumWithdrawn
from shared.events.registration import RegistrationFact
from shared.messaging.reader import Reader
from shared.scheme.webhooks import OUTSIDE


def staff_inbox() -> Reader[Work]:
    """Return the reader that fills the inboxes of the desk and the departments."""
    reader: Reader[Work] = Reader("notify.staff-inbox", purpose="デスクと担当課の受信箱に知らせを届けます。")
    reader.hears_many(CaseOpened)(telling.tell_desk_of_new_cases)
    reader.hears_many(MailHeld)(telling.tell_desk_of_held_mails)

    @reader.hears_many(OfferMade)
    async def when_offers_are_made_tell_who_is_asked_and_whose_wish_it_is(
        told: Sequence[Recorded[OfferMade]], work: Work
    ) -> None:
        await telling.tell_departments_of_offers(told, work)
        await announcing.put_into_inboxes(told, work)

    reader.hears_many(OfferAccepted)(telling.tell_desk_of_take_ups)

    @reader.hears_many(VerdictGiven)
    async def when_verdicts_are_given_tell_the_desk_and_who_else_works_on_it(
        told: Sequence[Recorded[VerdictGiven]], work: Work
    ) -> None:
        await telling.tell_desk_of_verdicts(told, work)
        await announcing.put_into_inboxes(told, work)

    reader.hears_many(OfferRecalled)(returns.tell_departments_of_recalls)
    reader.hears_many(CaseBounced)(returns.tell_desk_of_bounces)
    reader.hears_many(AccessChanged)(telling.keep_access)
    reader.hears_many(ReplyReceived)(tell_of_replies)
    reader.hears_many(OfferReplyReceived)(tell_of_company_replies)
    reader.hears_many(MailGaveUp)(mail_tasks.tell_desk_of_undelivered_mails)
    reader.hears_many(MailBounced)(mail_tasks.tell_desk_of_bounced_mails)
    reader.hears_many(MailSent)(mail_tasks.close_tasks_of_sent_mails)
    reader.hears_many(IntakePaused)(pausing.tell_desk_of_pauses)
    reader.hears_many(IntakeResumed)(pausing.tell_desk_of_resumptions)
    reader.hears_many(SchemeApplied)(tell_desk_of_schemes)
    _hear_ledger(reader)
    _hear_publications(reader)

    async def when_a_case_is_decided_think_of_those_merged_into_it(told: Sequence[Recorded[Fact]], work: Work) -> None:
        await announcing.put_into_inboxes(told, work)
        await tell_desk_of_merged_cases(told, work)

    for decided in MERGED_INTO:
        reader.hears_many(decided)(when_a_case_is_decided_think_of_those_merged_into_it)
    for fact in set(put_into_inboxes()) - {OfferMade, VerdictGiven, *MERGED_INTO}:
        reader.hears_many(fact)(announcing.put_into_inboxes)
    return reader


def _hear_ledger(reader: Reader[Work]) -> None:
    reader.hears_many(LedgerDueSoon)(tell_of_ledger_days)
    reader.hears_many(LedgerOverdue)(tell_of_ledger_days)
    reader.hears_many(BoardCaseAdded)(tell_of_boards)
    reader.hears_many(BoardCaseRemoved)(tell_of_boards)
    reader.hears_many(BoardRevised)(tell_of_boards)
    reader.hears_many(BoardCancelled)(tell_of_boards)
    reader.hears_many(BoardResultsReleased)(tell_of_boards)
    reader.hears_many(CallSubmitted)(tell_of_calls)
    reader.hears_many(CallSentBack)(tell_of_calls)
    reader.hears_many(CallClosed)(tell_of_calls)
    for of_agreement in OF_AGREEMENTS:
        reader.hears_many(of_agreement)(tell_of_agreements)
    reader.hears_many(ForumInvited)(forums.tell_of_invitations)
    reader.hears_many(ProjectBegun)(tell_of_new_projects)
    reader.hears_many(ProjectReported)(tell_of_reports)
    reader.hears_many(ProjectCompleted)(tell_of_ends)
    reader.hears_many(ProjectStopped)(tell_of_ends)


def _hear_publications(reader: Reader[Work]) -> None:
    reader.hears_many(PublicationConsentAsked)(ask_department_for_consent)
    reader.hears_many(PublicationConsentGiven)(tell_desk_of_consent)
    reader.hears_many(PublicationSubmitted)(tell_desk_of_submissions)
    reader.hears_many(PublicationSentBack)(tell_desk_of_sending_back)
    reader.hears_many(PublicationHeld)(publications.tell_desk_of_holding)
    reader.hears_many(PublicationReleaseAsked)(publications.tell_desk_of_moments)
    reader.hears_many(PublicationShown)(publications.tell_departments_of_what_is_public)
    reader.hears_many(PublicationWithdrawn)(publications.tell_departments_of_what_is_public)


def proposer_mail(schemes: Schemes) -> Reader[Work]:
    """Return the reader that records which mails a proposer is to receive, and which did not arrive."""
    reader: Reader[Work] = Reader("notify.proposer-mail", purpose="提案者へ送るメールを用意します。")

    @reader.hears_many(ProposalReceived)
    async def when_proposals_are_received_acknowledge_them(
        told: Sequence[Recorded[ProposalReceived]], work: Work
    ) -> None:
        await telling.acknowledge(told, work, schemes)

    reader.hears_many(MailFailureReported)(failures.mark_failed_mails)

    @reader.hears_many(MailHeld)
    async def when_mails_wait_for_the_end_of_a_pause_say_so(told: Sequence[Recorded[MailHeld]], work: Work) -> None:
        await pausing.answer_during_pause(told, work, schemes)

    @reader.hears_many(AttachmentInspected)
    async def when_files_are_locked_ask_for_open_ones(
        told: Sequence[Recorded[AttachmentInspected]], work: Work
    ) -> None:
        await locked.ask_for_open_files(told, work, schemes)

    async def when_something_is_public_or_not_any_more_write_to_who_agreed(
        told: Sequence[publications.Outside], work: Work
    ) -> None:
        await publications.write_of_what_is_public(told, work, schemes)

    reader.hears_many(PublicationShown)(when_something_is_public_or_not_any_more_write_to_who_agreed)
    reader.hears_many(PublicationWithdrawn)(when_something_is_public_or_not_any_more_write_to_who_agreed)

    async def when_a_case_goes_on_write_to_those_outside(told: Sequence[Recorded[Fact]], work: Work) -> None:
        await announcing.write_letters(told, work, schemes)

    for fact in told_by_letter():
        reader.hears_many(fact)(when_a_case_goes_on_write_to_those_outside)
    return reader


def attendee_mail(schemes: Schemes) -> Reader[Work]:
    """Return the reader that records which mails those are to receive who come to a forum, or are invited to one."""
    reader: Reader[Work] = Reader("notify.attendee-mail", purpose="意見交換会の参加者へ送るメールを用意します。")

    @reader.hears_many(ForumInvited)
    async def when_parties_are_invited_write_to_them(told: Sequence[Recorded[ForumInvited]], work: Work) -> None:
        await forums.invite_parties(told, work, schemes)

    @reader.hears_many(ForumAnnounced)
    async def when_a_forum_is_moved_say_so(told: Sequence[Recorded[ForumAnnounced]], work: Work) -> None:
        await forums.tell_of_moves(told, work, schemes)

    @reader.hears_many(ForumWithdrawn)
    async def when_a_forum_is_called_off_say_so(told: Sequence[Recorded[ForumWithdrawn]], work: Work) -> None:
        await forums.tell_of_ends(told, work, schemes)

    @reader.hears_many(LedgerDueSoon)
    async def when_the_day_is_near_remind_who_comes(told: Sequence[Recorded[LedgerDueSoon]], work: Work) -> None:
        await forums.remind_attendees(told, work, schemes)

    async def when_somebody_registers_answer(told: Sequence[Recorded[RegistrationFact]], work: Work) -> None:
        await forums.answer_registrations(told, work, schemes)

    for fact in FACTS:
        if issubclass(fact, RegistrationFact):
            reader.hears_many(fact)(when_somebody_registers_answer)
    return reader


def media_mail(schemes: Schemes) -> Reader[Work]:
    """Return the reader that records which mails media are to receive."""
    reader: Reader[Work] = Reader("notify.media-mail", purpose="報道機関へ送るメールを用意します。")

    @reader.hears_many(PublicationMailedToMedia)
    async def when_a_release_is_mailed_write_to_each(
        told: Sequence[Recorded[PublicationMailedToMedia]], work: Work
    ) -> None:
        await publications.write_to_media(told, work, schemes)

    return reader


def webhooks(schemes: Schemes) -> Reader[Work]:
    """Return the reader that notes what other systems are to be told."""
    reader: Reader[Work] = Reader("notify.webhooks", purpose="外部のシステムへ知らせる出来事を記録します。")

    async def when_something_happened_note_who_is_to_be_told(told: Sequence[Recorded[Fact]], work: Work) -> None:
        await note_for_receivers(told, work, schemes)

    for fact in OUTSIDE:
        reader.hears_many(fact)(when_something_happened_note_who_is_to_be_told)
    return reader
