"""T7: a municipality joins, an agreement is concluded, the project is reported on; what is protected stays inside."""

import json
from collections.abc import Iterator
from functools import partial
from typing import Any

import httpx2 as httpx
import pytest

from deploy.sample.proposals import form_values
from tests.journeys.onward_by_api import (
    AGREEMENT,
    DECIDED,
    approved,
    concluded,
    coordinate,
    in_feed,
    project_of,
    put_to_proposer,
    work,
)
from tests.journeys.programs import DESK, SECOND, SECTION, Programs, confirm, tokens
from tests.journeys.test_a_publication_is_embargoed_released_withdrawn import agree
from tests.journeys.test_t06_a_wish_and_three_companies import letters_to
from tests.journeys.test_the_first_path import Town

TITLE, PROPOSER, GUEST = "声かけ宅配を広げる", "hirogeru@t07.example.jp", "isobe-nagisa"
PUBLIC, NAME = "声かけ宅配がはじまりました", "声かけ宅配（磯部市）"
FEEDS = ("feed.atom", "register.json", "register.csv", "embed", "counts.json")


@pytest.fixture(scope="module")
def programs(town: Town) -> Iterator[Programs]:
    """Let programs act for the desk, a second person of it, a department and a municipality."""
    with tokens(town, DESK, SECOND, SECTION, GUEST, label="T7") as issued:
        yield issued


def judged_viable(programs: Programs) -> str:
    """Bring a proposal of the form, some of it protected, to coordination; return its number."""
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


def joined(programs: Programs, receipt: str) -> Any:
    """Let the lead invite a municipality, and that one join; return what it is told of the case then."""
    words = "配達の区域についてご相談します。"
    programs.do(SECTION, receipt, "invite-municipality", municipalities=["shi-isobe"], words=words)
    programs.do(GUEST, receipt, "join")
    return programs.read(GUEST, receipt)


def test_a_verdict_goes_on_to_the_register_and_what_is_protected_stays_inside(programs: Programs) -> None:
    town = programs.town
    receipt = judged_viable(programs)
    guest = joined(programs, receipt)
    agreement = concluded(programs, AGREEMENT | {"title": "声かけ宅配に関する事業連携協定"})
    programs.do(DESK, receipt, "decide-cooperation", form="project", agreement=agreement, **DECIDED)
    coordinate(programs, receipt, ("approval", "budget"))
    project = project_of(programs, SECTION, receipt)
    work(programs, SECTION, project, NAME)
    number = put_to_proposer(programs, project, title=PUBLIC, summary="配達の際に声をかけます。")
    agree(town, PROPOSER)
    shown = approved(programs, number)
    there = in_feed(programs, number)

    protected = str(form_values()["means"])[:20]
    owners = programs.clients[DESK].get(f"/api/projects/{project}").json()["about"]
    public = [shown.text, *(httpx.get(f"{town.web}/register/{feed}").text for feed in FEEDS)]
    mails = [letter.get_content() for letter in letters_to(town, PROPOSER)]
    assert (there, PUBLIC in shown.text, "shi-isobe" in json.dumps(owners)) == (True, True, True)
    outside = [str(guest), *public, *mails]
    assert [protected in one for one in outside] == [False] * len(outside)
