"""In whatever stage a case is, its proposer takes it back on their own page, and everybody at work on it is told."""

import re
from collections.abc import Iterator

import httpx2 as httpx
import pytest

from tests.journeys.onward_by_api import DECIDED, coordinate
from tests.journeys.programs import DESK, SECTION, Programs, confirm, tokens
from tests.journeys.test_t06_a_wish_and_three_companies import letters_to
from tests.journeys.test_t08_not_viable import proposed
from tests.journeys.test_the_first_path import Town

STAGES = ("received", "confirming", "waiting_for_proposer", "offered", "reviewing", "coordinating", "implementing")
AT_WORK = STAGES[3:]
# Who still owed an answer is told that nobody waits for it any more, everybody else that the case has ended.
ENDED = {"offer_recalled", "case_ended"}
CLOSING = {"way": "collaboration", "ground": "所管が一つであるため。", "words": "話し合いを始めます。"}


@pytest.fixture(scope="module")
def programs(town: Town) -> Iterator[Programs]:
    """Let programs act for the desk and a department."""
    with tokens(town, DESK, SECTION, label="取下げ") as issued:
        yield issued


def address(stage: str) -> str:
    """Return the address of whoever proposed what comes to a stage."""
    return f"{stage.replace('_', '-')}@withdrawal.example.jp"


def bring(programs: Programs, receipt: str, stage: str) -> None:
    """Bring a new case to a stage, step by step."""
    if stage in STAGES[1:3]:
        programs.do(DESK, receipt, "start")
        if stage == "waiting_for_proposer":
            programs.do(DESK, receipt, "ask-completion", missing=["cost"], words="費用の分担をお聞かせください。")
    if stage not in AT_WORK:
        return
    confirm(programs, receipt)
    programs.do(DESK, receipt, "offer", departments=["suisan"])
    if stage != "offered":
        programs.do(SECTION, receipt, "take-up")
    if stage not in {"coordinating", "implementing"}:
        return
    programs.do(SECTION, receipt, "give-verdict", verdict="viable", reason="県の方針と合います。")
    (offer,) = programs.read(DESK, receipt)["offers"]
    programs.do(DESK, receipt, "close-round", partners=[offer["offer_id"]], **CLOSING)
    if stage == "implementing":
        programs.do(DESK, receipt, "decide-cooperation", form="none", **DECIDED)
        coordinate(programs, receipt, ("approval", "personal-data"))


def take_back(town: Town, status: str) -> tuple[str, str]:
    """Let a proposer take the proposal back with two presses; return the page before and the page after."""
    with httpx.Client(base_url=town.web, follow_redirects=True, timeout=30) as proposer:
        before = proposer.get(status).text
        asked = proposer.get("/status/withdraw").text
        hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', asked))
        after = proposer.post("/status/withdraw", data=hidden)
    assert after.status_code == httpx.codes.OK, after.text
    return before, after.text


def test_in_every_stage_a_proposal_is_taken_back_once_and_for_all_who_work_on_it(programs: Programs) -> None:
    town = programs.town
    cases = {stage: proposed(programs, f"取り下げる提案（{stage}）", address(stage)) for stage in STAGES}
    for stage, (receipt, _) in cases.items():
        bring(programs, receipt, stage)
    reached = {stage: programs.read(DESK, receipt)["stage"] for stage, (receipt, _) in cases.items()}
    for stage in AT_WORK:
        town.eventually(lambda stage=stage: programs.inbox(SECTION, cases[stage][0]))

    pages = {stage: take_back(town, status) for stage, (_, status) in cases.items()}

    for receipt, _ in cases.values():
        town.eventually(lambda receipt=receipt: programs.read(DESK, receipt)["stage"] == "withdrawn")
        town.eventually(lambda receipt=receipt: "case_ended" in programs.inbox(DESK, receipt))
    for stage in AT_WORK:
        town.eventually(lambda stage=stage: ENDED & set(programs.inbox(SECTION, cases[stage][0])))
    for stage in STAGES:
        town.eventually(lambda stage=stage: any("取下げ" in one["Subject"] for one in letters_to(town, address(stage))))
    assert reached == {stage: stage for stage in STAGES}
    assert {stage: "/status/withdraw" in before for stage, (before, _) in pages.items()} == dict.fromkeys(STAGES, True)
    again = {stage: httpx.get(status, follow_redirects=True).text for stage, (_, status) in cases.items()}
    assert {stage: "/status/withdraw" in page for stage, page in again.items()} == dict.fromkeys(STAGES, False)
