"""An agreement is concluded, three projects begin under it and one is reported on; it is renewed and goes on."""

from collections.abc import Iterator
from typing import Any

import httpx2 as httpx
import pytest

from tests.journeys.test_the_first_path import Town

DESK = "desk-minami"
DRAFT: dict[str, Any] = {
    "title": "地域の見守りに関する事業連携協定",
    "form": "project",
    "purpose": "移動販売と配達を生かして、地域の見守りを進める。",
    "new_parties": ["株式会社みどり配送"],
    "fields": ["safety"],
    "lead": "suisan",
}
CONCLUDED = {
    "body": "政策調整会議",
    "decided_on": "2024-03-20",
    "approval_number": "計推第12号",
    "begins_on": "2024-04-01",
    "ends_on": "2027-03-31",
    "notice_months": 3,
}


@pytest.fixture(scope="module")
def program(town: Town) -> Iterator[httpx.Client]:
    """A program that acts for an officer of the desk."""
    token = town.desk("token", "issue", DESK, "--label", "協定")["token"]
    with httpx.Client(base_url=town.web, headers={"Authorization": f"Bearer {token}"}, timeout=30) as client:
        yield client


def begin(program: httpx.Client, kind: str, said: dict[str, Any]) -> str:
    """Begin an item of the ledger and return its number."""
    begun = program.post(f"/api/{kind}", json=said)
    assert begun.status_code == httpx.codes.CREATED, begun.text
    return str(begun.json()["number"])


def do(program: httpx.Client, kind: str, number: str, verb: str, said: dict[str, Any]) -> Any:
    """Read an item and do something with what was read."""
    read = program.get(f"/api/{kind}/{number}").raise_for_status()
    done = program.post(f"/api/{kind}/{number}/commands/{verb}", json=said, headers={"If-Match": read.headers["ETag"]})
    assert done.status_code == httpx.codes.OK, done.text
    return done.json()


def test_an_agreement_with_three_projects_is_renewed(town: Town, program: httpx.Client) -> None:
    number = begin(program, "agreements", DRAFT)
    do(program, "agreements", number, "conclude", CONCLUDED)
    idle = town.desk("agreement", "list", "--as", DESK, "--only", "late=idle")
    named = (("見守り配達", "safety"), ("防災訓練", "safety"), ("観光の案内", "tourism-industry"))
    projects = [
        begin(program, "projects", {"title": title, "lead": "suisan", "fields": [field], "agreement": number})
        for title, field in named
    ]
    do(program, "projects", projects[0], "start", {})
    report = {"begins": "2026-04-01", "ends": "2026-06-30", "done": "三十世帯をまわった。"}
    do(program, "projects", projects[0], "report", report)

    moved = town.eventually(lambda: town.desk("agreement", "activity", number, "--as", DESK)["moved_on"] > "2024-04-01")
    renewed = town.desk(
        *("agreement", "do", number, "renew", "--as", DESK, "--set", "body=政策調整会議"),
        *("--set", "decided_on=2026-11-20", "--set", "ends_on=2032-03-31"),
    )

    shown = program.get(f"/api/agreements/{number}").json()
    (year,) = (one for one in shown["about"]["years"] if one["reports"])
    still_idle = program.get("/api/agreements", params={"late": "idle"}).json()["items"]
    assert (number in [one["number"] for one in idle], moved) == (True, True)
    assert [one["day"] for one in renewed["dues"] if one["what"] == "end"] == ["2032-03-31"]
    assert [(one["about"], one["ends_on"]) for one in shown["about"]["decisions"]] == [
        ("conclusion", "2027-03-31"),
        ("renewal", "2032-03-31"),
    ]
    assert [one["number"] for one in shown["about"]["projects"]] == projects
    assert (year["year"], year["reports"]) == (2026, 1)
    assert [one.split("：")[0] for one in shown["about"]["to_check"]] == [projects[2]]
    assert number not in [one["number"] for one in still_idle]
