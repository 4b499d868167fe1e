"""Whoever was merged into another case hears what became of it: the desk is given the task to tell them."""

from collections.abc import Sequence
from uuid import uuid5

from services.notify.domain.merged import MERGED_INTO
from services.notify.domain.notification import DESK, Notice, NotificationKind
from services.notify.storage.merged import merged_into
from services.notify.storage.work import Work
from shared.events import Fact, Recorded


async def tell_desk_of_merged_cases(told: Sequence[Recorded[Fact]], work: Work) -> None:
    """Make a task of each case that was merged into one of those decided here, and still is."""
    merged = await merged_into(work.connection, {one.aggregate_id for one in told})
    await work.notifications.tell(
        [
            Notice(
                desk_id=one.desk_id,
                recipient=DESK,
                kind=NotificationKind.MERGED_INTO_DECIDED,
                # One fact may decide for several; each of them is told once.
                event_id=uuid5(one.id, str(other.case_id)),
                about_id=other.case_id,
                case_id=other.case_id,
                receipt=other.receipt,
                detail=MERGED_INTO[type(one.fact)],
            )
            for one in told
            for other in merged.get(one.aggregate_id, ())
        ]
    )
