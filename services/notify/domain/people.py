"""How each person of the office is told by mail what came for their post; their inbox tells them always."""

from collections.abc import Mapping
from datetime import datetime, time
from enum import StrEnum
from typing import Final

from services.notify.domain.notification import URGENT, NotificationKind


class MailMode(StrEnum):
    """When a person is told by mail."""

    AT_ONCE = "at_once"  # すぐに
    DIGEST = "digest"  # 朝のまとめで
    NEVER = "never"  # 受け取らない


# What a person gets who never said otherwise.
BY_ITSELF: Final = MailMode.DIGEST
# A mail to a person that did not arrive is told on the page alone: by mail it would tell of itself without end.
UNMAILED_DETAIL: Final = "staff"


def mode_of(kind: NotificationKind, wishes: Mapping[NotificationKind, MailMode]) -> MailMode:
    """Return when a person with these wishes is told by mail; what is urgent is not for them to put off."""
    return MailMode.AT_ONCE if kind in URGENT else wishes.get(kind, BY_ITSELF)


def digest_is_due(at: datetime, *, since: time, is_open: bool) -> bool:
    """Tell whether at *at*, in Japan, the digest of the day may leave: on an office day, from *since* on."""
    return is_open and at.time() >= since
