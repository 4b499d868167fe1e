"""Which days a person is told: of one case, and of all they take part in."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from services.routing.domain.calendar import CalendarDay
from services.routing.handlers.acting import scope_of
from services.routing.storage.calendar_days import ItemDay, in_order, of_case, of_person
from services.routing.storage.work import RoutingWork
from services.routing.web.access import reader_of
from services.routing.web.ledger.faces import FACES
from shared.access.actor import Actor, Role
from shared.access.policy import Action, require
from shared.access.reads import require_read
from shared.japanese.era import day_in_japan

_DUES: Final = {face.volume.book.kind: face.dues for face in FACES}
_OWN_DUES: Final = frozenset[str]().union(*(face.own_dues for face in FACES))
# What was agreed in a meeting is settled nowhere; after so long nobody looks for it in a calendar.
_AGREED_FOR: Final = timedelta(days=31)


async def days_of_case(work: RoutingWork, actor: Actor, receipt: str, *, at: datetime) -> list[CalendarDay]:
    """Return the days of a case; raise NoSuchCase, or NotAllowed for who may not see what is coordinated."""
    case = await work.cases.find(actor.desk_id, receipt)
    guest = actor.has(Role.MUNICIPALITY)
    action = Action.CASE_SEE_SUMMARY if guest else Action.CASE_SEE_HISTORY
    await require_read(work.connection, actor, action, scope_of(case), what_id=str(case.case_id), now=at)
    this = of_case(case.case_id)
    if guest:
        return in_order(await work.calendar_days.owed(this)) if actor.department in case.joined else []
    agreed = await work.calendar_days.agreed(this, day_in_japan(at) - _AGREED_FOR)
    return in_order([*await work.calendar_days.owed(this), *agreed])


async def days_of_person(work: RoutingWork, actor: Actor, *, at: datetime) -> list[CalendarDay]:
    """Return the days of all that *actor* takes part in; raise NotAllowed for who takes part in nothing."""
    require(actor, Action.CALENDAR_SUBSCRIBE)
    reader = reader_of(actor)
    theirs, days = of_person(reader), work.calendar_days
    owed = await days.owed(theirs)
    if reader.guest:
        return in_order(owed)
    agreed = await days.agreed(theirs, day_in_japan(at) - _AGREED_FOR)
    of_items = [_in_words(one) for one in await days.of_items(reader) if one.day.what not in _OWN_DUES]
    return in_order([*owed, *agreed, *of_items])


def _in_words(one: ItemDay) -> CalendarDay:
    return replace(one.day, words=_DUES.get(one.kind, {}).get(one.day.what, "期日"))
