"""What is protected stays out; the rest is agreed to, approved by another, held back, shown, and taken back."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import httpx2 as httpx
import pytest

from deploy.sample.proposals import form_values
from tests.journeys.programs import DESK, SECOND, SECTION, Programs, confirm, tokens
from tests.journeys.test_t06_a_wish_and_three_companies import told
from tests.journeys.test_the_first_path import Town

TITLE, PROPOSER = "声かけ宅配の公表", "hasebe@publication.example.jp"
EMBARGO = timedelta(seconds=5)
DRAFT: dict[str, Any] = {
    "title": "宅配と見守り",
    "summary": "配達の際に、ご高齢の方に声をかけます。",
    "partners": ["ひだまり宅配株式会社"],
    "contact": "地域振興課",
}


@pytest.fixture(scope="module")
def programs(town: Town) -> Iterator[Programs]:
    """Issue a token to everybody who acts."""
    with tokens(town, DESK, SECOND, SECTION, label="公表") as issued:
        yield issued


def coordinated(programs: Programs) -> str:
    """Bring a proposal with protected fields to coordination and return its number."""
    proposal = form_values() | {"title": TITLE, "contact_email": PROPOSER}
    sent = httpx.post(f"{programs.town.web}/api/proposals", json=proposal, headers={"Idempotency-Key": PROPOSER})
    receipt: str = sent.raise_for_status().json()["receipt"]
    programs.town.eventually(partial(programs.found, words=TITLE))
    confirm(programs, receipt)
    programs.do(DESK, receipt, "offer", departments=["suisan"])
    programs.do(SECTION, receipt, "take-up")
    programs.do(SECTION, receipt, "give-verdict", verdict="viable", reason="県の方針と合います。")
    (offer,) = programs.read(DESK, receipt)["offers"]
    said = {"way": "collaboration", "ground": "所管が一つであるため。", "words": "話し合いを始めます。"}
    programs.do(DESK, receipt, "close-round", partners=[offer["offer_id"]], **said)
    return receipt


def send(programs: Programs, user: str, number: str, verb: str, **said: Any) -> httpx.Response:
    """Read a publication and ask for something to be done with what was read."""
    client, place = programs.clients[user], f"/api/publications/{number}"
    before = client.get(place).raise_for_status()
    return client.post(f"{place}/commands/{verb}", json=said, headers={"If-Match": before.headers["ETag"]})


def do(programs: Programs, user: str, number: str, verb: str, **said: Any) -> Any:
    """Do something with a publication and return where it stands then."""
    answer = send(programs, user, number, verb, **said)
    assert answer.status_code == httpx.codes.OK, answer.text
    return answer.json()


def since_when(desk: httpx.Client, number: str) -> Any:
    """Return what the desk knows of a publication once it knows since when everybody reads it."""
    about = desk.get(f"/api/publications/{number}").json()["about"]
    return about if about["shown_since"] else None


def agree(town: Town, who: str, page_of: str = "status") -> str:
    """Let who was asked open the link of the mail and say yes to each field; return what the page showed."""
    letter = town.eventually(partial(told, town, who, "公表への同意のお願い"))
    (link,) = re.findall(rf"{re.escape(town.web)}/{page_of}/\S+", letter.get_content())
    with httpx.Client(base_url=town.web, follow_redirects=True, timeout=30) as anybody:

        def asked() -> str:
            page = anybody.get(link).text
            return page if "answer-title" in page else ""

        page: str = town.eventually(asked)
        (form,) = re.findall(rf'action="(/{page_of}/publications/[^"]+)"', page)
        hidden = dict(re.findall(r'<input type="hidden" name="(csrf_token|draft)" value="([^"]*)">', page))
        keys = dict.fromkeys(re.findall(r'<input type="hidden" name="key" value="([^"]*)">', page), "key")
        answers = dict.fromkeys(re.findall(r'name="(answer-[a-z]+)"', page), "agree")
        thanks = anybody.post(form, data={**hidden, **{name: key for key, name in keys.items()}, **answers})
    assert "公表へのご回答を承りました。" in thanks.text, thanks.text
    return page


def test_a_publication_is_embargoed_released_and_withdrawn(programs: Programs) -> None:
    town, desk = programs.town, programs.clients[DESK]
    receipt = coordinated(programs)
    begun = desk.post("/api/publications", json={"about": receipt}).raise_for_status().json()
    number = begun["number"]
    protected = str(form_values()["means"])[:30]

    refused = send(programs, DESK, number, "write", **{**DRAFT, "body": f"次の手順で行います。{protected}"})
    do(programs, DESK, number, "write", **DRAFT)
    due = str((datetime.now(UTC) + timedelta(days=14)).date())
    do(programs, DESK, number, "ask-consent", words="公表の案をご確認ください。", due=due)
    page = agree(town, PROPOSER)
    town.eventually(lambda: desk.get(f"/api/publications/{number}").json()["state"] == "consented")
    do(programs, DESK, number, "submit")
    release = datetime.now(UTC) + EMBARGO
    approved = do(programs, SECOND, number, "approve", release_at=release.isoformat())

    public = partial(httpx.get, f"{town.web}/register/{number}")
    before, feed = public(), httpx.get(f"{town.web}/register/feed.atom")
    shown = town.eventually(lambda: (answer := public()).status_code == httpx.codes.OK and answer)
    seen = datetime.now(UTC)
    in_feed = town.eventually(lambda: DRAFT["title"] in httpx.get(f"{town.web}/register/feed.atom").text)
    about = town.eventually(partial(since_when, desk, number))
    town.eventually(partial(told, town, PROPOSER, "取組を公表いたしました"))
    do(programs, SECOND, number, "withdraw", reason="相手方の申出のため。")
    gone = town.eventually(lambda: (answer := public()).status_code == httpx.codes.GONE and answer)
    town.eventually(partial(told, town, PROPOSER, "公表を取り下げました"))

    assert (refused.status_code, protected in refused.text) == (httpx.codes.UNPROCESSABLE_CONTENT, False)
    assert "提案者が保護を求めた" in refused.text
    assert (DRAFT["summary"] in page, approved["state"], about["by_oneself"]) == (True, "approved", False)
    assert (before.status_code, DRAFT["title"] in feed.text) == (httpx.codes.NOT_FOUND, False)
    assert (DRAFT["summary"] in shown.text, seen >= release, in_feed) == (True, True, True)
    left = httpx.get(f"{town.web}/register/feed.atom").text
    assert (DRAFT["summary"] in gone.text, DRAFT["title"] in left) == (False, False)
