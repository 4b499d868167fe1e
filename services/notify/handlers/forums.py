"""Tell the departments that are invited to a forum."""

from collections.abc import Sequence

from services.notify.domain.notification import NotificationKind
from services.notify.handlers.ledger import about_item
from services.notify.storage.work import Work
from shared.events import Recorded
from shared.events.forum import ForumInvited


async def tell_of_invitations(told: Sequence[Recorded[ForumInvited]], work: Work) -> None:
    """Put the invitation into the inbox of each department; a party or a municipality is written to by hand."""
    await work.notifications.tell(
        [
            about_item(one, department, NotificationKind.FORUM_INVITATION, one.fact.number)
            for one in told
            for department in one.fact.departments
        ]
    )
