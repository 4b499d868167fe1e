"""Proposer and addressee are roles: the one place that knows which side is the office in which direction."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from shared.events import Direction


class Side(StrEnum):
    """In which role somebody acts on a case."""

    DESK = "desk"  # デスク
    PROPOSER = "proposer"  # 提案者
    ADDRESSEE = "addressee"  # 相手方
    MUNICIPALITY = "municipality"  # 市町村
    CLOCK = "clock"  # 期限の管理


class Body(StrEnum):
    """What kind of body plays a role."""

    DEPARTMENT = "department"  # 県の課
    PARTY = "party"  # 企業等


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """Who plays the roles; *led* where exactly one of several addressees leads the others."""

    proposer: Body
    addressee: Body
    led: bool


_CASTS = {
    Direction.TO_DEPARTMENTS: Cast(proposer=Body.PARTY, addressee=Body.DEPARTMENT, led=True),
    Direction.TO_PARTIES: Cast(proposer=Body.DEPARTMENT, addressee=Body.PARTY, led=False),
}


def cast_of(direction: Direction) -> Cast:
    """Return who plays the roles of a case."""
    return _CASTS[direction]


def direction_from(proposer: Body) -> Direction:
    """Return the direction of what this kind of body proposes."""
    return next(direction for direction, cast in _CASTS.items() if cast.proposer is proposer)


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressee:
    """Whoever is asked: a department under its code, or a party; exactly one of the two."""

    department: str | None = None
    party_id: UUID | None = None

    @property
    def body(self) -> Body:
        """Return what kind of body this is."""
        return Body.PARTY if self.department is None else Body.DEPARTMENT
