"""T10: a day that falls before the new year is told up the ladder in office hours alone, and nobody is forgotten."""

from collections.abc import AsyncIterator
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from services.routing.handlers.forgetting import find_forgotten
from services.routing.handlers.watching import watch_due_days
from services.routing.storage.work import RoutingWork, work_on
from shared.clock import utc_now
from shared.database.engine import make_engine
from shared.database.transactions import Transactions
from shared.documents import Keyring
from shared.japanese.era import JAPAN, day_in_japan
from shared.scheme.calendar import OfficeCalendar
from shared.scheme.in_force import SchemesInForce
from shared.scheme.load import load_scheme
from shared.settings import PROJECT, ServiceSettings
from tests.journeys.test_answers_to_our_mails import a_mail
from tests.journeys.test_t03_no_mail_storm import Delivery, deliver
from tests.journeys.test_the_first_path import Town, case_of

SCHEME = load_scheme(PROJECT / "deploy" / "desks" / "miono.toml")
CALENDAR = OfficeCalendar.of(SCHEME.calendar)
PROPOSER = "nenmatsu@new-year.example.jp"


def last_day_of_the_year() -> date:
    """Return the last open day of a year whose end is far enough away."""
    today = day_in_japan(utc_now())
    year = today.year if today < date(today.year, 12, 1) else today.year + 1
    return CALENDAR.add_business_days(date(year, 12, 29), -1)


def at(day: date, hour: int = 10) -> datetime:
    return datetime.combine(day, time(hour), JAPAN)


@pytest.fixture
async def clock(town: Town, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Transactions[RoutingWork]]:
    """The job of the town's clock, on the town's own database, at whatever time a test says."""
    for name, value in town.environment.items():
        monkeypatch.setenv(name, value)
    settings = ServiceSettings("routing")
    keyring, schemes = Keyring(settings.installation.master_key), SchemesInForce({SCHEME.desk_id: SCHEME})
    engine = make_engine(settings.worker_url, name="test-clock", size=2)
    yield Transactions(engine, lambda connection: work_on(connection, keyring, schemes))
    await engine.dispose()


def mailed(town: Town, title: str, number: int) -> str:
    """Let a proposal come by mail and return its receipt number."""
    deliver(town, Delivery(raw=a_mail(PROPOSER, title, "年末年始の海をきれいにします。\n", number), mail_from=PROPOSER))
    found: str = town.eventually(lambda: case_of(town, title))["receipt"]
    return found


def told(town: Town, user: str, receipt: str) -> list[Any]:
    """Return what somebody's post was told by the clock about a case."""
    rows = town.desk("inbox", "list", "--as", user)["notifications"]
    of_clock = {"case_due_soon", "case_overdue", "case_forgotten"}
    return [(one["kind"], one["urgent"]) for one in rows if one["receipt"] == receipt and one["kind"] in of_clock]


async def test_a_day_before_the_new_year_goes_up_the_ladder_and_a_case_nobody_took_is_found(
    town: Town, clock: Transactions[RoutingWork]
) -> None:
    due = last_day_of_the_year()
    asked, left = mailed(town, "年末の海岸清掃", 31), mailed(town, "誰も取らない提案", 32)
    checks = [word for item in SCHEME.checklist for word in ("--set", f"checked={item.code}")]
    confirming = ("--set", "abstract=海岸の清掃の提案です。", *checks)
    town.desk("case", "do", asked, "confirm", "--as", "desk-minami", *confirming)
    offering = ("--set", "departments=suisan", "--set", f"due={due}")
    town.desk("case", "do", asked, "offer", "--as", "desk-minami", *offering)
    before, *after = (CALENDAR.add_business_days(due, days) for days in (-3, 1, 3, 5))
    closed = [at(due + timedelta(days=days)) for days in (2, 3, 4, 5)] + [at(after[0], 7), at(after[0], 19)]

    await watch_due_days(clock, at=at(before))
    silent = [await watch_due_days(clock, at=moment) for moment in closed]
    for day in after:
        for _ in range(2):
            await watch_due_days(clock, at=at(day))
    await find_forgotten(clock, at=at(after[-1]))

    department = [("case_overdue", True)] * 3 + [("case_due_soon", False)]
    town.eventually(lambda: sorted(told(town, "suisan-isobe", asked)) == sorted(department))
    town.eventually(lambda: ("case_overdue", True) in told(town, "desk-minami", asked))
    town.eventually(lambda: ("case_forgotten", True) in told(town, "desk-minami", left))
    causes = {one["cause"] for one in town.desk("case", "forgotten", "--as", "desk-minami") if one["receipt"] == left}
    assert silent == [0] * len(closed)
    assert "no_owner" in causes
    assert town.desk("case", "show", asked)["offers"][0]["state"] == "asked"
