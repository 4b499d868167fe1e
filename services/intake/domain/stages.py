"""How far a proposal has come, as its proposer is told; a projection of the facts of routing."""

from enum import StrEnum
from typing import Final

from shared.events import (
    CaseCompleted,
    CaseConfirmed,
    CaseDeclined,
    CaseMerged,
    CaseOpened,
    CaseReferred,
    CaseReopened,
    CaseWithdrawn,
    CompletionAsked,
    CompletionReceived,
    ConfirmationStarted,
    CoordinationStarted,
    Fact,
    ImplementationStarted,
    OfferAccepted,
    OfferMade,
    VerdictGiven,
)


class Stage(StrEnum):
    """A stage on the proposer's page, in the order in which a proposal passes them, then what lies beside the way."""

    RECEIVED = "received"  # 受付
    CONFIRMING = "confirming"  # 確認中
    OFFERED = "offered"  # 提案中
    REVIEWING = "reviewing"  # 検討中
    COORDINATING = "coordinating"  # 調整中
    IMPLEMENTING = "implementing"  # 実施中
    COMPLETED = "completed"  # 完了
    WAITING_FOR_PROPOSER = "waiting_for_proposer"  # 補正待ち
    DECLINED = "declined"  # 見送り
    WITHDRAWN = "withdrawn"  # 取下げ
    REFERRED = "referred"  # 他窓口へ紹介
    MERGED = "merged"  # 統合


ENDS: Final = frozenset({Stage.DECLINED, Stage.WITHDRAWN, Stage.REFERRED, Stage.MERGED})
ORDER: Final = tuple(stage for stage in Stage if stage not in ENDS | {Stage.WAITING_FOR_PROPOSER})
# A fact that says where a case is, wherever it was before: it waits, goes on, ends, or begins again.
_AT: Final[dict[type[Fact], Stage]] = {
    CompletionAsked: Stage.WAITING_FOR_PROPOSER,
    CompletionReceived: Stage.CONFIRMING,
    CaseDeclined: Stage.DECLINED,
    CaseWithdrawn: Stage.WITHDRAWN,
    CaseReferred: Stage.REFERRED,
    CaseMerged: Stage.MERGED,
    CaseReopened: Stage.CONFIRMING,
    CaseCompleted: Stage.COMPLETED,
}
# A fact that says how far a case has come at least: a second offer must not lead a proposer's page backwards.
_AT_LEAST: Final[dict[type[Fact], Stage]] = {
    CaseOpened: Stage.RECEIVED,
    ConfirmationStarted: Stage.CONFIRMING,
    CaseConfirmed: Stage.CONFIRMING,
    OfferMade: Stage.OFFERED,
    OfferAccepted: Stage.REVIEWING,
    VerdictGiven: Stage.REVIEWING,
    CoordinationStarted: Stage.COORDINATING,
    ImplementationStarted: Stage.IMPLEMENTING,
}


def moves(fact: Fact) -> bool:
    """Tell whether a fact may lead the page on."""
    return type(fact) in _AT or type(fact) in _AT_LEAST


def stage_after(current: Stage, fact: Fact) -> Stage:
    """Return the stage once *fact* is true; the facts of a case come in the order of its versions."""
    at, least = _AT.get(type(fact)), _AT_LEAST.get(type(fact))
    if at is not None:
        return at
    if least is None or current not in ORDER:
        return current
    return max(current, least, key=ORDER.index)


def steps(current: Stage) -> tuple[tuple[Stage, str], ...]:
    """Return every stage with its state, done, current or ahead; nothing once the way has ended."""
    if current in ENDS:
        return ()
    here = ORDER.index(Stage.CONFIRMING if current is Stage.WAITING_FOR_PROPOSER else current)
    return tuple(
        (stage, "done" if place < here else "current" if place == here else "ahead")
        for place, stage in enumerate(ORDER)
    )
