"""The guards between a yes of both sides and the end of the work."""

from typing import Any, Final

from services.routing.domain import coordination_refusals as no
from services.routing.domain.case import Case
from services.routing.domain.guards import FARTHEST, Check, Condition
from services.routing.domain.offer_states import may_be_done
from services.routing.domain.verbs import Verb


def _decision_whole(_: Case, asked: Any) -> bool:
    whole = asked.decision_id is not None and asked.day is not None
    return (whole or not asked.decided) and (asked.day is None or asked.day <= asked.today)


def _changes_fit(case: Case, asked: Any) -> bool:
    joining = [code for code, _ in asked.join]
    fresh = case.taking_part.isdisjoint(joining) and all(case.offer_to(code) is None for code in joining)
    named = [*joining, *asked.leave]
    changes = bool(named) or (asked.lead is not None and asked.lead != case.in_charge)
    return fresh and changes and len(set(named)) == len(named) and all(_may_leave(case, code) for code in asked.leave)


def _may_leave(case: Case, code: str) -> bool:
    known = case.offer_to(code)
    return known is not None and code in case.chosen and may_be_done(Verb.CHANGE_DEPARTMENTS, known.state)


def _one_leads(case: Case, asked: Any) -> bool:
    own = {case.proposing} if case.proposing else set()
    after = {*case.chosen, *own, *(code for code, _ in asked.join)} - {*asked.leave}
    return (asked.lead or case.in_charge) in after


def _owes_nothing(case: Case, asked: Any) -> bool:
    return not any(task.department in asked.leave for task in case.open_tasks)


CHANGES: Final = Check("who joins and who leaves", _changes_fit, no.DepartmentsUnclear)
ONE_LEADS: Final = Check("one of them leads", _one_leads, no.OneLeads)
OWES_NOTHING: Final = Check("whoever leaves owes nothing", _owes_nothing, no.OwesStill)
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
