"""The same two ways by the API alone: programs with tokens, each step made for the version that was read before it."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from typing import Any

import httpx2 as httpx
import pytest

from deploy.sample.proposals import department_wish
from deploy.sample.send import send_wish
from tests.journeys.test_answers_to_our_mails import a_mail
from tests.journeys.test_t03_no_mail_storm import Delivery, deliver
from tests.journeys.test_t06_a_wish_and_three_companies import told
from tests.journeys.test_the_first_path import Town

TITLE, PROPOSER = "干潟の観察路をつくる", "higata@both-api.example.jp"
RESULT, CLOSED = "水産課が成立と判断しました。", "水産課と話し合いを始めます。"
PARTNER, OTHER = "東湾プラン株式会社", "西湾サービス合同会社"
COMPANIES = {PARTNER: "higashi@both-api.example.jp", OTHER: "nishi@both-api.example.jp"}
TO_PARTNER, TO_OTHER = "東湾プランの皆さまと進めます。", "今回はほかの方と進めます。"
WISH_CLOSED = "東湾プランと進めることになりました。"
DESK, SECTION, WISHING = "desk-minami", "suisan-isobe", str(department_wish()["user"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Programs:
    """What acts for people of the desk and of departments, each with a token of theirs."""

    town: Town
    clients: Mapping[str, httpx.Client]

    def read(self, user: str, receipt: str) -> Any:
        """Return a case as *user* sees it."""
        return self.clients[user].get(f"/api/cases/{receipt}").raise_for_status().json()

    def post(self, user: str, receipt: str, verb: str, version: str, said: Mapping[str, Any]) -> httpx.Response:
        """Ask for something, made for a version."""
        path, headers = f"/api/cases/{receipt}/commands/{verb}", {"If-Match": version}
        return self.clients[user].post(path, json=dict(said), headers=headers)

    def do(self, user: str, receipt: str, verb: str, **said: Any) -> Any:
        """Read a case and do something with what was read; return where it stands then."""
        before = self.clients[user].get(f"/api/cases/{receipt}").raise_for_status()
        assert verb in [one["verb"] for one in before.json()["actions"]]
        done = self.post(user, receipt, verb, before.headers["ETag"], said)
        assert done.status_code == httpx.codes.OK, done.text
        return done.json()

    def found(self, **wanted: str) -> list[str]:
        """Return the numbers of the cases the desk finds."""
        listed = self.clients[DESK].get("/api/cases", params=wanted).raise_for_status().json()["cases"]
        return [one["receipt"] for one in listed]

    def inbox(self, user: str, receipt: str) -> list[str]:
        """Return the kinds of notices about a case in somebody's inbox."""
        notices = self.clients[user].get("/api/inbox").raise_for_status().json()["notifications"]
        return [one["kind"] for one in notices if one["receipt"] == receipt]


@pytest.fixture(scope="module")
def programs(town: Town) -> Iterator[Programs]:
    """Issue a token to everybody who acts."""
    with ExitStack() as stack:
        clients = {}
        for user in (DESK, SECTION, WISHING):
            token = town.desk("token", "issue", user, "--label", "両方向")["token"]
            client = httpx.Client(base_url=town.web, headers={"Authorization": f"Bearer {token}"}, timeout=30)
            clients[user] = stack.enter_context(client)
        yield Programs(town=town, clients=clients)


def confirm(programs: Programs, receipt: str) -> Any:
    """Let the desk confirm all that its scheme asks for."""
    checklist = programs.town.desk("scheme", "show")["checklist"]
    codes = [item["code"] for item in checklist]
    return programs.do(DESK, receipt, "confirm", abstract="提案の要旨です。", checked=codes)


def arrived(programs: Programs, words: str) -> str:
    """Return the number of a case once its title can be found."""
    number: str = programs.town.eventually(partial(programs.found, words=words))[0]
    return number


def test_a_mailed_proposal_is_judged_and_both_sides_are_told(programs: Programs) -> None:
    town = programs.town
    deliver(town, Delivery(raw=a_mail(PROPOSER, TITLE, "干潟に観察路をつくります。\n", 91), mail_from=PROPOSER))
    receipt = arrived(programs, TITLE)

    confirmed = confirm(programs, receipt)["version"]
    late = programs.post(DESK, receipt, "offer", '"1"', {"departments": ["suisan"]})
    programs.do(DESK, receipt, "offer", departments=["suisan"])
    town.eventually(lambda: programs.inbox(SECTION, receipt))
    programs.do(SECTION, receipt, "take-up")
    programs.do(SECTION, receipt, "give-verdict", verdict="viable", reason="県の方針と合います。")
    programs.do(DESK, receipt, "tell-proposer", words=RESULT, about="result")
    (offer,) = programs.read(DESK, receipt)["offers"]
    said = {"way": "collaboration", "ground": "所管が一つであるため。", "words": CLOSED}
    after = programs.do(DESK, receipt, "close-round", partners=[offer["offer_id"]], **said)

    result, closed = (town.eventually(partial(told, town, PROPOSER, words)) for words in (RESULT, CLOSED))
    town.eventually(lambda: "round_closed" in programs.inbox(SECTION, receipt))
    case = programs.read(DESK, receipt)
    assert (late.status_code, late.json()["case"]["version"]) == (httpx.codes.CONFLICT, confirmed)
    assert ["検討結果のお知らせ" in result["Subject"], "今後の進め方のお知らせ" in closed["Subject"]] == [True, True]
    assert [one["text"] for one in case["thread"] if one["text"] in {RESULT, CLOSED}] == [RESULT, CLOSED]
    assert [line["version"] for line in case["history"]] == list(range(1, after["version"] + 1))
    assert programs.found(stage="coordinating", lead="suisan", words=TITLE) == [receipt]
    assert programs.found(stage="received", words=TITLE) == []


def test_a_wish_of_a_department_is_judged_by_companies_and_both_sides_are_told(programs: Programs) -> None:
    town = programs.town
    before = set(programs.found(direction="to_parties", stage="received"))
    send_wish(town.web, town.home / "accounts.json")
    (receipt,) = town.eventually(lambda: set(programs.found(direction="to_parties", stage="received")) - before)

    confirm(programs, receipt)
    asked = [
        {"new_name": name, "kind": "company", "contact_name": "企画部", "contact_email": address}
        for name, address in COMPANIES.items()
    ]
    programs.do(DESK, receipt, "offer", parties=asked, note="ぜひご検討ください。")
    for address in COMPANIES.values():
        town.eventually(partial(told, town, address, "/offers/"))
    offers = {one["name"]: one for one in programs.read(DESK, receipt)["offers"]}
    for name, verdict in ((PARTNER, "viable"), (OTHER, "not_viable")):
        party = offers[name]["party_id"]
        programs.do(DESK, receipt, "take-up", party_id=party)
        programs.do(DESK, receipt, "give-verdict", party_id=party, verdict=verdict, reason="電話での回答です。")
    said = {"way": "collaboration", "ground": "同じ条件で依頼し、比べました。", "words": WISH_CLOSED}
    others = {"words_to_partners": TO_PARTNER, "words_to_others": TO_OTHER}
    after = programs.do(DESK, receipt, "close-round", partners=[offers[PARTNER]["offer_id"]], **said, **others)

    for name, words in ((PARTNER, TO_PARTNER), (OTHER, TO_OTHER)):
        town.eventually(partial(told, town, COMPANIES[name], words))
    town.eventually(lambda: "round_closed" in programs.inbox(WISHING, receipt))
    case = programs.read(WISHING, receipt)
    assert WISH_CLOSED in [one["text"] for one in case["thread"]]
    assert [line["version"] for line in case["history"]] == list(range(1, after["version"] + 1))
    assert receipt in programs.found(direction="to_parties", stage="coordinating")
    assert told(town, COMPANIES[OTHER], TO_PARTNER) is None
