"""Days as a calendar file (RFC 5545)."""

from collections.abc import Iterator, Sequence
from datetime import UTC, timedelta
from typing import Final

from icalendar import Calendar, Event, Todo

from services.routing.domain.calendar import CalendarDay
from shared.ledger_numbers import staff_page

_PRODUCT: Final = "-//renkei-desk//routing//JA"
_AGAIN: Final = timedelta(hours=1)
_A_DAY: Final = timedelta(days=1)


def calendar_file(days: Sequence[CalendarDay], *, name: str, site: str) -> bytes:
    """Return *days* as a calendar called *name*; each leads to its page on *site*, which asks who is there.

    The same days are the same bytes: nothing in it tells when it was asked for.
    """
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", "Asia/Tokyo")
    calendar.add("refresh-interval", _AGAIN, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    for day in days:
        for entry in _entries(day, site):
            calendar.add_component(entry)
    content: bytes = calendar.to_ical()
    return content


def _entries(day: CalendarDay, site: str) -> Iterator[Event | Todo]:
    """Yield the day as an event, and what has to be done also as a task: Outlook and Google leave out tasks."""
    event = Event()
    event.add("dtstart", day.day)
    event.add("dtend", day.day + _A_DAY)
    event.add("transp", "TRANSPARENT")
    event.add("status", "CANCELLED" if day.dropped else "CONFIRMED")
    yield _told(event, day, site, f"{day.thing}-{day.what}")
    if day.is_task:
        task = Todo()
        task.add("due", day.day)
        task.add("status", "CANCELLED" if day.dropped else "NEEDS-ACTION")
        yield _told(task, day, site, f"{day.thing}-{day.what}-task")


def _told(entry: Event | Todo, day: CalendarDay, site: str, uid: str) -> Event | Todo:
    changed = day.changed_at.astimezone(UTC).replace(microsecond=0)
    entry.add("uid", f"{uid}@renkei-desk")
    entry.add("summary", f"{day.number} {day.words}")
    entry.add("dtstamp", changed)
    entry.add("last-modified", changed)
    entry.add("sequence", day.sequence)
    entry.add("url", f"{site.rstrip('/')}{staff_page(day.number)}")
    return entry
