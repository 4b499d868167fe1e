"""The contracts between services: every fact, declared once."""

from shared.events.base import Classification, Code, Fact, Receipt, Recorded
from shared.events.case import (
    AccessChanged,
    CaseBounced,
    CaseConfirmed,
    CaseOpened,
    ConfirmationStarted,
    Direction,
    OfferAccepted,
    OfferMade,
    OfferRecalled,
    Verdict,
    VerdictGiven,
)
from shared.events.catalogue import FACTS, fact_class
from shared.events.notification import MailBounced, MailGaveUp, MailSent
from shared.events.pausing import IntakePaused, IntakeResumed
from shared.events.proposal import (
    Attached,
    AttachmentInspected,
    Channel,
    MailFailureReported,
    MailHeld,
    MailReceived,
    ProposalReceived,
    ProposerKind,
    ReplyReceived,
)

__all__ = [
    "FACTS",
    "AccessChanged",
    "Attached",
    "AttachmentInspected",
    "CaseBounced",
    "CaseConfirmed",
    "CaseOpened",
    "Channel",
    "Classification",
    "Code",
    "ConfirmationStarted",
    "Direction",
    "Fact",
    "IntakePaused",
    "IntakeResumed",
    "MailBounced",
    "MailFailureReported",
    "MailGaveUp",
    "MailHeld",
    "MailReceived",
    "MailSent",
    "OfferAccepted",
    "OfferMade",
    "OfferRecalled",
    "ProposalReceived",
    "ProposerKind",
    "Receipt",
    "Recorded",
    "ReplyReceived",
    "Verdict",
    "VerdictGiven",
    "fact_class",
]
