"""Municipalities that take part in a case: each with where it stands."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID


class MemberState(StrEnum):
    """Where one municipality stands in a case."""

    INVITED = "invited"  # 参加の依頼中
    JOINED = "joined"  # 参加中
    DECLINED = "declined"  # 不参加
    LEFT = "left"  # 離脱


# Whoever is in one of these has something to do with the case now; the others only had.
ACTIVE = frozenset({MemberState.INVITED, MemberState.JOINED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One municipality in a case: where it stands, by when it was to answer, and in whose words it was invited.

    *department* is the one that invited it (None: the desk), *reason_id* why it does not take part, or no more, and
    *of_all* says that it was invited as one of all there are.
    """

    municipality: str
    state: MemberState
    due: date
    note_id: UUID
    department: str | None = None
    of_all: bool = False
    reason_id: UUID | None = None
    by_desk: bool = False
