"""Tell the desk that it works under other rules from now on."""

from collections.abc import Sequence

from services.notify.domain.notification import DESK, Notice, NotificationKind
from services.notify.storage.work import Work
from shared.events import Recorded, SchemeApplied


async def tell_desk_of_schemes(told: Sequence[Recorded[SchemeApplied]], work: Work) -> None:
    """Tell the desk of each further version of its scheme; the first is where it began."""
    await work.notifications.tell(
        [
            Notice(
                desk_id=one.desk_id,
                recipient=DESK,
                kind=NotificationKind.SCHEME_APPLIED,
                event_id=one.id,
                about_id=one.aggregate_id,
            )
            for one in told
            if one.fact.before is not None
        ]
    )
