"""The rows between a yes of both sides and the end of the work."""

from typing import Final

from services.routing.domain import coordination_guards as c
from services.routing.domain import guards as g
from services.routing.domain import task_guards as t
from services.routing.domain.stage import Stage
from services.routing.domain.transition import ADDRESSEE, DESK, MUNICIPALITY, PROPOSER, Transition, rows
from services.routing.domain.verbs import Verb

_COORDINATING: Final = (Stage.COORDINATING,)
_IMPLEMENTING: Final = (Stage.IMPLEMENTING,)
_WORKING: Final = (*_COORDINATING, *_IMPLEMENTING)
_BOTH_SIDES: Final = DESK | ADDRESSEE | PROPOSER
# A municipality that takes part settles what is its own, and plans nothing.
_ALL: Final = _BOTH_SIDES | MUNICIPALITY
_TASKS: Final = (
    *rows(
        Verb.CHANGE_DEPARTMENTS,
        _WORKING,
        None,
        DESK,
        (),
        (c.CHANGES, c.ONE_LEADS, c.OWES_NOTHING, g.END_REASON),
    ),
    *rows(
        Verb.SET_MILESTONE,
        _WORKING,
        None,
        _ALL,
        (),
        (t.OPEN_MILESTONE, t.WORDS, t.DAY, t.OWNER, t.MOVE_REASON, t.TAKES_PART_IN_DAYS),
    ),
    *rows(Verb.PLAN_PROCEDURES, _WORKING, None, DESK, (), (t.SOME_PROCEDURES, t.OWNERS, t.DAYS, t.NOT_TWICE)),
    *rows(
        Verb.COMPLETE_PROCEDURE,
        _WORKING,
        None,
        _ALL,
        (t.PROCEDURES_WAIT,),
        (t.OPEN_PROCEDURE, t.NEEDLESS_REASON, t.OWN),
    ),
    *rows(Verb.SET_TODO, _WORKING, None, _BOTH_SIDES, (), (t.TODO_OR_NEW, t.WORDS, t.DUE, t.OWNER, t.TAKES_PART)),
    *rows(
        Verb.REPORT_TODO,
        _WORKING,
        None,
        PROPOSER | ADDRESSEE,
        (t.THEIRS_WAIT,),
        (t.OPEN_TODO, t.THEIR_TODO, t.AS_SHOWN),
    ),
    *rows(
        Verb.SEND_BACK_TODO,
        _WORKING,
        None,
        _BOTH_SIDES,
        (t.REPORTS_WAIT,),
        (t.REPORTED_TODO, t.WHAT_IS_MISSING, t.DUE, t.CONFIRMS),
    ),
    *rows(Verb.FINISH_TODO, _WORKING, None, _ALL, (t.TODOS_WAIT,), (t.UNSETTLED_TODO, t.OWN_TODO)),
    *rows(Verb.CHASE, _WORKING, None, DESK, (t.OTHERS_OWE,), (t.OWED_BY_OTHERS, t.CHASING_WORDS)),
)
COORDINATION: Final[tuple[Transition, ...]] = (
    *rows(Verb.DECIDE_COOPERATION, _COORDINATING, None, DESK, (g.NO_DECLINE_WAITS, c.UNDECIDED), (c.DECISION,)),
    *rows(
        Verb.START_IMPLEMENTATION,
        _COORDINATING,
        Stage.IMPLEMENTING,
        DESK,
        (g.NO_DECLINE_WAITS, c.DECIDED, c.LED, t.SETTLED),
        (c.STARTS_ON, g.TOLD),
    ),
    *_TASKS,
    *rows(Verb.COMPLETE, _IMPLEMENTING, Stage.COMPLETED, DESK, (), (g.TOLD, c.LESSON)),
)
