"""Who is told of what happens to a call (募集), and what nobody is told."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from services.notify.domain.audience import Audience, Telling
from services.notify.domain.notification import NotificationKind as Kind
from shared.events import Fact
from shared.events import call as f
from shared.events.public import CallPublished, CallWithdrawn

OF_CALLS: Final = (
    Telling(fact=f.CallSubmitted, to=Audience.DESK, kind=Kind.CALL_TO_CHECK, apart=True),
    Telling(fact=f.CallSentBack, to=Audience.IN_CHARGE, kind=Kind.CALL_SENT_BACK, apart=True),
    Telling(fact=f.CallClosed, to=Audience.IN_CHARGE, kind=Kind.CALL_CLOSED, apart=True),
)
_ON_ITS_PAGE: Final = "募集の状態は、募集の画面に表示します。"
_BY_THE_CASE: Final = "応募者には、案件を通じてお知らせします。"
SILENT_OF_CALLS: Final[Mapping[type[Fact], str]] = MappingProxyType(
    {
        f.CallBegun: _ON_ITS_PAGE,
        f.CallRevised: _ON_ITS_PAGE,
        f.CallDiscarded: _ON_ITS_PAGE,
        CallPublished: _ON_ITS_PAGE,
        CallWithdrawn: _ON_ITS_PAGE,
        f.CallAnswerPublished: _ON_ITS_PAGE,
        f.CallExtended: _ON_ITS_PAGE,
        f.CallReviewed: _ON_ITS_PAGE,
        f.ApplicationLinked: "応募は、案件として受け付けたときにお知らせします。",
        f.ApplicationUnlinked: _ON_ITS_PAGE,
        f.ApplicationScreened: "審査の途中は、募集の画面に表示します。",
        f.ApplicationScored: "審査の途中は、募集の画面に表示します。",
        f.CallDecided: "結果は、通知の操作をするまで誰にもお知らせしません。",
        f.CallDecisionTakenBack: "通知の前の取消しは、募集の画面に表示します。",
        f.CallResultsReleased: _BY_THE_CASE,
        f.CallConcluded: _ON_ITS_PAGE,
    }
)
