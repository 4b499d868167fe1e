"""Keeping the registry: what a person may change of a party, and what keeps two parties from being one."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from services.routing.domain.body_names import PartyKind
from services.routing.domain.party import NameStanding, PartyState
from shared.errors import Invalid, Refused
from shared.japanese.corporate_number import corporate_number


class PartyAct(StrEnum):
    """What a person did with a party."""

    CONFIRMED = "confirmed"  # 団体を確認
    NAMED = "named"  # 名称を登録
    NAME_CONFIRMED = "name_confirmed"  # 名称の候補を確認
    NAME_SET_ASIDE = "name_set_aside"  # 名称の候補を別の書き方とした
    NUMBERED = "numbered"  # 法人番号を登録
    KIND_CHANGED = "kind_changed"  # 種別を変更
    MERGED = "merged"  # ほかの団体を統合
    TAKEN_APART = "taken_apart"  # 統合を取消し
    KEPT_APART = "kept_apart"  # 別の団体と確認
    CASE_JOINED = "case_joined"  # 案件を結び付け
    CASE_LEFT = "case_left"  # 案件を外した
    CONTACT_ADDED = "contact_added"  # 連絡先を登録
    CONTACT_ENDED = "contact_ended"  # 連絡先の使用を終了


class NumberWrong(Invalid):
    """What was typed is no 法人番号."""

    public_message = "法人番号は13桁の数字です。番号に誤りがないかご確認ください。"


class NumbersDiffer(Invalid):
    """Two parties with numbers of their own are two bodies."""

    public_message = (
        "法人番号が異なる団体は、別の法人です。どちらかの番号が誤っているときは、先に番号を直してから統合してください。"
    )


class SameParty(Invalid):
    """A party is not merged with itself."""

    public_message = "同じ団体です。統合する相手の団体を選んでください。"


class NameNeeded(Invalid):
    """A party has a name."""

    public_message = "団体の名称を入力してください。"


class DayTooEarly(Invalid):
    """A name cannot begin before or with the one it follows."""

    public_message = "新しい名称の使用開始日は、いまの名称の使用開始日より後の日にしてください。"


class WhyNeeded(Invalid):
    """No decision without its reason."""

    public_message = "理由を入力してください。"


class NotMerged(Refused):
    """Only what was merged can be taken apart."""

    public_message = "この団体は統合されていません。画面を読み込み直してください。"


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One entry of the registry, alone or merged into another."""

    party_id: UUID
    kind: PartyKind
    state: PartyState
    number: str | None
    merged_into: UUID | None
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyName:
    """A writing of a name; *valid_to* is its last day, and a first day nobody knows is None."""

    name_id: UUID
    party_id: UUID
    name: str = field(repr=False)
    kana: str = field(repr=False)
    standing: NameStanding
    valid_from: date | None
    valid_to: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """A party with everything that was merged into it; *entry* speaks for all."""

    entry: Member
    merged: Sequence[Member]
    names: Sequence[PartyName]

    @property
    def party_id(self) -> UUID:
        """Return the id of the entry that speaks for all."""
        return self.entry.party_id

    @property
    def numbered(self) -> Member | None:
        """Return the entry that has the number."""
        return next((one for one in (self.entry, *self.merged) if one.number), None)

    @property
    def number(self) -> str | None:
        """Return the 法人番号, whichever entry has it."""
        return self.numbered.number if self.numbered else None

    @property
    def present_name(self) -> PartyName | None:
        """Return the name in use; None for a party that only a number is known of."""
        valid = [one for one in self.names if one.standing is NameStanding.VALID]
        return max(valid, key=self._how_present, default=None)

    def _how_present(self, name: PartyName) -> tuple[bool, bool, date]:
        return (name.party_id == self.party_id, name.valid_to is None, name.valid_from or date.min)


def merge(kept: Party, other: Party) -> None:
    """Refuse to take two parties for one that are the same already or have two numbers."""
    if kept.party_id == other.party_id:
        raise SameParty
    if kept.number and other.number and kept.number != other.number:
        raise NumbersDiffer


def taken_apart(party: Party, party_id: UUID) -> frozenset[UUID]:
    """Return what leaves a party when *party_id* is taken out again: itself and what had been merged into it before.

    Nothing moved when it was merged, so this is possible whatever happened since: its own number, names and cases go
    with it, and what came to the other party since stays there.
    """
    entry = next((one for one in party.merged if one.party_id == party_id), None)
    if entry is None:
        raise NotMerged
    out = {party_id}
    while more := {one.party_id for one in party.merged if one.merged_into in out} - out:
        out |= more
    return frozenset(out)


def number_typed(typed: str) -> str | None:
    """Return the 法人番号 that was typed, None where none was; refuse a wrong one."""
    if not typed.strip():
        return None
    number = corporate_number(typed)
    if number is None:
        raise NumberWrong
    return number


def ended_before(present: PartyName | None, begins: date | None) -> date | None:
    """Return the last day of the name in use when another begins on a day; None where none is said or in use."""
    if present is None or begins is None:
        return None
    if present.valid_from is not None and begins <= present.valid_from:
        raise DayTooEarly
    return begins - timedelta(days=1)
