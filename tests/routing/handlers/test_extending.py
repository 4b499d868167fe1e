from datetime import date
from typing import Any

import pytest

from services.routing.domain.refusals import NotLonger, WordsToProposerMissing
from services.routing.handlers.extending import LongerOffer, extend, extend_offer
from shared.access.policy import NotAllowed
from shared.events import CaseExtended, OfferExtended
from tests.routing.conftest import FOREST, OFFICER, House, seen_as, step

CHRISTMAS = date(2026, 12, 25)


async def clock(house: House) -> list[Any]:
    return await house.rows("SELECT since, extra, paused_on, promised, maximum, counted FROM routing.case_clock")


async def test_the_clock_of_a_case_runs_from_its_first_day_and_anew_with_every_stage(house: House) -> None:
    await house.opened()
    first = await clock(house)
    case = await house.offered("shinrin", receipt="R8-0013")

    days = await house.rows("SELECT promised FROM routing.case_clock WHERE case_id = :case", case=case.case_id)

    day = date(2026, 11, 24)
    assert [(one["since"], one["promised"], one["maximum"], one["counted"]) for one in first] == [
        (day, date(2026, 11, 26), date(2026, 11, 27), True)
    ]
    assert days == [{"promised": date(2026, 12, 1)}]


async def test_the_desk_promises_a_later_day_and_the_proposer_is_told_why(house: House) -> None:
    await house.offered("shinrin")

    async with house.web.begin(seen_as(OFFICER)) as work:
        case = await extend(work, "R8-0012", step(OFFICER), CHRISTMAS, "BAIT-検討に時間を要するため。", house.scheme)

    told = await house.facts(CaseExtended)
    kept = await house.rows("SELECT kind FROM routing.document WHERE document_id = :id", id=told[0].fact.note_id)
    assert case.extended_until == CHRISTMAS
    assert [one.fact.until for one in told] == [CHRISTMAS]
    assert kept == [{"kind": "note_to_proposer"}]
    assert [one["promised"] for one in await clock(house)] == [CHRISTMAS]


@pytest.mark.parametrize(
    ("until", "words", "refusal"),
    [(date(2026, 12, 1), "理由", NotLonger), (CHRISTMAS, " ", WordsToProposerMissing)],
)
async def test_a_promise_is_moved_only_later_and_never_silently(
    house: House, until: date, words: str, refusal: type[Exception]
) -> None:
    await house.offered("shinrin")

    with pytest.raises(refusal):
        async with house.web.begin(seen_as(OFFICER)) as work:
            await extend(work, "R8-0012", step(OFFICER), until, words, house.scheme)

    assert await house.facts(CaseExtended) == []


async def test_one_department_gets_longer_to_answer_and_the_others_do_not(house: House) -> None:
    await house.offered("shinrin", "kanko")
    longer = LongerOffer(until=date(2027, 1, 15), reason="BAIT-現地を確認するため。", department="shinrin")

    async with house.web.begin(seen_as(OFFICER)) as work:
        await extend_offer(work, "R8-0012", step(OFFICER), longer)

    dues = await house.rows("SELECT department, due FROM routing.offer ORDER BY department")
    told = await house.facts(OfferExtended)
    assert [(one["department"], one["due"]) for one in dues] == [
        ("kanko", date(2026, 12, 8)),
        ("shinrin", date(2027, 1, 15)),
    ]
    assert [(one.fact.department, one.fact.due) for one in told] == [("shinrin", date(2027, 1, 15))]


async def test_a_department_moves_no_day_of_its_own(house: House) -> None:
    await house.offered("shinrin")
    longer = LongerOffer(until=date(2027, 1, 15), reason="理由", department="shinrin")

    with pytest.raises(NotAllowed):
        async with house.web.begin(seen_as(FOREST)) as work:
            await extend_offer(work, "R8-0012", step(FOREST), longer)
