"""One mail to one recipient: its states, when it is tried again and when a person must help."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, Literal
from uuid import UUID


class Purpose(StrEnum):
    """Why a mail is sent."""

    ACKNOWLEDGEMENT = "acknowledgement"  # 受付のお知らせ
    PAUSED = "paused"  # 受付停止中のお知らせ
    LOCKED_FILES = "locked_files"  # パスワード付きファイルの再送のお願い


class MailState(StrEnum):
    """Where a mail stands."""

    CREATED = "created"  # 送信待ち
    SENDING = "sending"  # 送信中
    SENT = "sent"  # 送信済み
    DEFERRED = "deferred"  # 再送待ち
    FAILED = "failed"  # 送信できませんでした
    UNKNOWN = "unknown"  # 届いたか確認が必要
    BOUNCED = "bounced"  # 送ったあと、届かずに戻ってきた
    NEEDLESS = "needless"  # 送る必要がなくなった


# What a person may send once more.
REPEATABLE: Final = frozenset({MailState.FAILED, MailState.UNKNOWN, MailState.BOUNCED})


class Reason(StrEnum):
    """Why a mail waits or was given up."""

    SERVER_SAYS_LATER = "server_says_later"  # 相手のメールサーバーが一時的に受け取れない
    SERVER_REFUSES = "server_refuses"  # 相手のメールサーバーが受け取りを断った
    SERVER_AWAY = "server_away"  # メールサーバーにつながらない
    TRIED_FOR_DAYS = "tried_for_days"  # 三日間送れなかった
    NO_ADDRESS = "no_address"  # 送信できる宛先がない
    CONTENT_GONE = "content_gone"  # 連絡先が廃棄された
    UNSAFE = "unsafe"  # 安全に送れない内容
    UNWRITABLE = "unwritable"  # 文面を作れない
    ADDRESS_LIMIT = "address_limit"  # 同じ宛先への送信が続いている
    HOUR_LIMIT = "hour_limit"  # 一時間の送信数の上限
    KILLED_AGAIN = "killed_again"  # 送信中の停止が続いた
    NO_ANSWER = "no_answer"  # 渡したあと、相手のメールサーバーの返事がない
    CAME_BACK = "came_back"  # 相手のメールサーバーが、届かなかったと知らせてきた
    DELAY_REPORTED = "delay_reported"  # 相手のメールサーバーが、遅れていると知らせてきた
    UNFORESEEN = "unforeseen"  # 予期しない不具合


# The n-th attempt that did not arrive waits this long, ±20 %; after the last (about three days) a person is told.
LADDER: Final = tuple(
    timedelta(seconds=seconds) for seconds in (60, 300, 900, 3_600, 10_800, 21_600, 43_200, 86_400, 86_400)
)
JITTER: Final = 0.2
# A mail that says `sending` for longer belongs to a process that was killed: SMTP itself is cut off earlier.
STALE_AFTER: Final = timedelta(minutes=15)
# How many copies may follow one of which nobody knows whether it arrived.
MAX_RESENDS: Final = 3
ADDRESS_WINDOW: Final = timedelta(days=1)
HOUR_WINDOW: Final = timedelta(hours=1)
ADDRESS_WAIT: Final = timedelta(hours=1)
HOUR_WAIT: Final = timedelta(minutes=5)


def wait_after(attempt: int, *, chance: float) -> timedelta | None:
    """Return how long to wait after the *attempt*-th try (1 is the first), or None when it is time to give up.

    *chance* between 0 and 1 spreads the tries over ±20 %.
    """
    if attempt > len(LADDER):
        return None
    return LADDER[attempt - 1] * (1 - JITTER + 2 * JITTER * chance)


@dataclass(frozen=True, slots=True, kw_only=True)
class Brake:
    """How many automatic answers may leave, so that a loop between two machines becomes a queue and not a storm."""

    per_address_and_day: int
    per_hour: int

    def of_address(self, today: int) -> tuple[Reason, timedelta] | None:
        """Return why and for how long a mail to an address waits that got *today* of them, or None."""
        return (Reason.ADDRESS_LIMIT, ADDRESS_WAIT) if today >= self.per_address_and_day else None

    def room(self, in_this_hour: int) -> int:
        """Return how many more may leave in this hour; those for whom there is none wait for HOUR_WAIT."""
        return max(0, self.per_hour - in_this_hour)


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicNotice:
    """What a desk says to everybody while it takes nothing new, since when, and until when, if that is known."""

    text: str
    since: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How a mail was left to a person: FAILED when it cannot have arrived, UNKNOWN when it may have."""

    state: Literal[MailState.FAILED, MailState.UNKNOWN]
    reason: Reason
    code: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MailSend:
    """The record of one mail; it refers to whom it goes and holds no address.

    It is about a proposal with its receipt number, or about a message that has none yet.
    """

    send_id: UUID
    desk_id: str
    purpose: Purpose
    recipient_ref: UUID
    proposal_id: UUID | None
    raw_id: UUID | None
    receipt: str | None
    event_id: UUID
    correlation_id: UUID
    message_id: str
    attempt: int
    resends: int
    version: int
    created_at: datetime


def message_id_of(send_id: UUID, sender_address: str) -> str:
    """Return the Message-ID of every wire copy of one mail."""
    return f"<{send_id}@{sender_address.rpartition('@')[2]}>"
