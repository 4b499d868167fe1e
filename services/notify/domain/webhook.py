"""What another system is told of a fact, and how long it is tried when that system does not answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from shared.events import Fact, Recorded
from shared.scheme.webhooks import Webhook

# The waits Standard Webhooks recommends: the last of ten attempts comes after some three days.
WAITS: Final = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
# Nobody has answered for so long that nobody is there: an operator looks before more is sent.
SHUT_AFTER: Final = timedelta(days=5)


class DeliveryState(StrEnum):
    """What became of one fact for one receiver."""

    WAITING = "waiting"  # 送信待ち
    DELIVERED = "delivered"  # 送信済み
    GAVE_UP = "gave_up"  # 送信できず


class Trouble(StrEnum):
    """Why a receiver was not told."""

    UNREACHABLE = "unreachable"  # つながらない
    NOT_ALLOWED = "not_allowed"  # 許可されていない宛先
    REFUSED = "refused"  # 受け取らないという応答
    GONE = "gone"  # 受け取りをやめたという応答
    NO_SECRET = "no_secret"  # noqa: S105 - 署名の鍵が設定されていない


@dataclass(frozen=True, slots=True, kw_only=True)
class Receiver:
    """One receiver of one desk."""

    desk_id: str
    webhook: Webhook

    @property
    def key(self) -> tuple[str, str]:
        """Return what names it in the tables."""
        return self.desk_id, self.webhook.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One fact for one receiver; *body* is what is signed, to the last byte, at every attempt."""

    delivery_id: UUID
    event_id: UUID
    body: str
    attempt: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What came of one attempt: *trouble* is None where the receiver has taken it."""

    status: int | None = None
    trouble: Trouble | None = None


def answered(status: int) -> Answered:
    """Return what an HTTP status says; a redirect is not followed, for it could lead anywhere."""
    if 200 <= status < 300:  # noqa: PLR2004 - the class of HTTP status
        return Answered(status=status)
    gone = status == 410  # noqa: PLR2004 - the receiver wants no more
    return Answered(status=status, trouble=Trouble.GONE if gone else Trouble.REFUSED)


def next_attempt(attempt: int, now: datetime) -> datetime | None:
    """Return when to try again after the *attempt*-th failure (1 is the first); None: not any more."""
    return now + WAITS[attempt - 1] if attempt <= len(WAITS) else None


def must_shut(answer: Answered, failing_since: datetime | None, now: datetime) -> bool:
    """Tell whether a receiver is sent nothing more until an operator opens it again."""
    long = failing_since is not None and now - failing_since >= SHUT_AFTER
    return answer.trouble is Trouble.GONE or (answer.trouble is not None and long)


def moment(at: datetime) -> str:
    """Return a moment as messages say it: 2026-11-24T01:00:00.000Z."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def payload_of(told: Recorded[Fact]) -> Mapping[str, Any]:
    """Return what a receiver is told: ids and states, as the fact holds them, and never a word of content."""
    return {
        "type": told.type,
        "timestamp": moment(told.occurred_at),
        "data": {
            "desk_id": told.desk_id,
            f"{told.fact.aggregate}_id": str(told.aggregate_id),
            "version": told.aggregate_version,
            **told.fact.model_dump(mode="json", exclude_none=True),
        },
    }
