"""Every fact there is: the one list from which topology, contracts and documentation are made."""

from collections.abc import Mapping
from types import MappingProxyType

from shared.errors import Invalid
from shared.events import (
    agreements,
    case,
    clock,
    coordination,
    dialogue,
    ending,
    ledger,
    notification,
    pausing,
    proposal,
    proposers,
    public,
    rounds,
    scheme,
)
from shared.events.base import Fact

FACTS: tuple[type[Fact], ...] = (
    proposal.MailReceived,
    proposal.MailHeld,
    proposal.MailFailureReported,
    proposal.ProposalReceived,
    proposal.AttachmentInspected,
    proposal.ReplyReceived,
    proposal.OfferReplyReceived,
    proposers.ProposalWithdrawn,
    proposers.ConditionsAnswered,
    proposers.NoteOpened,
    pausing.IntakePaused,
    pausing.IntakeResumed,
    case.CaseOpened,
    case.ConfirmationStarted,
    case.CaseConfirmed,
    case.OfferMade,
    case.OfferAccepted,
    case.VerdictGiven,
    case.OfferRecalled,
    case.CaseBounced,
    case.AccessChanged,
    rounds.CompletionAsked,
    rounds.CompletionReceived,
    rounds.OfferExpired,
    rounds.ConditionsAsked,
    rounds.ConditionsAccepted,
    rounds.ConditionsRefused,
    rounds.RoundClosed,
    rounds.CoordinationStarted,
    rounds.QuestionAsked,
    rounds.QuestionAnswered,
    rounds.CaseExtended,
    clock.OfferExtended,
    clock.CaseDueSoon,
    clock.CaseOverdue,
    clock.NoticeUnread,
    clock.CaseForgotten,
    ending.DeclineProposed,
    ending.DeclineSentBack,
    ending.CaseDeclined,
    ending.CaseReferred,
    ending.CaseMerged,
    ending.CaseWithdrawn,
    ending.CaseReopened,
    dialogue.NoteWritten,
    dialogue.NoteDrafted,
    dialogue.NoteSentBack,
    dialogue.NoteToProposerReleased,
    dialogue.ReplyHandled,
    dialogue.MeetingRecorded,
    coordination.CooperationDecided,
    coordination.ImplementationStarted,
    coordination.CaseCompleted,
    ending.CaseLinked,
    notification.MailSent,
    notification.MailGaveUp,
    notification.MailBounced,
    scheme.SchemeApplied,
    ledger.LedgerDueSoon,
    ledger.LedgerOverdue,
    agreements.AgreementDrafted,
    agreements.AgreementRedrafted,
    agreements.AgreementDropped,
    agreements.AgreementConcluded,
    agreements.AgreementRenewed,
    agreements.AgreementRenewalDeclined,
    agreements.AgreementAmended,
    agreements.AgreementAssigned,
    agreements.AgreementActivityNoted,
    agreements.AgreementReviewed,
    agreements.AgreementEnded,
    public.PublicationApproved,
    public.PublicationWithdrawn,
    public.CallPublished,
    public.CallWithdrawn,
    public.ForumAnnounced,
    public.ForumWithdrawn,
    public.PublicationPublished,
)

BY_TYPE: Mapping[str, type[Fact]] = MappingProxyType({fact.type: fact for fact in FACTS})


class UnknownFact(Invalid):
    """The type is in no catalogue this program knows."""


def fact_class(type_: str) -> type[Fact]:
    """Return the class that declares *type_*, or raise UnknownFact."""
    try:
        return BY_TYPE[type_]
    except KeyError as error:
        raise UnknownFact(f"unknown fact type {type_!r}") from error
