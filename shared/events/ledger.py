"""Facts of routing about the days of what stands in the ledger (台帳)."""

from datetime import date
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from shared.events.base import Code, Fact, Receipt


class LedgerKind(StrEnum):
    """What stands in the ledger beside the cases."""

    AGREEMENT = "agreement"  # 協定
    PROJECT = "project"  # 事業
    BOARD = "board"  # 審査会
    CALL = "call"  # 募集
    PUBLICATION = "publication"  # 公表
    FORUM = "forum"  # 意見交換会


class LedgerDay(Fact):
    """What every fact about a day of an item says of it; `what` is the code of what is due then."""

    item_id: UUID
    number: Receipt
    kind: LedgerKind
    what: Code
    due: date
    # Whose turn it is; None: the desk's.
    department: Code | None = None


class LedgerDueSoon(LedgerDay):
    """A day of an agreement, a project, a board, a call, a publication or a forum is near."""

    type: ClassVar[str] = "ledger.due_soon.v1"
    owner: ClassVar[str] = "routing"
    aggregate: ClassVar[str] = "ledger_clock"


class LedgerOverdue(LedgerDay):
    """A day of an item of the ledger has passed, and what was due then is not done."""

    type: ClassVar[str] = "ledger.overdue.v1"
    owner: ClassVar[str] = "routing"
    aggregate: ClassVar[str] = "ledger_clock"
