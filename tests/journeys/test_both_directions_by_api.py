"""The same two ways by the API alone: programs with tokens, each step made for the version that was read before it."""

from collections.abc import Iterator
from functools import partial

import httpx2 as httpx
import pytest

from deploy.sample.proposals import department_wish
from tests.journeys.onward_by_api import (
    AGREEMENT,
    DECIDED,
    approved,
    completed,
    concluded,
    coordinate,
    in_feed,
    keep,
    project_of,
    put_to_proposer,
    work,
)
from tests.journeys.programs import DESK, SECOND, SECTION, WISHING, Programs, confirm, tokens
from tests.journeys.test_a_publication_is_embargoed_released_withdrawn import agree
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


@pytest.fixture(scope="module")
def programs(town: Town) -> Iterator[Programs]:
    """Let programs act for the desk, a second person of it, and two departments."""
    with tokens(town, DESK, SECOND, SECTION, WISHING, label="両方向") as issued:
        yield issued


def arrived(programs: Programs, words: str) -> str:
    """Return the number of a case once its title can be found."""
    number: str = programs.town.eventually(partial(programs.found, words=words))[0]
    return number


def test_a_mailed_proposal_goes_from_arrival_to_the_public_register(programs: Programs) -> None:
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

    agreement = concluded(programs, AGREEMENT)
    programs.do(DESK, receipt, "decide-cooperation", form="project", agreement=agreement, **DECIDED)
    coordinate(programs, receipt, ("approval", "agreement-review", "personal-data", "budget"))
    project = project_of(programs, SECTION, receipt)
    work(programs, SECTION, project, "干潟の観察")
    number = put_to_proposer(programs, project, title="干潟の観察をはじめました", summary="月に一度、干潟を歩きます。")
    agree(town, PROPOSER)
    shown = approved(programs, number)

    under = programs.clients[DESK].get(f"/api/agreements/{agreement}").json()["about"]["projects"]
    assert [one["number"] for one in under] == [project]
    assert ["干潟の観察をはじめました" in shown.text, "観察路をつくります" in shown.text] == [True, False]
    assert (in_feed(programs, number), completed(programs, receipt)) == (True, True)


def test_a_wish_of_a_department_goes_from_arrival_to_the_public_register(programs: Programs) -> None:
    town = programs.town
    wish, key = department_wish()["values"], {"Idempotency-Key": "wish-1"}
    wished, again = [programs.clients[WISHING].post("/api/wishes", json=wish, headers=key) for _ in range(2)]
    receipt = wished.raise_for_status().json()["receipt"]
    town.eventually(lambda: receipt in programs.found(direction="to_parties", stage="received"))
    assert again.json() == wished.json()

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

    programs.do(DESK, receipt, "decide-cooperation", form="none", **DECIDED)
    coordinate(programs, receipt, ("approval", "personal-data", "sponsorship"))
    project = project_of(programs, WISHING, receipt)
    work(programs, WISHING, project, "まちなか備蓄")
    number = put_to_proposer(programs, project, title="まちなかに備えを置きました", form="none")
    town.eventually(lambda: "publication_consent" in programs.inbox(WISHING, number))
    keep(programs, WISHING, f"publications/{number}", "answer-consent", agreed=["title"])
    agree(town, COMPANIES[PARTNER], "offers")
    shown = approved(programs, number)

    assert ["まちなかに備えを置きました" in shown.text, "協定によらない" in shown.text] == [True, True]
    assert (in_feed(programs, number), completed(programs, receipt)) == (True, True)
