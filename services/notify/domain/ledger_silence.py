"""Facts of the ledger of which nobody is told, and why that is meant so."""

from collections.abc import Mapping
from typing import Final

from shared.events import Fact, agreements

_ON_ITS_PAGE: Final = "協定の記録の状態は、協定の画面に表示します。期日が近いことは、主担当課にお知らせします。"

LEDGER_SILENT: Final[Mapping[type[Fact], str]] = {
    agreements.AgreementDrafted: _ON_ITS_PAGE,
    agreements.AgreementRedrafted: _ON_ITS_PAGE,
    agreements.AgreementDropped: _ON_ITS_PAGE,
    agreements.AgreementConcluded: _ON_ITS_PAGE,
    agreements.AgreementRenewed: _ON_ITS_PAGE,
    agreements.AgreementRenewalDeclined: _ON_ITS_PAGE,
    agreements.AgreementAmended: _ON_ITS_PAGE,
    agreements.AgreementAssigned: _ON_ITS_PAGE,
    agreements.AgreementActivityNoted: _ON_ITS_PAGE,
    agreements.AgreementActivitySeen: _ON_ITS_PAGE,
    agreements.AgreementReviewed: _ON_ITS_PAGE,
    agreements.AgreementEnded: _ON_ITS_PAGE,
}
