"""P2: by which day somebody has to act on a case."""

from datetime import date

from services.routing.domain.case import Case


def next_day(case: Case, desks: date) -> date:
    """Return the earliest day somebody still has to act by: an addressee, the proposer, or the desk by *desks*.

    While others have the case it is not the desk's turn, unless nobody of them leads.
    """
    owed = [offer.due for offer in case.open_offers]
    studied = [offer.next_day for offer in case.of_this_round if offer.next_day is not None]
    with_others = [*owed, *studied, *([case.waiting_until] if case.waiting_until else [])]
    if with_others and not case.unled:
        return min(with_others)
    return min(desks, *with_others) if with_others else desks
