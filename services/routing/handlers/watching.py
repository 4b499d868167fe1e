"""The clock looks at every day by which somebody should act, reminds before it and tells up the ladder after it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from typing import Final
from uuid import UUID

import structlog

from services.routing.domain.case import Case, Offer
from services.routing.domain.clock_commands import Escalate, Remind
from services.routing.domain.commands import ExpireOffer
from services.routing.domain.evolve import evolve
from services.routing.domain.ladder import Rung, rung_now
from services.routing.handlers.acting import decided_still
from services.routing.ports import Told
from services.routing.storage.due_days import DueDay, Taken
from services.routing.storage.work import RoutingWork
from shared.database.transactions import Transactions
from shared.events import Fact
from shared.events.who import by_service
from shared.ids import new_id
from shared.japanese.era import day_in_japan
from shared.scheme.calendar import OfficeCalendar, office_works
from shared.scheme.clocks import EscalationTo
from shared.scheme.model import DeskScheme
from shared.scheme.promises import looked_at_by

log = structlog.get_logger()
# How many cases are held by one transaction; an officer who acts on one of them waits that long at most.
AT_ONCE: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class _Due:
    """What is to be done for a day: a step of its ladder, the end of an offer that nobody answered, or both."""

    day: DueDay
    rung: Rung | None
    ends: bool


async def watch_due_days(transactions: Transactions[RoutingWork], *, at: datetime) -> int:
    """Take every step that is due *at* a moment, once, and return how many were taken; outside office hours none.

    Each transaction locks one set of cases, in the one order of all: nobody waits crosswise.
    """
    async with transactions.begin() as work:
        if await work.due_days.look_alone("watching"):
            await _count(work)
    taken = 0
    while True:
        async with transactions.begin() as work:
            done = await _take_some(work, at) if await work.due_days.look_alone("watching") else 0
        taken += done
        if done < AT_ONCE:
            break
    if taken:
        log.info("clock_steps_taken", count=taken)
    return taken


async def _take_some(work: RoutingWork, at: datetime) -> int:
    today, due = day_in_japan(at), []
    for desk_id, scheme in work.schemes.current.items():
        if office_works(scheme.calendar, at):
            due += await _due_now(work, desk_id, scheme, today)
    due = due[:AT_ONCE]
    cases = {case.case_id: case for case in await work.cases.hold({one.day.case_id for one in due})}
    steps = [step for one in due for step in _steps(one, cases[one.day.case_id], today)]
    taken = await work.due_days.take(steps, at)
    return taken + await _expire(work, [one.day for one in due if one.ends], cases, at)


async def _count(work: RoutingWork) -> None:
    """Count the days of clocks that an older program left uncounted."""
    cases = await work.cases.hold(await work.clocks.uncounted(most=AT_ONCE))
    schemes = await work.schemes.of_cases([case.case_id for case in cases])
    await work.clocks.count([(case, schemes[case.case_id]) for case in cases])


async def _due_now(work: RoutingWork, desk_id: str, scheme: DeskScheme, today: date) -> list[_Due]:
    ahead = max(scheme.escalation.remind_business_days_before, default=0)
    last = OfficeCalendar.of(scheme.calendar).add_business_days(today, ahead)
    days = await work.due_days.until(desk_id, last)
    # A running case keeps the rules it began under.
    schemes = await work.schemes.of_cases({day.case_id for day in days})
    found = (_due(day, schemes[day.case_id], today) for day in days)
    return [due for due in found if due.rung is not None or due.ends]


def _due(day: DueDay, scheme: DeskScheme, today: date) -> _Due:
    # An offer to a company ends the day after, whatever the ladder of the desk says of that day.
    ends = day.party_id is not None and day.watched.due < today and scheme.offers.party_offers_expire
    rung = rung_now(day.watched, scheme.escalation, OfficeCalendar.of(scheme.calendar), today)
    return _Due(day=day, rung=rung, ends=ends)


def _steps(due: _Due, case: Case, today: date) -> list[Taken]:
    """Return the step with its fact; none where there is none, or it became untrue between the look and the lock."""
    day, rung = due.day, due.rung
    offer = _still_owed(case, day)
    task = case.task(day.task_id) if day.task_id is not None else None
    member = case.member(day.municipality) if day.municipality is not None else None
    meant = any(one is not None for one in (day.offer_id, day.task_id, day.municipality))
    if rung is None or (meant and offer is None and task is None and member is None):
        return []
    due_day = day.watched.due
    # What the desk promised is the desk's own to mend, whatever rung is reached.
    told = rung.to if meant else tuple(dict.fromkeys((*rung.to, EscalationTo.DESK)))
    to = tuple(one.value for one in told)
    command = (
        Remind(offer=offer, task=task, member=member, due=due_day, step=rung.step, today=today)
        if rung.is_reminder
        else Escalate(offer=offer, task=task, member=member, due=due_day, step=rung.step, today=today, to=to)
    )
    return [
        Taken(
            step_id=new_id(),
            case_id=case.case_id,
            about_id=day.about_id,
            due=due_day,
            step=rung.step,
            fact=fact,
        )
        for fact in decided_still(case, command)
    ]


async def _expire(work: RoutingWork, days: Sequence[DueDay], cases: Mapping[UUID, Case], at: datetime) -> int:
    """Let the offers end whose day has passed; return how many there were."""
    expired, today = 0, day_in_japan(at)
    schemes = await work.schemes.of_cases({day.case_id for day in days})
    for case_id, scheme in schemes.items():
        after = before = cases[case_id]
        facts: list[Fact] = []
        for day in days:
            if day.case_id == case_id and _still_owed(after, day) is not None:
                expiry = decided_still(after, ExpireOffer(party_id=day.party_id, today=today))
                after, facts = reduce(evolve, expiry, after), [*facts, *expiry]
        if facts:
            told = Told(actor=by_service("routing"), at=at)
            await work.cases.save(before, after, facts, told, desk_by=looked_at_by(scheme, today))
            expired += len(facts)
    return expired


def _still_owed(case: Case, day: DueDay) -> Offer | None:
    """Return the offer a day is about, if it is still open and nobody moved its day since the look."""
    return next((one for one in case.open_offers if (one.offer_id, one.due) == (day.offer_id, day.watched.due)), None)
