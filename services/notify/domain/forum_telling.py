"""Who is told of what happens to a forum (意見交換会), and what nobody is told."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from services.notify.domain.audience import Audience, Telling
from services.notify.domain.notification import NotificationKind as Kind
from shared.events import Fact
from shared.events import forum as f
from shared.events.public import ForumAnnounced, ForumWithdrawn

OF_FORUMS: Final = (Telling(fact=f.ForumInvited, to=Audience.IN_CHARGE, kind=Kind.FORUM_INVITATION, apart=True),)
_ON_ITS_PAGE: Final = "意見交換会の状態は、意見交換会の画面に表示します。"
SILENT_OF_FORUMS: Final[Mapping[type[Fact], str]] = MappingProxyType(
    {
        f.ForumBegun: _ON_ITS_PAGE,
        f.ForumRevised: _ON_ITS_PAGE,
        f.ForumDropped: _ON_ITS_PAGE,
        f.ForumIdeaLinked: "アイデアは、案件として受け付けたときにお知らせします。",
        f.ForumAttended: _ON_ITS_PAGE,
        f.ForumSummaryWritten: _ON_ITS_PAGE,
        f.ForumClosed: _ON_ITS_PAGE,
        ForumAnnounced: _ON_ITS_PAGE,
        ForumWithdrawn: _ON_ITS_PAGE,
    }
)
