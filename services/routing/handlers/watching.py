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
from services.routing.domain.decide import decide
from services.routing.domain.evolve import evolve
from services.routing.domain.ladder import Rung, rung_now
from services.routing.domain.roles import Body
from services.routing.ports import Told
from services.routing.storage.due_days import DueDay, Taken
from services.routing.storage.work import RoutingWork
from shared.database.transactions import Transactions
from shared.errors import DeskError
from shared.events import Fact
from shared.events.who import by_service
from shared.ids import new_id
from shared.japanese.era import day_in_japan
from shared.scheme.calendar import OfficeCalendar, office_works
from shared.scheme.clocks import EscalationTo
from shared.scheme.model import DeskScheme

log = structlog.get_logger()
# How many cases are held by one transaction; an officer who acts on one of them waits that long at most.
AT_ONCE: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class _Due:
    """A step that is to be taken for a day."""

    day: DueDay
    rung: Rung


async def watch_due_days(transactions: Transactions[RoutingWork], *, at: datetime) -> int:
    """Take every step that is due *at* a moment, once, and return how many were taken; outside office hours none."""
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
    await _count(work)
    today, due = day_in_japan(at), []
    for desk_id, scheme in work.schemes.current.items():
        if office_works(scheme.calendar, at):
            due += await _due_now(work, desk_id, scheme, today)
    due = due[:AT_ONCE]
    cases = {case.case_id: case for case in await work.cases.hold({one.day.case_id for one in due})}
    schemes = await work.schemes.of_cases(cases)
    steps = [step for one in due if (step := _step(one, cases[one.day.case_id], today)) is not None]
    taken = await work.due_days.take(steps, at)
    return taken + await _expire(work, due, cases, schemes, at)


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
    rules = {case_id: (one.escalation, OfficeCalendar.of(one.calendar)) for case_id, one in schemes.items()}
    found = ((day, rung_now(day.watched, *rules[day.case_id], today)) for day in days)
    return [_Due(day=day, rung=rung) for day, rung in found if rung is not None]


def _step(due: _Due, case: Case, today: date) -> Taken | None:
    """Return the step with its fact; None where it became untrue between the look and the lock."""
    day, rung = due.day, due.rung
    offer = _offer(case, day.offer_id)
    if day.offer_id is not None and (offer is None or offer.due != day.watched.due):
        return None
    due_day = day.watched.due
    # What the desk promised is the desk's own to mend, whatever rung is reached.
    told = rung.to if offer is not None else tuple(dict.fromkeys((*rung.to, EscalationTo.DESK)))
    to = tuple(one.value for one in told)
    command = (
        Remind(offer=offer, due=due_day, step=rung.step, today=today)
        if rung.is_reminder
        else Escalate(offer=offer, due=due_day, step=rung.step, today=today, to=to)
    )
    try:
        (fact,) = decide(case, command)
    except DeskError:
        return None
    return Taken(
        step_id=new_id(),
        case_id=case.case_id,
        about_id=day.about_id,
        due=due_day,
        step=rung.step,
        fact=fact,
    )


async def _expire(
    work: RoutingWork,
    due: Sequence[_Due],
    cases: Mapping[UUID, Case],
    schemes: Mapping[UUID, DeskScheme],
    at: datetime,
) -> int:
    """Let offers to companies end whose day has passed, where the scheme says so; return how many there were."""
    expired, told = 0, Told(actor=by_service("routing"), at=at)
    for case in cases.values():
        if not schemes[case.case_id].offers.party_offers_expire or case.cast.addressee is not Body.PARTY:
            continue
        overdue = {one.day.offer_id for one in due if one.day.case_id == case.case_id and not one.rung.is_reminder}
        after = case
        facts: list[Fact] = []
        for offer in case.open_offers:
            if offer.offer_id in overdue:
                expiry = decide(after, ExpireOffer(party_id=offer.party_id, today=day_in_japan(at)))
                after, facts = reduce(evolve, expiry, after), [*facts, *expiry]
        if facts:
            await work.cases.save(case, after, facts, told)
            expired += len(facts)
    return expired


def _offer(case: Case, offer_id: UUID | None) -> Offer | None:
    return next((offer for offer in case.open_offers if offer.offer_id == offer_id), None)
