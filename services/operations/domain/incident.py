"""An incident: something an operator must see, opened when its cause appears and closed when it is gone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final
from uuid import UUID

CLOSED_BY_WATCH = "watch"
CAUSE_GONE = "cause_gone"


class Cause(StrEnum):
    """Why an operator must look."""

    DELIVERY_PARKED = "delivery_parked"  # 配送の留置
    QUEUE_WITHOUT_CONSUMER = "queue_without_consumer"  # 受け手のいない待ち行列
    QUEUE_MISSING = "queue_missing"  # 待ち行列がない
    QUEUE_STALLED = "queue_stalled"  # 動いていない待ち行列
    OUTBOX_OLD = "outbox_old"  # 送信待ちの滞留
    DEAD_LETTERS = "dead_letters"  # 行き先を失った出来事
    BROKER_AWAY = "broker_away"  # 配送の仕組み(RabbitMQ)が応答しない
    READER_PAUSED_LONG = "reader_paused_long"  # 一時停止が長い読み手
    BALANCE_MISSING = "balance_missing"  # 収支に足りないものがある
    MANAGEMENT_AWAY = "management_away"  # 管理画面の口が応答しない
    BROKER_REFUSES = "broker_refuses"  # RabbitMQが権限を認めない
    BROKER_MEMORY = "broker_memory"  # RabbitMQのメモリー不足の警報
    BROKER_DISK = "broker_disk"  # RabbitMQのディスク不足の警報
    CONNECTIONS_BLOCKED = "connections_blocked"  # 送信を止められた接続
    FACTS_RESENT = "facts_resent"  # 取りこぼしの送り直し
    FACT_UNROUTABLE = "fact_unroutable"  # 受け取る待ち行列がない出来事
    DELIVERY_WAITS_LONG = "delivery_waits_long"  # 前の出来事を長く待つ配送
    LETTER_KEPT = "letter_kept"  # 宛先の分からない出来事
    MAILBOX_FAILING = "mailbox_failing"  # 読めない、または片付かないメールボックス
    FILES_UNSCANNED = "files_unscanned"  # ウイルス検査を待ち続ける添付ファイル
    CASES_FORGOTTEN = "cases_forgotten"  # 対応が止まったままの案件
    WEBHOOK_SILENT = "webhook_silent"  # 知らせを受け取らない外部のシステム
    MAIL_UNSENT = "mail_unsent"  # 送れないまま待つメール


class Remedy(StrEnum):
    """What can be done about it."""

    LOOK_AT_DELIVERY = "look_at_delivery"
    RESTART_WORKER = "restart_worker"
    RUN_SETUP = "run_setup"
    LOOK_AT_RELAY = "look_at_relay"
    ASK_DEVELOPER = "ask_developer"
    START_BROKER = "start_broker"
    START_MANAGEMENT = "start_management"
    GIVE_RIGHTS = "give_rights"
    FREE_MEMORY = "free_memory"
    FREE_DISK = "free_disk"
    LIFT_ALARM = "lift_alarm"
    FIND_WHAT_LOST_THEM = "find_what_lost_them"
    BIND_AGAIN = "bind_again"
    LOOK_FOR_EARLIER = "look_for_earlier"
    LOOK_AT_LETTERS = "look_at_letters"
    LOOK_AT_MAILBOX = "look_at_mailbox"
    START_SCANNER = "start_scanner"
    CALL_THE_DESK = "call_the_desk"
    LOOK_AT_WEBHOOKS = "look_at_webhooks"
    RESUME_READER = "resume_reader"
    LOOK_AT_BALANCE = "look_at_balance"
    LOOK_AT_MAIL_SERVER = "look_at_mail_server"


REMEDIES: Final[Mapping[Cause, Remedy]] = MappingProxyType(
    {
        Cause.DELIVERY_PARKED: Remedy.LOOK_AT_DELIVERY,
        Cause.QUEUE_WITHOUT_CONSUMER: Remedy.RESTART_WORKER,
        Cause.QUEUE_MISSING: Remedy.RUN_SETUP,
        Cause.QUEUE_STALLED: Remedy.RUN_SETUP,
        Cause.OUTBOX_OLD: Remedy.LOOK_AT_RELAY,
        Cause.DEAD_LETTERS: Remedy.ASK_DEVELOPER,
        Cause.BROKER_AWAY: Remedy.START_BROKER,
        Cause.MANAGEMENT_AWAY: Remedy.START_MANAGEMENT,
        Cause.BROKER_REFUSES: Remedy.GIVE_RIGHTS,
        Cause.BROKER_MEMORY: Remedy.FREE_MEMORY,
        Cause.BROKER_DISK: Remedy.FREE_DISK,
        Cause.CONNECTIONS_BLOCKED: Remedy.LIFT_ALARM,
        Cause.FACTS_RESENT: Remedy.FIND_WHAT_LOST_THEM,
        Cause.FACT_UNROUTABLE: Remedy.BIND_AGAIN,
        Cause.DELIVERY_WAITS_LONG: Remedy.LOOK_FOR_EARLIER,
        Cause.LETTER_KEPT: Remedy.LOOK_AT_LETTERS,
        Cause.MAILBOX_FAILING: Remedy.LOOK_AT_MAILBOX,
        Cause.FILES_UNSCANNED: Remedy.START_SCANNER,
        Cause.CASES_FORGOTTEN: Remedy.CALL_THE_DESK,
        Cause.WEBHOOK_SILENT: Remedy.LOOK_AT_WEBHOOKS,
        Cause.READER_PAUSED_LONG: Remedy.RESUME_READER,
        Cause.BALANCE_MISSING: Remedy.LOOK_AT_BALANCE,
        Cause.MAIL_UNSENT: Remedy.LOOK_AT_MAIL_SERVER,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A cause seen at one place; *amount* is how many things it concerns there, where that can be counted."""

    cause: Cause
    service: str | None = None
    reader: str | None = None
    event_id: UUID | None = None
    aggregate_id: UUID | None = None
    amount: int | None = None

    @property
    def key(self) -> str:
        """Return what makes two findings the same incident."""
        return key_of(self.cause, self.reader or self.service, self.event_id)


def key_of(cause: Cause, place: str | None = None, event_id: UUID | None = None) -> str:
    """Return the key of an incident: its cause, where, and which delivery."""
    return ":".join(str(part) for part in (cause.value, place, event_id) if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """An incident as it stands."""

    incident_id: UUID
    cause: Cause
    remedy: Remedy
    service: str | None
    reader: str | None
    event_id: UUID | None
    aggregate_id: UUID | None
    opened_at: datetime
    last_seen_at: datetime
    count: int
    closed_at: datetime | None = None
    closed_by: str | None = None
    closed_reason: str | None = None
    amount: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentGroup:
    """Open incidents with the same cause at the same reader or service."""

    cause: Cause
    remedy: Remedy
    place: str
    count: int
    since: datetime
    reader: str | None


def by_place(incidents: Sequence[Incident]) -> list[IncidentGroup]:
    """Group incidents by cause and place, the oldest first."""
    groups: dict[tuple[Cause, str], list[Incident]] = {}
    for incident in sorted(incidents, key=lambda one: one.opened_at):
        groups.setdefault((incident.cause, incident.reader or incident.service or ""), []).append(incident)
    return [
        IncidentGroup(
            cause=cause,
            remedy=found[0].remedy,
            place=place,
            count=sum(one.amount or 1 for one in found),
            since=found[0].opened_at,
            reader=found[0].reader,
        )
        for (cause, place), found in groups.items()
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What one look found, and which causes it was able to judge at all."""

    findings: tuple[Finding, ...]
    judged: frozenset[Cause]

    def gone(self, open_: Mapping[str, Cause]) -> list[str]:
        """Return the keys of open incidents whose cause was looked for and not found."""
        seen = {finding.key for finding in self.findings}
        return sorted(key for key, cause in open_.items() if cause in self.judged and key not in seen)
