"""P2: by which day somebody has to act on a case."""

from datetime import date

from services.routing.domain.case import Case
from services.routing.domain.membership import MemberState
from services.routing.domain.stage import Stage


def next_day(case: Case, desks: date) -> date:
    """Return the earliest day somebody still has to act by: an addressee, the proposer, or the desk by *desks*.

    While others have the case it is not the desk's turn, unless nobody of them leads, something waits for a second
    person of the desk, or something that was reported as done waits to be confirmed. What an addressee looks at again
    matters until the round is closed. A municipality that was invited takes nothing from anybody: the day it is to
    answer by counts beside all others.
    """
    owed = [offer.due for offer in case.open_offers]
    reviewed = case.of_this_round if case.stage is Stage.REVIEWING else ()
    studied = [offer.next_day for offer in reviewed if offer.next_day is not None]
    tasks = [task.due for task in case.open_tasks if task.due is not None]
    with_others = [*owed, *studied, *tasks, *([case.waiting_until] if case.waiting_until else [])]
    waits = any(one is not None for one in (case.decline, case.waiting_note, case.held))
    desk_too = case.unled or waits or bool(case.reported_tasks)
    turns = with_others if with_others and not desk_too else [desks, *with_others]
    return min(*turns, *(one.due for one in case.members if one.state is MemberState.INVITED), date.max)
