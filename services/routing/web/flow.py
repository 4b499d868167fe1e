"""The flow of the guideline with the place where a case stands on it."""

from typing import Final

from services.routing.domain.case import Case
from services.routing.domain.stage import ENDS, Stage
from services.routing.web.labels import LABELS
from shared.web.labels import Audience

# Waiting for the proposer is a pause of the confirmation; every end but completion leaves the way.
_WAY: Final = tuple(
    stage for stage in Stage if stage is not Stage.WAITING_FOR_PROPOSER and stage not in ENDS - {Stage.COMPLETED}
)


def flow_of(case: Case) -> list[tuple[str, str]]:
    """Return each stage as its words and whether it is done, current or ahead; an early end comes last and current."""
    if case.stage in ENDS and case.stage is not Stage.COMPLETED:
        passed = _WAY[: _WAY.index(_furthest(case)) + 1]
        return [*((_text(stage), "done") for stage in passed), (_text(case.stage), "current")]
    waiting = case.stage is Stage.WAITING_FOR_PROPOSER
    here = _WAY.index(Stage.CONFIRMING if waiting else case.stage)
    words = [_text(case.stage) if place == here else _text(stage) for place, stage in enumerate(_WAY)]
    states = ["done" if place < here else "current" if place == here else "ahead" for place in range(len(_WAY))]
    return list(zip(words, states, strict=True))


def _furthest(case: Case) -> Stage:
    """Return how far a case had come before it ended, as far as the case itself still shows it."""
    if case.partners:
        return Stage.COORDINATING
    if any(offer.verdict for offer in case.of_this_round):
        return Stage.REVIEWING
    if case.of_this_round:
        return Stage.OFFERED
    return Stage.RECEIVED if case.officer is None else Stage.CONFIRMING


def _text(stage: Stage) -> str:
    return LABELS.text(Audience.STAFF, stage)
