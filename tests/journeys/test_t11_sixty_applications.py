"""T11: a call, sixty applications by the form, and one batch of results that is held until it is released."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx2 as httpx
import pytest

from deploy.sample.proposals import form_values
from shared.japanese.era import day_in_japan
from tests.intake.web.conftest import hidden
from tests.journeys.test_the_first_path import Town, sent_mails

COUNT, ADOPTED = 60, 7
DESK, SECOND, SECTION = "desk-minami", "desk-asahina", "kanko-toyama"
TODAY = day_in_japan(datetime.now(UTC))
DRAFT = {
    "title": "集落の買い物を支える",
    "background": "店のない集落が増えています。",
    "sought": "移動販売や配送の提案を求めます。",
    "questions": ["実証に使える設備｜必須｜文章"],
    "opens_on": TODAY.isoformat(),
    "closes_on": (TODAY + timedelta(days=30)).isoformat(),
    "review_by": (TODAY + timedelta(days=90)).isoformat(),
    "criteria": ["実現性｜2", "新規性"],
    "contact": "観光振興課 電話 000-000-0000",
}


class Programs:
    """What acts for people of the desk and of a department by the API."""

    def __init__(self, town: Town, stack: ExitStack) -> None:
        """Issue a token to everybody who acts."""
        self._clients: dict[str, httpx.Client] = {}
        for user in (DESK, SECOND, SECTION):
            token = town.desk("token", "issue", user, "--label", "募集")["token"]
            headers = {"Authorization": f"Bearer {token}"}
            client = httpx.Client(base_url=town.web, headers=headers, timeout=60)
            self._clients[user] = stack.enter_context(client)

    def begin(self, user: str, said: dict[str, Any]) -> str:
        """Begin a call and return its number."""
        answer = self._clients[user].post("/api/calls", json=said)
        assert answer.status_code == httpx.codes.CREATED, answer.text
        return str(answer.json()["number"])

    def show(self, number: str) -> dict[str, Any]:
        """Return the call as the desk sees it."""
        shown: dict[str, Any] = self._clients[DESK].get(f"/api/calls/{number}").raise_for_status().json()
        return shown

    def read(self, user: str, receipt: str) -> httpx.Response:
        """Look at one application."""
        return self._clients[user].get(f"/api/cases/{receipt}")

    def do(self, user: str, number: str, verb: str, **said: Any) -> Any:
        """Do something with the call as it stands now."""
        before = self._clients[user].get(f"/api/calls/{number}").raise_for_status()
        path, headers = f"/api/calls/{number}/commands/{verb}", {"If-Match": before.headers["ETag"]}
        done = self._clients[user].post(path, json=said, headers=headers)
        assert done.status_code == httpx.codes.OK, done.text
        return done.json()


@pytest.fixture(scope="module")
def programs(town: Town) -> Iterator[Programs]:
    """Everybody who acts."""
    with ExitStack() as stack:
        yield Programs(town, stack)


def address_of(place: int) -> str:
    return f"oubo-{place:02d}@t11.example.jp"


def apply(browser: httpx.Client, number: str, fields: dict[str, Any], place: int) -> None:
    """Send the form of the call as one applicant does."""
    mine = {
        "key": str(uuid4()),
        "title": f"買い物の提案その{place:02d}",
        "contact_email": address_of(place),
        "call_1": f"販売車{place}台",
    }
    sent = browser.post(f"/propose/send?call={number}", data=fields | form_values() | mine)
    assert sent.status_code == httpx.codes.SEE_OTHER, sent.text


def receipt_of(town: Town, place: int) -> str:
    """Return the mail in which one applicant is told that the application came; empty until it left."""
    found = [one.get_content() for one in sent_mails(town) if str(one["To"]) == address_of(place)]
    return next(iter(found), "")


def results_in(town: Town) -> dict[str, str]:
    """Return what those who applied were told of the result, by address."""
    letters = [one for one in sent_mails(town) if "t11.example.jp" in str(one["To"])]
    return {str(one["To"]): one.get_content() for one in letters if "審査の結果" in one.get_content()}


def published(town: Town, programs: Programs) -> str:
    """Let a department draft a call and the desk publish it; return its number once its form is open."""
    number = programs.begin(SECTION, DRAFT)
    programs.do(SECTION, number, "submit")
    programs.do(DESK, number, "publish")
    town.eventually(lambda: httpx.get(f"{town.web}/propose?call={number}").is_success)
    return number


def test_sixty_applications_are_scored_decided_in_a_batch_and_told_only_when_it_is_released(
    town: Town, programs: Programs
) -> None:
    number = published(town, programs)
    with httpx.Client(base_url=town.web, timeout=60) as browser:
        fields = hidden(browser.get(f"/propose?call={number}").text)
        with ThreadPoolExecutor(8) as together:
            list(together.map(lambda place: apply(browser, number, fields, place), range(1, COUNT + 1)))
    applied = town.eventually(lambda: len(programs.show(number)["about"]["applications"]) == COUNT)
    receipts = [one["receipt"] for one in programs.show(number)["about"]["applications"]]
    read = programs.read(SECTION, receipts[0])

    out = receipts[-5:]
    screenings = [{"receipt": one, "passed": one not in out, "reason": "県外での実施のため。"} for one in receipts]
    programs.do(SECTION, number, "screen", screenings=screenings)
    scored = [{"receipt": one, "points": [place % 6, 3]} for place, one in enumerate(receipts) if one not in out]
    programs.do(SECTION, number, "score", scores=scored)
    programs.do(DESK, number, "close", reason="応募が出そろったため。")
    ranked = sorted(programs.show(number)["about"]["applications"], key=lambda one: -float(one["mean"] or 0))
    chosen = {one["receipt"] for one in ranked[:ADOPTED]}
    decisions = [{"receipt": one, "adopted": one in chosen} for one in receipts]
    held = programs.do(DESK, number, "decide", decisions=decisions, not_adopted_reason="点数の高い応募を優先しました。")

    # Who runs the call reads what it judges, and no more of the case.
    assert (read.status_code, read.json()["title"][:8], read.json()["actions"]) == (200, "買い物の提案その", [])
    assert (applied, held["state"], results_in(town)) == (True, "decided", {})
    # The receipt of each names the call, not the ordinary way of a proposal.
    assert f"募集 {number}「{DRAFT['title']}」にご応募いただき" in town.eventually(lambda: receipt_of(town, 1))

    released = programs.do(SECOND, number, "release")
    told = town.eventually(lambda: found if len(found := results_in(town)) == COUNT else None, seconds=30)
    programs.do(DESK, number, "conclude", words="多くのご応募をありがとうございました。")
    page = town.eventually(lambda: concluded_page(town, number))

    assert released["state"] == "released"
    assert programs.read(SECTION, receipts[0]).status_code == httpx.codes.NOT_FOUND
    assert sum("採択しました" in words for words in told.values()) == ADOPTED
    assert sum("採択を見送らせていただく" in words for words in told.values()) == COUNT - ADOPTED
    assert all(one["told"] for one in programs.show(number)["about"]["applications"])
    for words in ("応募", f"{COUNT}", "採択", f"{ADOPTED}", "多くのご応募をありがとうございました。"):
        assert words in page


def concluded_page(town: Town, number: str) -> str:
    """Return the public page of the call once it says what came of it."""
    answer = httpx.get(f"{town.web}/register/calls/{number}")
    return answer.text if answer.is_success and "多くのご応募" in answer.text else ""
