"""Who is told what of the ledger."""

from typing import Final

from services.notify.domain.audience import Audience, Telling
from services.notify.domain.notification import NotificationKind as Kind
from shared.events import LedgerDueSoon, LedgerOverdue, agreements, projects

LEDGER_TELLINGS: Final = (
    Telling(fact=LedgerDueSoon, to=Audience.IN_CHARGE, kind=Kind.LEDGER_DUE_SOON, apart=True),
    Telling(fact=LedgerOverdue, to=Audience.IN_CHARGE, kind=Kind.LEDGER_OVERDUE, apart=True),
    Telling(fact=agreements.AgreementDrafted, to=Audience.IN_CHARGE, kind=Kind.AGREEMENT_ASSIGNED, apart=True),
    Telling(fact=agreements.AgreementRedrafted, to=Audience.IN_CHARGE, kind=Kind.AGREEMENT_REDRAFTED, apart=True),
    Telling(fact=agreements.AgreementAssigned, to=Audience.IN_CHARGE, kind=Kind.AGREEMENT_ASSIGNED, apart=True),
    Telling(fact=agreements.AgreementConcluded, to=Audience.IN_CHARGE, kind=Kind.AGREEMENT_CONCLUDED, apart=True),
    *(
        Telling(fact=agreements.AgreementProlonged, to=to, kind=Kind.AGREEMENT_PROLONGED, apart=True)
        for to in (Audience.IN_CHARGE, Audience.DESK)
    ),
    Telling(fact=agreements.AgreementEnded, to=Audience.IN_CHARGE, kind=Kind.AGREEMENT_ENDED, apart=True),
    Telling(fact=projects.ProjectBegun, to=Audience.IN_CHARGE, kind=Kind.PROJECT_BEGUN, apart=True),
    Telling(fact=projects.ProjectReported, to=Audience.DESK, kind=Kind.PROJECT_REPORTED, apart=True),
    Telling(fact=projects.ProjectCompleted, to=Audience.DESK, kind=Kind.PROJECT_ENDED, apart=True),
    Telling(fact=projects.ProjectStopped, to=Audience.DESK, kind=Kind.PROJECT_ENDED, apart=True),
)
