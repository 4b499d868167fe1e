"""Facts of routing about the ends of a case, and about what begins again; no end is without a reason."""

from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from shared.events.base import Code, Fact, Receipt


class LinkKind(StrEnum):
    """How two cases belong together."""

    PROPOSED_AGAIN = "proposed_again"  # 再提案
    MERGED = "merged"  # 統合
    RELATED = "related"  # 関連
    ROLLED_OUT_FROM = "rolled_out_from"  # 展開元
    SPLIT = "split"  # 分割
    SUCCEEDS = "succeeds"  # 後継


class DeclineProposed(Fact):
    """An officer wants to decline; a second person has to look at it first."""

    type: ClassVar[str] = "case.decline_proposed.v1"
    owner: ClassVar[str] = "routing"
    aggregate: ClassVar[str] = "case"

    receipt: Receipt
    officer: UUID
    ground: Code
    reason_id: UUID
    note_id: UUID
    # What colleagues may learn from it, where something was written.
    lesson_id: UUID | None = None


class DeclineSentBack(Fact):
    """The second person did not agree."""

    type: ClassVar[str] = "case.decline_sent_back.v1"
    owner: ClassVar[str] = "routing"
    aggregate: ClassVar[str] = "case"

    receipt: Receipt
    officer: UUID
    reason_id: UUID


class CaseDeclined(Fact):
    """The proposal is not taken further; the note tells the proposer who judged and what else could be tried.

    `by_one` says that one person decided what the rules leave to two.
    """

    type: ClassVar[str] = "case.declined.v1"
    owner: ClassVar[str] = "routing"
    aggregate: ClassVar[str] = "case"

    receipt: Receipt
    ground: Code
    reason_id: UUID
    note_id: UUID
    by_one: bool = False
    lesson_id: UUID | None = None


class CaseReferred(Fact):
    """Another office is the right one; the note tells the proposer which."""

    type: ClassVar[str] = "case.referred.v1"
    owner: ClassVar[str] = "routing"
    aggregate: ClassVar[str] = "case"

    receipt: Receipt
    reason_id: UUID
    note_id: UUID


class CaseMerged(Fact):
    """The case goes on under another number."""

    type: ClassVar[str] = "case.merged.v1"
    owner: ClassVar[str] = "routing"
    aggregate: ClassVar[str] = "case"

    receipt: Receipt
    into_case: UUID
    into_receipt: Receipt
    reason_id: UUID
    note_id: UUID


class CaseWithdrawn(Fact):
    """The proposer took the proposal back; `by_proposer` when they did it themselves, else the desk noted it."""

    type: ClassVar[str] = "case.withdrawn.v1"
    owner: ClassVar[str] = "routing"
    aggregate: ClassVar[str] = "case"

    receipt: Receipt
    by_proposer: bool
    reason_id: UUID


class CaseReopened(Fact):
    """The case is looked at again, in a new round."""

    type: ClassVar[str] = "case.reopened.v1"
    owner: ClassVar[str] = "routing"
    aggregate: ClassVar[str] = "case"

    receipt: Receipt
    reason_id: UUID
    note_id: UUID | None = None


class CaseLinked(Fact):
    """The case belongs with another one of the desk, such as the declined one it proposes again."""

    type: ClassVar[str] = "case.linked.v1"
    owner: ClassVar[str] = "routing"
    aggregate: ClassVar[str] = "case"

    receipt: Receipt
    to_case: UUID
    to_receipt: Receipt
    kind: LinkKind


class CaseUnlinked(Fact):
    """A link between the case and another one, whichever of them it was said of, was a mistake and is taken back."""

    type: ClassVar[str] = "case.unlinked.v1"
    owner: ClassVar[str] = "routing"
    aggregate: ClassVar[str] = "case"

    receipt: Receipt
    to_case: UUID
    to_receipt: Receipt
    kind: LinkKind
    reason_id: UUID
