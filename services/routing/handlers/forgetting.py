"""P2: what nobody looks after is found by the machine, and told to the desk before the proposer has to ask."""

from datetime import date, datetime, time

import structlog

from services.routing.domain.clock_commands import FindForgotten, ReportUnread
from services.routing.handlers.acting import decided_still
from services.routing.storage.due_days import Taken
from services.routing.storage.forgotten import Found, Since
from services.routing.storage.notices import unread_notices
from services.routing.storage.work import RoutingWork
from shared.database.transactions import Transactions
from shared.ids import new_id
from shared.japanese.era import JAPAN, day_in_japan
from shared.scheme.calendar import OfficeCalendar, office_works
from shared.scheme.clocks import ForgottenRules
from shared.scheme.model import DeskScheme

log = structlog.get_logger()
# How many cases are held by one transaction; what is left comes at the next look.
AT_ONCE = 100


async def find_forgotten(transactions: Transactions[RoutingWork], *, at: datetime) -> int:
    """Find what running cases lack *at* a moment, tell it once, and return how much was found anew.

    Only in the office hours of their desk; then what was mended is closed, too.
    """
    found = 0
    async with transactions.begin() as work:
        open_desks = [(desk, one) for desk, one in work.schemes.current.items() if office_works(one.calendar, at)]
    for desk_id, scheme in open_desks:
        for look in (_find, _report_unread):
            # Each transaction locks one set of cases, in the one order of all: nobody waits crosswise.
            async with transactions.begin() as work:
                if await work.due_days.look_alone("forgetting"):
                    found += await look(work, desk_id, scheme, at)
    if found:
        log.info("forgotten_found", count=found)
    return found


async def _find(work: RoutingWork, desk_id: str, scheme: DeskScheme, at: datetime) -> int:
    lacking = await work.forgotten.lacking(desk_id, since_of(scheme, day_in_japan(at)))
    known = await work.forgotten.known(desk_id)
    await work.forgotten.mend(known - lacking, at)
    new = sorted(lacking - known)[:AT_ONCE]
    cases = {case.case_id: case for case in await work.cases.hold({case_id for case_id, _ in new})}
    findings = [
        Found(finding_id=new_id(), case_id=case_id, cause=cause, fact=fact)
        for case_id, cause in new
        for fact in decided_still(cases[case_id], FindForgotten(cause=cause))
    ]
    await work.forgotten.add(findings, at)
    return len(findings)


async def _report_unread(work: RoutingWork, desk_id: str, scheme: DeskScheme, at: datetime) -> int:
    """Tell the desk of notices that departments have not opened, each once."""
    days = scheme.escalation.unread_notice_business_days
    calendar, today = OfficeCalendar.of(scheme.calendar), day_in_japan(at)
    before = _begin_of(calendar.add_business_days(today, -days + 1))
    unread = [
        one
        for one in (await unread_notices(work.connection, desk_id, before))[:AT_ONCE]
        if calendar.business_days_between(day_in_japan(one.created_at), today) >= days
    ]
    cases = {case.case_id: case for case in await work.cases.hold({one.case_id for one in unread})}
    steps = [
        Taken(
            step_id=new_id(),
            case_id=one.case_id,
            about_id=one.notification_id,
            due=day_in_japan(one.created_at),
            step=days,
            fact=fact,
        )
        for one in unread
        for fact in decided_still(
            cases[one.case_id],
            ReportUnread(department=one.department, notification_id=one.notification_id, business_days=days),
        )
    ]
    return await work.due_days.take(steps, at)


def since_of(scheme: DeskScheme, today: date) -> Since:
    """Return before when something has lacked too long, counted in the office days of a desk."""
    rules: ForgottenRules = scheme.escalation.forgotten
    calendar = OfficeCalendar.of(scheme.calendar)

    def before(business_days: int) -> datetime:
        # What came on the n-th office day before today has lacked for n of them.
        return _begin_of(calendar.add_business_days(today, 1 - business_days))

    return Since(
        no_owner=before(rules.no_owner_business_days),
        next_day=calendar.add_business_days(today, 1 - rules.no_next_day_business_days),
        nobody_told=before(rules.nobody_told_business_days),
        unread=before(rules.unread_business_days),
    )


def _begin_of(day: date) -> datetime:
    return datetime.combine(day, time(), JAPAN)
