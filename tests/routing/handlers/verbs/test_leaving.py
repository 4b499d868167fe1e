from typing import Any

import pytest

from services.routing.domain.link_refusals import NoCaseToLink, NoSuchLink, NotToItself, NumberMissing, OtherCameLater
from services.routing.domain.refusals import EndWithoutReason, NotIntoThatCase, OfficeMissing
from services.routing.domain.stage import Stage
from services.routing.handlers.verbs.door import WrongInput
from services.routing.web.labels import LABELS
from shared.events import CaseMerged, CaseReferred, CaseUnlinked, LinkKind
from shared.web.labels import Audience
from tests.routing.conftest import FOREST, OFFICER, House, seen_as
from tests.routing.ending import DECLINE, REFER, at, do

STAGES = ("received", "confirming", "waiting_for_proposer", "offered", "reviewing")


@pytest.mark.parametrize("stage", STAGES)
async def test_a_case_is_withdrawn_in_every_stage_and_lets_everybody_go(house: House, stage: str) -> None:
    await at(house, stage)

    gone = await do(house, "withdraw", reason="電話で申出があったため。")

    (row,) = await house.rows("SELECT stage, waiting_until FROM routing.desk_case")
    assert (row["stage"], row["waiting_until"], gone.open_offers) == ("withdrawn", None, ())
    assert await house.rows("SELECT 1 FROM routing.case_access") == []


async def test_who_is_referred_is_told_where_to_go(house: House) -> None:
    await at(house, "reviewing")

    with pytest.raises(OfficeMissing):
        await do(house, "refer", **{**REFER, "contact": " "})
    case = await do(house, "refer", **REFER)

    (fact,) = await house.facts(CaseReferred)
    async with house.web.begin(seen_as(OFFICER)) as work:
        words = await work.contents.own_text(fact.fact.note_id)
    assert (case.stage, words) == (Stage.REFERRED, "ご案内する窓口：澪野市\n連絡先：電話 0000-00-0000")


async def test_a_merged_case_keeps_its_number_and_both_know_of_each_other(house: House) -> None:
    await house.opened(receipt="R8-0007")
    await at(house, "received")

    await do(house, "merge", into="r8-0007", reason="同じ内容のため。")

    (fact,) = await house.facts(CaseMerged)
    async with house.web.begin(seen_as(OFFICER)) as work:
        case, other = await work.cases.find("miono", "R8-0012"), await work.cases.find("miono", "R8-0007")
        (there,) = await work.links.of(case.case_id)
        (back,) = await work.links.of(other.case_id)
        ended = await work.links.ends({case.case_id, other.case_id})
        words = await work.contents.own_text(fact.fact.note_id)
    assert "R8-0007" not in words
    assert (case.stage, fact.fact.into_receipt) == (Stage.MERGED, "R8-0007")
    assert (there.receipt, there.kind, there.to_it) == ("R8-0007", LinkKind.MERGED, True)
    assert (back.receipt, back.kind, back.to_it) == ("R8-0012", LinkKind.MERGED, False)
    assert ended.keys() == {case.case_id}


async def test_a_case_is_merged_only_into_another_one_that_is_open(house: House) -> None:
    await house.opened(receipt="R8-0007")
    await do(house, "refer", receipt="R8-0007", **REFER)
    await at(house, "received")

    for into in ("R8-0012", "R8-0007", "R8-9999"):
        with pytest.raises(NotIntoThatCase):
            await do(house, "merge", into=into, reason="同じ内容のため。")


async def test_what_was_declined_can_be_linked_to_what_is_proposed_again(house: House) -> None:
    await house.opened(receipt="R8-0007")
    await do(house, "decline", receipt="R8-0007", **DECLINE)
    await do(house, "approve-decline", receipt="R8-0007")
    await at(house, "received")

    with pytest.raises(NotToItself):
        await do(house, "link", other="R8-0012", kind="related")
    with pytest.raises(NoCaseToLink):
        await do(house, "link", other="R8-9999", kind="related")
    with pytest.raises(WrongInput):
        await do(house, "link", other="R8-0007", kind="")
    with pytest.raises(NumberMissing):
        await do(house, "link", other=" ", kind="related")
    with pytest.raises(OtherCameLater):
        await do(house, "link", receipt="R8-0007", other="R8-0012", kind="succeeds")
    await do(house, "link", other="Ｒ８－０００７", kind="proposed_again")
    await do(house, "link", other="r8ー0007", kind="proposed_again")

    async with house.web.begin(seen_as(OFFICER)) as work:
        case = await work.cases.find("miono", "R8-0012")
        (link,) = await work.links.of(case.case_id)
        ended = (await work.links.ends({link.case_id}))[link.case_id]
    assert (link.receipt, link.stage, ended.data["ground"]) == ("R8-0007", Stage.DECLINED, "not-fit")


async def test_a_link_is_taken_back_from_either_case_with_a_reason_and_merging_is_not(house: House) -> None:
    await house.opened(receipt="R8-0007")
    await house.opened(receipt="R8-0008")
    await at(house, "received")
    await do(house, "link", other="R8-0007", kind="related")
    await do(house, "merge", receipt="R8-0008", into="R8-0012", reason="同じ内容のため。")
    mistaken: dict[str, Any] = {"kind": "related", "reason": "番号を誤ったため。"}

    with pytest.raises(EndWithoutReason):
        await do(house, "unlink", other="R8-0007", kind="related", reason=" ")
    await do(house, "unlink", receipt="R8-0007", other="R8-0012", **mistaken)
    for other, kind in (("R8-0007", "related"), ("R8-0008", "merged")):
        with pytest.raises(NoSuchLink):
            await do(house, "unlink", other=other, **mistaken | {"kind": kind})

    (fact,) = await house.facts(CaseUnlinked)
    async with house.web.begin(seen_as(OFFICER)) as work:
        case = await work.cases.find("miono", "R8-0012")
        left = await work.links.of(case.case_id)
    assert (fact.fact.receipt, fact.fact.to_receipt) == ("R8-0007", "R8-0012")
    assert [(one.receipt, one.kind) for one in left] == [("R8-0008", LinkKind.MERGED)]


async def test_links_are_seen_only_by_who_may_see_both_cases(house: House) -> None:
    await house.opened(receipt="R8-0007")
    await at(house, "reviewing")
    await do(house, "link", other="R8-0007", kind="related")

    async with house.web.begin(seen_as(FOREST)) as work:
        case = await work.cases.find("miono", "R8-0012")
        assert await work.links.of(case.case_id) == []


async def test_a_reopened_case_begins_a_new_round_with_the_desk(house: House) -> None:
    await at(house, "reviewing")
    await do(house, "withdraw", reason="電話で申出があったため。")

    case = await do(house, "reopen", reason="取下げの撤回があったため。", words="改めて検討します。")

    assert (case.stage, case.round, case.of_this_round) == (Stage.CONFIRMING, 2, ())


def test_every_kind_of_link_has_a_word() -> None:
    assert [LABELS.text(Audience.STAFF, kind) for kind in LinkKind] == [
        "再提案",
        "統合",
        "関連",
        "展開元",
        "分割",
        "後継",
    ]
