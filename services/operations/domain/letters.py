"""A dead letter: a message the broker gave up delivering, and what becomes of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class Fate(StrEnum):
    """What became of a dead letter."""

    GIVEN_BACK = "given_back"  # 読み手に戻した
    ON_RECORD = "on_record"  # 失敗の記録がすでにある
    HANDLED = "handled"  # 処理済みだった
    KEPT = "kept"  # 宛先が分からないので保管した


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A message that belongs to no reader we know; its content is kept and shown to nobody here."""

    letter_id: UUID
    routing_key: str
    event_id: UUID
    kept_at: datetime
    closed_at: datetime | None = None
    closed_reason: str | None = None
