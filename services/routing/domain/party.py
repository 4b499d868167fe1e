"""A party, and how the bodies that propose are recognised: by number, by name, and otherwise by a person."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final
from uuid import UUID

from services.routing.domain.body_names import PartyKind, agree
from shared.japanese.normalise import matching_name


class PartyState(StrEnum):
    """Whether a person has looked at a party."""

    PROVISIONAL = "provisional"  # 未確認
    CONFIRMED = "confirmed"  # 確認済み


class NameStanding(StrEnum):
    """What a writing of a name is to its party."""

    VALID = "valid"  # 名称
    PROPOSED = "proposed"  # 名称の候補
    WRITING = "writing"  # 別の書き方


class Found(StrEnum):
    """How a case came to its party."""

    NUMBER = "number"  # 法人番号の一致
    NAME = "name"  # 名称の一致
    NEW = "new"  # 新しい団体
    PERSON = "person"  # 職員の判断
    NONE = "none"  # 団体なし


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """What a case says of the body that proposes; a name is empty where it names no body."""

    name: str
    kind: PartyKind
    number: str | None = None
    individuals: bool = False

    @property
    def is_a_body(self) -> bool:
        """Tell whether it belongs in the registry: a number does, a name does that says what the body is."""
        if self.kind is PartyKind.INDIVIDUAL and not self.individuals:
            return False
        return self.number is not None or (bool(self.name) and self.kind is not PartyKind.UNKNOWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A party as recognition knows it, alone or one of those that were merged into *survivor_id*."""

    party_id: UUID
    survivor_id: UUID
    kind: PartyKind
    state: PartyState
    number: str | None = None
    names: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognised:
    """Which party a case belongs to, and what it adds to that party.

    *number* and *kind* are adopted where the party had none, *name* is proposed as a new name for a person to confirm.
    """

    party_id: UUID | None
    found: Found
    number: str | None = None
    kind: PartyKind | None = None
    name: str | None = None


NOBODY: Final = Recognised(party_id=None, found=Found.NONE)


def recognise(stated: Stated, known: Sequence[Known], *, fresh: UUID) -> Recognised:
    """Return the party of a case among those *known* by its number or name, else the new party *fresh*.

    The number decides before the name; a name decides only where it leads to a single party. An individual is never
    recognised by name: two people may have the same.
    """
    if not stated.is_a_body:
        return NOBODY
    numbered = next((one for one in known if stated.number is not None and one.number == stated.number), None)
    if numbered is not None:
        return _by_number(stated, numbered, known)
    named = _by_name(stated, known)
    if named is not None:
        number = stated.number if _number_of(named, known) is None else None
        return Recognised(party_id=named.party_id, found=Found.NAME, number=number, kind=_adopted(stated, named))
    return Recognised(party_id=fresh, found=Found.NEW, number=stated.number, kind=stated.kind, name=stated.name or None)


def taken_in(known: Sequence[Known], stated: Stated, seen: Recognised) -> list[Known]:
    """Return those known after one more case was recognised."""
    party_id = seen.party_id
    if party_id is None:
        return list(known)
    if seen.found is Found.NEW:
        made = Known(
            party_id=party_id,
            survivor_id=party_id,
            kind=stated.kind,
            state=PartyState.PROVISIONAL,
            number=stated.number,
            names=frozenset({stated.name} if stated.name else ()),
        )
        return [*known, made]
    return [_enriched(one, seen) if one.party_id == party_id else one for one in known]


def _enriched(one: Known, seen: Recognised) -> Known:
    names = one.names | {seen.name} if seen.name else one.names
    return replace(one, number=seen.number or one.number, kind=seen.kind or one.kind, names=names)


def _by_number(stated: Stated, numbered: Known, known: Sequence[Known]) -> Recognised:
    together = _group(numbered, known)
    names = {matching_name(name) for one in together for name in one.names}
    new_name = stated.name if stated.name and matching_name(stated.name) not in names else None
    kind = _adopted(stated, numbered)
    return Recognised(party_id=numbered.party_id, found=Found.NUMBER, kind=kind, name=new_name)


def _by_name(stated: Stated, known: Sequence[Known]) -> Known | None:
    if not stated.name or stated.kind is PartyKind.INDIVIDUAL:
        return None
    may_be = [
        one
        for one in known
        if _kinds_fit(stated.kind, one.kind)
        and any(agree(stated.name, name) for name in one.names)
        and (stated.number is None or _number_of(one, known) is None)
    ]
    groups = {one.survivor_id: one for one in reversed(may_be)}
    if len(groups) > 1:
        # Several are called so. What nobody has looked at yet takes up the next one too, until somebody does.
        groups = {key: one for key, one in groups.items() if one.state is PartyState.PROVISIONAL}
    return next(iter(groups.values())) if len(groups) == 1 else None


def _kinds_fit(stated: PartyKind, kind: PartyKind) -> bool:
    return stated is kind or PartyKind.UNKNOWN in {stated, kind}


def _adopted(stated: Stated, party: Known) -> PartyKind | None:
    return stated.kind if party.kind is PartyKind.UNKNOWN and stated.kind is not PartyKind.UNKNOWN else None


def _group(party: Known, known: Iterable[Known]) -> list[Known]:
    return [one for one in known if one.survivor_id == party.survivor_id]


def _number_of(party: Known, known: Iterable[Known]) -> str | None:
    return next((one.number for one in _group(party, known) if one.number), None)
