"""Where a row of the inbox leads."""

from datetime import UTC, datetime
from uuid import UUID

from services.notify.domain.notification import NotificationKind
from services.notify.storage.queries import InboxRow
from services.notify.web.views import target_of


def test_a_guest_of_a_municipality_is_led_to_the_forum_of_the_own_desk() -> None:
    row = InboxRow(
        notification_id=UUID(int=1),
        kind=NotificationKind.FORUM_INVITATION,
        receipt="FR8-0001",
        about_id=UUID(int=2),
        case_id=None,
        detail=None,
        due=None,
        created_at=datetime(2026, 11, 20, tzinfo=UTC),
        read_at=None,
        opens=True,
    )

    said = [target_of(row), target_of(row, guest_of="minami")]

    assert said == ["/forums/FR8-0001", "/register/forums/FR8-0001?desk=minami"]
