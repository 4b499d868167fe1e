"""Facts of the ledger of which nobody is told, and why that is meant so."""

from collections.abc import Mapping
from typing import Final

from services.notify.domain.publishing import PUBLICATION_SILENT
from shared.events import Fact, agreements, projects

_ON_ITS_PAGE: Final = "協定の記録の状態は、協定の画面に表示します。期日が近いことは、主担当課にお知らせします。"
_OF_A_PROJECT: Final = "事業の記録の状態は、事業の画面に表示します。期日が近いことは、主担当課にお知らせします。"

LEDGER_SILENT: Final[Mapping[type[Fact], str]] = {
    agreements.AgreementDropped: _ON_ITS_PAGE,
    agreements.AgreementRenewed: _ON_ITS_PAGE,
    agreements.AgreementRenewalDeclined: _ON_ITS_PAGE,
    agreements.AgreementAmended: _ON_ITS_PAGE,
    agreements.AgreementActivityNoted: _ON_ITS_PAGE,
    agreements.AgreementActivitySeen: _ON_ITS_PAGE,
    agreements.AgreementReviewed: _ON_ITS_PAGE,
    projects.ProjectDescribed: _OF_A_PROJECT,
    projects.ProjectOwnersChanged: _OF_A_PROJECT,
    projects.ProjectPutUnder: _OF_A_PROJECT,
    projects.PilotBegun: _OF_A_PROJECT,
    projects.PilotClosed: _OF_A_PROJECT,
    projects.ProjectStarted: _OF_A_PROJECT,
    projects.ReportingSet: _OF_A_PROJECT,
    projects.EffectRecorded: _OF_A_PROJECT,
    projects.FundingSet: _OF_A_PROJECT,
    projects.ObstacleRecorded: _OF_A_PROJECT,
    projects.ObstacleMoved: _OF_A_PROJECT,
    **PUBLICATION_SILENT,
}
