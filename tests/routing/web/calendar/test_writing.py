"""Days as a calendar file, read back by the same library."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from icalendar import Calendar

from services.routing.domain.calendar import CalendarDay
from services.routing.web.calendar.writing import calendar_file

NOW = datetime(2026, 11, 20, 3, 4, 5, 678, tzinfo=UTC)
SITE = "https://desk.example.lg.jp/"
# Longer than the 75 octets a line may have, in letters of three octets each.
LONG = "澪野県の公民連携デスクがあずかる案件の調整に関わるすべての予定と期日の一覧"


def a_day(thing: int = 1, *, is_task: bool = False, dropped: bool = False) -> CalendarDay:
    return CalendarDay(
        thing=UUID(int=thing),
        what="procedure",
        number="R8-0012",
        words="手続きの期限",
        day=date(2026, 12, 15),
        changed_at=NOW,
        sequence=7,
        is_task=is_task,
        dropped=dropped,
    )


def test_a_day_is_an_event_of_the_whole_day_that_leads_to_its_case() -> None:
    (event,) = Calendar.from_ical(calendar_file([a_day()], name=LONG, site=SITE)).walk("VEVENT")

    assert event["SUMMARY"] == "R8-0012 手続きの期限"
    assert (event.decoded("DTSTART"), event.decoded("DTEND")) == (date(2026, 12, 15), date(2026, 12, 16))
    assert (event.decoded("DTSTAMP"), event["SEQUENCE"]) == (NOW.replace(microsecond=0), 7)
    assert (event["STATUS"], event["URL"]) == ("CONFIRMED", "https://desk.example.lg.jp/cases/R8-0012")


def test_what_has_to_be_done_is_a_task_beside_its_event_and_called_off_with_it() -> None:
    calendar = Calendar.from_ical(calendar_file([a_day(is_task=True, dropped=True)], name=LONG, site=SITE))

    (event,), (task,) = calendar.walk("VEVENT"), calendar.walk("VTODO")
    assert (task.decoded("DUE"), task["STATUS"], event["STATUS"]) == (date(2026, 12, 15), "CANCELLED", "CANCELLED")
    assert task["UID"] != event["UID"]


def test_lines_end_as_the_standard_says_are_folded_at_75_octets_and_lose_no_letter() -> None:
    content = calendar_file([a_day()], name=LONG, site=SITE)

    assert content.count(b"\n") == content.count(b"\r\n")
    assert max(map(len, content.split(b"\r\n"))) <= 75
    assert Calendar.from_ical(content)["X-WR-CALNAME"] == LONG


def test_the_same_days_are_the_same_bytes_and_a_moved_day_keeps_its_name() -> None:
    first = calendar_file([a_day()], name=LONG, site=SITE)
    moved = Calendar.from_ical(calendar_file([a_day(dropped=True)], name=LONG, site=SITE))

    assert calendar_file([a_day()], name=LONG, site=SITE) == first
    assert moved.walk("VEVENT")[0]["UID"] == Calendar.from_ical(first).walk("VEVENT")[0]["UID"]
    assert Calendar.from_ical(first).decoded("REFRESH-INTERVAL") == timedelta(hours=1)
