"""How far a proposal has come, as its proposer is told; a projection of the facts of routing."""

from enum import StrEnum
from typing import Final, assert_never

from shared.events import (
    CaseConfirmed,
    CaseOpened,
    ConfirmationStarted,
    CoordinationStarted,
    OfferAccepted,
    OfferMade,
    VerdictGiven,
)


class Stage(StrEnum):
    """A stage on the proposer's page, in the order in which a proposal passes them."""

    RECEIVED = "received"  # 受付
    CONFIRMING = "confirming"  # 確認中
    OFFERED = "offered"  # 提案中
    REVIEWING = "reviewing"  # 検討中
    COORDINATING = "coordinating"  # 調整中
    IMPLEMENTING = "implementing"  # 実施中
    COMPLETED = "completed"  # 完了


ORDER: Final = tuple(Stage)
CaseStep = (
    CaseOpened | ConfirmationStarted | CaseConfirmed | OfferMade | OfferAccepted | VerdictGiven | CoordinationStarted
)


def stage_after(fact: CaseStep) -> Stage:
    """Return the stage a case is at least in once *fact* is true."""
    match fact:
        case CaseOpened():
            return Stage.RECEIVED
        case ConfirmationStarted() | CaseConfirmed():
            return Stage.CONFIRMING
        case OfferMade():
            return Stage.OFFERED
        case OfferAccepted() | VerdictGiven():
            return Stage.REVIEWING
        case CoordinationStarted():
            return Stage.COORDINATING
        case _:
            assert_never(fact)


def later(one: Stage, other: Stage) -> Stage:
    """Return the stage that lies further on: a second offer must not lead a proposer's page backwards."""
    return max(one, other, key=ORDER.index)


def steps(current: Stage) -> tuple[tuple[Stage, str], ...]:
    """Return every stage with its state: done, current or ahead."""
    here = ORDER.index(current)
    return tuple(
        (stage, "done" if place < here else "current" if place == here else "ahead")
        for place, stage in enumerate(ORDER)
    )
