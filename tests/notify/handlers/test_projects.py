"""Who owns a project hears of one that the desk began; the desk hears of reports and of ends."""

from dataclasses import replace
from datetime import date
from uuid import uuid4

from shared.events.projects import ProjectBegun, ProjectCompleted, ProjectReported
from shared.events.who import by_account, by_service
from tests.notify.conftest import House, told

NUMBER = "JR8-0001"
DAY = date(2026, 11, 20)


async def test_departments_hear_of_a_project_and_the_desk_of_its_reports_and_its_end(house: House) -> None:
    begun = ProjectBegun(number=NUMBER, lead="shinrin", departments=("kanko",))
    reported = ProjectReported(number=NUMBER, report_id=uuid4(), begins=DAY, ends=DAY)
    completed = ProjectCompleted(number=NUMBER, day=DAY, text_id=uuid4())

    await house.hear(
        replace(told(begun), actor=by_account(uuid4())),
        replace(told(begun), actor=by_service("routing")),
        told(reported),
        told(completed),
    )

    notices = await house.rows("SELECT recipient, kind, receipt FROM notify.notification ORDER BY kind, recipient")
    assert [tuple(row.values()) for row in notices] == [
        ("kanko", "project_begun", NUMBER),
        ("shinrin", "project_begun", NUMBER),
        ("desk", "project_ended", NUMBER),
        ("desk", "project_reported", NUMBER),
    ]
