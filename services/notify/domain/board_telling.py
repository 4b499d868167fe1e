"""Who is told of what happens to a board (審査会), and what nobody is told."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from services.notify.domain.audience import Audience, Telling
from services.notify.domain.notification import NotificationKind as Kind
from shared.events import Fact
from shared.events import board as f

OF_BOARDS: Final = (
    Telling(fact=f.BoardCaseAdded, to=Audience.IN_CHARGE, kind=Kind.BOARD_AGENDA, apart=True),
    Telling(fact=f.BoardCaseRemoved, to=Audience.IN_CHARGE, kind=Kind.BOARD_CHANGED, apart=True),
    Telling(fact=f.BoardRevised, to=Audience.IN_CHARGE, kind=Kind.BOARD_CHANGED, apart=True),
    Telling(fact=f.BoardCancelled, to=Audience.IN_CHARGE, kind=Kind.BOARD_CHANGED, apart=True),
    Telling(fact=f.BoardResultsReleased, to=Audience.IN_CHARGE, kind=Kind.BOARD_RELEASED, apart=True),
)
_ON_ITS_PAGE: Final = "審査会の状態は、審査会の画面に表示します。"
SILENT_OF_BOARDS: Final[Mapping[type[Fact], str]] = MappingProxyType(
    {
        f.BoardBegun: _ON_ITS_PAGE,
        f.BoardReordered: _ON_ITS_PAGE,
        f.BoardHeld: _ON_ITS_PAGE,
        f.BoardOutcomeRecorded: "結果は、通知の操作をするまで誰にもお知らせしません。",
        f.BoardMinutesWritten: _ON_ITS_PAGE,
        f.BoardNextPlanned: _ON_ITS_PAGE,
    }
)
