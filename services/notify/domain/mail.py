"""One mail to one recipient: its states, when it is tried again and when a person must help."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final, Literal
from uuid import UUID


class Purpose(StrEnum):
    """Why a mail is sent."""

    ACKNOWLEDGEMENT = "acknowledgement"  # 受付のお知らせ
    PAUSED = "paused"  # 受付停止中のお知らせ
    LOCKED_FILES = "locked_files"  # パスワード付きファイルの再送のお願い
    COMPLETION_ASKED = "completion_asked"  # 補正のお願い
    PASSED_ON = "passed_on"  # 確認の終了と担当課への送付
    EXTENDED = "extended"  # 検討期間の延長
    NOTE = "note"  # デスクからの連絡
    VERDICT = "verdict"  # 検討結果
    CONDITIONS = "conditions"  # 条件の確認のお願い
    ROUND_CLOSED = "round_closed"  # 検討の終了
    TODO = "todo"  # ご準備のお願い
    TODO_REMINDED = "todo_reminded"  # ご準備の期日のお知らせ
    IMPLEMENTATION_STARTED = "implementation_started"  # 実施の開始
    COMPLETED = "completed"  # 連携事業の完了
    DECLINED = "declined"  # 見送り
    REFERRED = "referred"  # 他窓口への紹介
    MERGED = "merged"  # 統合
    WITHDRAWN = "withdrawn"  # 取下げの受付
    REOPENED = "reopened"  # 対応の再開
    PUBLICATION_CONSENT = "publication_consent"  # 公表への同意のお願い
    PUBLICATION_SHOWN = "publication_shown"  # 公表のお知らせ
    PUBLICATION_WITHDRAWN = "publication_withdrawn"  # 公表の取下げのお知らせ
    PARTY_ASKED = "party_asked"  # 団体への提案
    PARTY_REMINDED = "party_reminded"  # 団体への回答のお願い
    PARTY_EXTENDED = "party_extended"  # 団体への回答期日の延長
    PARTY_LINK = "party_link"  # 団体への新しいリンク
    PARTY_QUESTIONS = "party_questions"  # 質問と回答の公開
    PARTY_CLOSED = "party_closed"  # 団体への結果のお知らせ
    PARTY_TODO = "party_todo"  # 団体へのご準備のお願い
    PARTY_CHASED = "party_chased"  # 団体へのご準備の状況のお尋ね
    PARTY_TODO_REMINDED = "party_todo_reminded"  # 団体へのご準備の期日のお知らせ
    PARTY_STARTED = "party_started"  # 団体への実施の開始のお知らせ
    PARTY_COMPLETED = "party_completed"  # 団体への完了のお知らせ
    PARTY_RECALLED = "party_recalled"  # 団体への提案の取りやめ
    PARTY_EXPIRED = "party_expired"  # 団体の回答期日の経過
    PARTY_PUBLICATION_CONSENT = "party_publication_consent"  # 団体への公表への同意のお願い
    PARTY_PUBLICATION_SHOWN = "party_publication_shown"  # 団体への公表のお知らせ
    PARTY_PUBLICATION_WITHDRAWN = "party_publication_withdrawn"  # 団体への公表の取下げのお知らせ
    ATTENDEE_REGISTERED = "attendee_registered"  # 参加の受付
    ATTENDEE_WAITING = "attendee_waiting"  # キャンセル待ちの受付
    ATTENDEE_ADMITTED = "attendee_admitted"  # キャンセル待ちからの繰上げ
    ATTENDEE_CHANGED = "attendee_changed"  # 申込みの変更の受付
    ATTENDEE_CANCELLED = "attendee_cancelled"  # 申込みの取消しの受付
    ATTENDEE_REMINDED = "attendee_reminded"  # 開催前のお知らせ
    ATTENDEE_MOVED = "attendee_moved"  # 日時・場所の変更
    ATTENDEE_CALLED_OFF = "attendee_called_off"  # 意見交換会の中止
    ATTENDEE_INVITED = "attendee_invited"  # 意見交換会の案内
    MEDIA_RELEASE = "media_release"  # 報道発表資料の提供
    STAFF_NOTICE = "staff_notice"  # 職員への知らせ
    STAFF_DIGEST = "staff_digest"  # 職員への朝のまとめ
    STAFF_INCIDENT = "staff_incident"  # 運用担当への異常と復旧の知らせ


class Reader(StrEnum):
    """To whom a mail is written."""

    PROPOSER = "proposer"  # 提案者
    COMPANY = "company"  # 相手方の団体
    ATTENDEE = "attendee"  # 意見交換会の参加者
    MEDIA = "media"  # 報道機関
    STAFF = "staff"  # 職員


_TO_STAFF: Final = frozenset({Purpose.STAFF_NOTICE, Purpose.STAFF_DIGEST, Purpose.STAFF_INCIDENT})
# What answers a machine could have sent too: a loop between two machines must not become a storm.
ANSWERS: Final = frozenset(
    {
        Purpose.ACKNOWLEDGEMENT,
        Purpose.PAUSED,
        Purpose.LOCKED_FILES,
        # Anybody may write anybody's address into the form of a forum.
        Purpose.ATTENDEE_REGISTERED,
        Purpose.ATTENDEE_WAITING,
    }
)


def reader_of(purpose: Purpose) -> Reader:
    """Return to whom a mail of this purpose is written."""
    if purpose in _TO_STAFF:
        return Reader.STAFF
    if purpose.value.startswith("attendee_"):
        return Reader.ATTENDEE
    if purpose is Purpose.MEDIA_RELEASE:
        return Reader.MEDIA
    return Reader.COMPANY if purpose.value.startswith("party_") else Reader.PROPOSER


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
STAFF_WAIT: Final = timedelta(minutes=10)
HOUR_WAIT: Final = timedelta(minutes=5)


def wait_after(attempt: int, *, chance: float) -> timedelta | None:
    """Return how long to wait after the *attempt*-th try (1 is the first), or None when it is time to give up.

    *chance* between 0 and 1 spreads the tries over ±20 %.
    """
    if attempt > len(LADDER):
        return None
    return LADDER[attempt - 1] * (1 - JITTER + 2 * JITTER * chance)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """At most *times* mails of one purpose to one address in a *window*; one too many waits for *wait*."""

    times: int
    window: timedelta
    wait: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Brake:
    """How many mails of one purpose may leave, so that a loop or a busy day becomes a queue and not a storm."""

    per_address_and_day: int
    per_hour: int
    letters_per_address_and_day: int = 50
    staff_per_address_and_hour: int = 6
    letters_per_hour: int = 3_000

    def limit_of(self, purpose: Purpose) -> Limit:
        """Return how many mails of this purpose one address may get, and in which time."""
        if purpose in _TO_STAFF:
            return Limit(times=self.staff_per_address_and_hour, window=HOUR_WINDOW, wait=STAFF_WAIT)
        times = self.per_address_and_day if purpose in ANSWERS else self.letters_per_address_and_day
        return Limit(times=times, window=ADDRESS_WINDOW, wait=ADDRESS_WAIT)

    def of_address(self, purpose: Purpose, lately: int) -> tuple[Reason, timedelta] | None:
        """Return why and for how long a mail to an address waits that got so many of them *lately*, or None."""
        limit = self.limit_of(purpose)
        return (Reason.ADDRESS_LIMIT, limit.wait) if lately >= limit.times else None

    def room(self, purpose: Purpose, in_this_hour: int) -> int:
        """Return how many more may leave in this hour; those for whom there is none wait for HOUR_WAIT."""
        most = self.per_hour if purpose in ANSWERS else self.letters_per_hour
        return max(0, most - in_this_hour)


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

    It is about a proposal with its receipt number, about a message that has none yet, about what came for one person of
    the office (*account_id*), about a registration for a forum, or about the forum somebody is invited to (*item_id*).
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
    account_id: UUID | None = None
    case_id: UUID | None = None
    offer_id: UUID | None = None
    note_id: UUID | None = None
    due: date | None = None
    about_version: int | None = None
    registration_id: UUID | None = None
    item_id: UUID | None = None
    content_id: UUID | None = None


def message_id_of(send_id: UUID, sender_address: str) -> str:
    """Return the Message-ID of every wire copy of one mail."""
    return f"<{send_id}@{sender_address.rpartition('@')[2]}>"
