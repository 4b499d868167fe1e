"""The guards between a yes of both sides and the end of the work."""

from typing import Any, Final

from services.routing.domain import coordination_refusals as no
from services.routing.domain.case import Case
from services.routing.domain.guards import FARTHEST, Check, Condition


def _decision_whole(_: Case, asked: Any) -> bool:
    whole = asked.decision_id is not None and asked.day is not None
    return (whole or not asked.decided) and (asked.day is None or asked.day <= asked.today)


UNDECIDED: Final = Condition(
    "cooperation not decided yet",
    lambda case, _: case.cooperation is None or not case.cooperation.decided,
    no.AlreadyDecided,
)
DECIDED: Final = Condition(
    "cooperation decided",
    lambda case, _: case.cooperation is not None and case.cooperation.decided,
    no.CooperationUndecided,
)
LED: Final = Condition("one department leads the work", lambda case, _: case.in_charge is not None, no.LeadMissing)
DECISION: Final = Check("by whom and when", _decision_whole, no.DecisionIncomplete)
STARTS_ON: Final = Check(
    "a day to begin",
    lambda _, asked: asked.today - FARTHEST <= asked.starts_on <= asked.today + FARTHEST,
    no.StartDayMissing,
)
LESSON: Final = Check("a lesson", lambda _, asked: asked.lesson_id is not None, no.LessonMissing)
