"""The rows between a yes of both sides and the end of the work."""

from typing import Final

from services.routing.domain import coordination_guards as c
from services.routing.domain import guards as g
from services.routing.domain.stage import Stage
from services.routing.domain.transition import DESK, Transition, rows
from services.routing.domain.verbs import Verb

_COORDINATING: Final = (Stage.COORDINATING,)
_IMPLEMENTING: Final = (Stage.IMPLEMENTING,)
COORDINATION: Final[tuple[Transition, ...]] = (
    *rows(Verb.DECIDE_COOPERATION, _COORDINATING, None, DESK, (g.NO_DECLINE_WAITS, c.UNDECIDED), (c.DECISION,)),
    *rows(
        Verb.START_IMPLEMENTATION,
        _COORDINATING,
        Stage.IMPLEMENTING,
        DESK,
        (g.NO_DECLINE_WAITS, c.DECIDED, c.LED),
        (c.STARTS_ON, g.TOLD),
    ),
    *rows(Verb.COMPLETE, _IMPLEMENTING, Stage.COMPLETED, DESK, (), (g.TOLD, c.LESSON)),
)
