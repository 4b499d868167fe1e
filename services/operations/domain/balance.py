"""The balance: what came in on one side, what became of it on the other, and what is between."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

# Delivery takes seconds, and the reconciler sends again what was lost after ten minutes.
LATE_AFTER: Final = timedelta(hours=1)


class Account(StrEnum):
    """One line of the balance; each compares two tables that nothing but facts connect.

    No value is one of Became: both stand in one catalogue of words, where equal strings are one key.
    """

    DOOR = "door"  # 受け取ったもの → 扱い
    CASE = "cases"  # 提案 → 案件
    NOTICE = "notices"  # 案件 → デスクへの知らせ
    ACKNOWLEDGEMENT = "acknowledgements"  # 返信できる提案 → 受付のお知らせ
    COUNTED = "counted"  # 案件 → 公開の件数


class Became(StrEnum):
    """What a thing at the door has become; the values are intake's."""

    CASE = "case"  # 提案になった
    HELD = "held"  # 留め置き
    REPLY = "reply"  # 返信
    DUPLICATE = "duplicate"  # 重複
    MACHINE = "machine"  # 自動送信
    SPAM = "spam"  # 迷惑メール
    NOT_FOR_US = "not_for_us"  # 対象外
    PENDING = "pending"  # 読み取り中


class Standing(StrEnum):
    """Why something on the left has nothing on the right."""

    ON_THE_WAY = "on_the_way"  # 処理の途中
    PARKED = "parked"  # 留置
    DISCARDED = "discarded"  # 破棄
    MISSING = "missing"  # 行方が分からない


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """By when a thing must have come how far, seen at one moment."""

    at: datetime
    # What is younger may be on its way even where nothing says so.
    young: datetime
    # What is older is not on its way any more unless something says where it is.
    late: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long something may be on its way: *grace* where nothing says so, *late* while its fact is unhandled."""

    grace: timedelta
    late: timedelta = LATE_AFTER

    def due(self, at: datetime) -> Due:
        """Return what this means at one moment."""
        return Due(at=at, young=at - self.grace, late=at - max(self.late, self.grace))


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingOne:
    """One thing nobody can account for."""

    id: UUID
    at: datetime
    receipt: str | None = None
    channel: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BalanceLine:
    """One account; *right* counts those of the left that are there, *unexpected* what is there without a left."""

    account: Account
    place: str
    left: int
    on_the_way: int
    parked: int
    discarded: int
    missing: int
    unexpected: int
    became: Mapping[Became, int] = field(default_factory=dict)
    lost: tuple[MissingOne, ...] = ()

    @property
    def right(self) -> int:
        """Return how many have arrived: what is neither between nor given up nor missing."""
        return self.left - self.on_the_way - self.parked - self.discarded - self.missing


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldingBox:
    """How many messages wait for a person of a desk, and since when the one that waits longest."""

    desk_id: str
    count: int
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """All accounts at one moment, and what waits in the holding boxes of the desks."""

    at: datetime
    lines: tuple[BalanceLine, ...]
    held: tuple[HoldingBox, ...] = ()

    @property
    def missing(self) -> int:
        """Return how many things nobody can account for."""
        return sum(line.missing for line in self.lines)

    @property
    def even(self) -> bool:
        """Tell whether both sides agree."""
        return not any(line.missing or line.unexpected for line in self.lines)
