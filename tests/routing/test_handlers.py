import asyncio
from dataclasses import replace

import pytest

from services.routing.handlers import (
    Addressees,
    Directories,
    Judgement,
    NoSuchDepartment,
    confirm,
    give_verdict,
    make_offers,
    open_cases,
    start_confirmation,
    suggest_departments,
    take_up,
)
from services.routing.ports import ChangedMeanwhile, NoSuchCase
from shared.access.actor import Actor, Role
from shared.access.policy import NotAllowed
from shared.events import CaseOpened, Classification, Recorded, Verdict
from tests.routing.conftest import FOREST, NOW, OFFICER, TITLE, TOURISM, House, person, seen_as, step


async def test_two_tellings_of_one_proposal_open_one_case(house: House) -> None:
    received = await house.proposal()
    again = house.told(received.aggregate_id)

    async with house.worker.begin() as work:
        await open_cases([received, again], work, house.scheme_of, at=NOW)
    async with house.worker.begin() as work:
        await open_cases([again], work, house.scheme_of, at=NOW)

    rows = await house.rows(
        "SELECT c.receipt, c.stage, c.version, c.next_day, w.title, w.proposer"
        " FROM routing.desk_case c JOIN routing.case_words w USING (case_id)"
    )
    assert [tuple(row.values()) for row in rows] == [
        ("R8-0012", "received", 1, rows[0]["next_day"], TITLE, "株式会社みお")
    ]
    assert rows[0]["next_day"] > NOW.date()
    assert [row["type"] for row in await house.rows("SELECT type FROM routing.event_log")] == ["case.opened.v1"]


async def test_two_tellings_at_the_same_moment_open_one_case(house: House) -> None:
    received = await house.proposal()

    async def tell() -> None:
        async with house.worker.begin() as work:
            await open_cases([house.told(received.aggregate_id)], work, house.scheme_of, at=NOW)

    ended = await asyncio.gather(tell(), tell(), return_exceptions=True)

    assert list(ended) == [None, None]
    assert len(await house.rows("SELECT 1 FROM routing.desk_case")) == 1


async def test_a_title_with_a_nul_still_becomes_a_case(house: House) -> None:
    await house.opened(title="渡し船\x00の提案")

    assert [row["title"] for row in await house.rows("SELECT title FROM routing.case_words")] == ["渡し船の提案"]


async def test_departments_in_force_are_suggested_with_their_reasons(house: House) -> None:
    await house.opened()
    (row,) = await house.rows("SELECT * FROM routing.event_log")
    told = house.told(row["aggregate_id"])
    said = {name: getattr(told, name) for name in Recorded.__slots__} | {"fact": CaseOpened.model_validate(row["data"])}
    opened: Recorded[CaseOpened] = Recorded(**said)

    async with house.worker.begin() as work:
        await suggest_departments([opened], work, Directories(), house.scheme_of, at=NOW)

    (found,) = await house.rows("SELECT rank, department, share, reasons FROM routing.suggestion")
    # Of the two departments that say so, one has ended.
    assert (found["rank"], found["department"], found["share"]) == (1, "shinrin", 1.0)
    assert set(found["reasons"][0]["words"]) == {"森林", "木材"}
    assert found["reasons"][0]["duty"] == "森林の整備及び木材の利用に関すること。"


async def test_what_stays_readable_of_a_case_tells_no_idea(house: House) -> None:
    await house.offered("shinrin", "kanko")
    await house.taken_up(FOREST)

    rows = [
        str(row)
        for table in ("event_log", "outbox", "case_history", "desk_case", "offer", "case_access", "document")
        for row in await house.rows(f"SELECT * FROM routing.{table}")  # noqa: S608 - our names
    ]

    assert len(rows) > 10
    assert [row for row in rows if "BAIT" in row or "渡し船" in row or "田中" in row] == []


async def test_two_officers_act_at_once_and_one_is_told_that_the_case_has_changed(house: House) -> None:
    await house.opened()
    other = person(Role.DESK)

    async def start(actor: Actor) -> None:
        async with house.web.begin(seen_as(actor)) as work:
            await start_confirmation(work, "R8-0012", step(actor, version=1))

    ended = await asyncio.gather(start(OFFICER), start(other), return_exceptions=True)

    assert sorted(type(one).__name__ for one in ended) == ["ChangedMeanwhile", "NoneType"]
    assert [row["version"] for row in await house.rows("SELECT version FROM routing.case_history")] == [1, 2]


async def test_a_page_that_was_drawn_before_the_change_changes_nothing(house: House) -> None:
    case = await house.offered("shinrin")

    with pytest.raises(ChangedMeanwhile):
        async with house.web.begin(seen_as(FOREST)) as work:
            await take_up(work, "R8-0012", step(FOREST, version=case.version - 1))


async def test_the_way_from_the_offer_to_the_verdict(house: House) -> None:
    await house.offered("shinrin", "kanko")
    await house.taken_up(FOREST)
    async with house.web.begin(seen_as(FOREST)) as work:
        await give_verdict(work, "R8-0012", step(FOREST), Judgement(verdict=Verdict.VIABLE, reason="できます。"))

    (case,) = await house.rows("SELECT stage, confirmed, version, officer FROM routing.desk_case")
    offers = await house.rows("SELECT department, lead, state, verdict FROM routing.offer ORDER BY department")
    told = [row["type"] for row in await house.rows("SELECT type FROM routing.event_log ORDER BY aggregate_version")]
    assert (case["stage"], case["version"], case["officer"]) == ("reviewing", len(told), OFFICER.account_id)
    assert [tuple(row.values()) for row in offers] == [
        ("kanko", False, "asked", None),
        ("shinrin", True, "judged", "viable"),
    ]
    assert told == [
        "case.opened.v1",
        "case.confirmation_started.v1",
        "case.confirmed.v1",
        "case.offer_made.v1",
        "case.offer_made.v1",
        "case.access_changed.v1",
        "case.offer_accepted.v1",
        "case.access_changed.v1",
        "case.verdict_given.v1",
    ]


async def test_not_ours_takes_the_case_out_of_the_departments_sight(house: House) -> None:
    await house.offered("shinrin", "kanko")
    judgement = Judgement(verdict=Verdict.NOT_OURS, reason="所管外です。", suggested_department="kotsu")

    async with house.web.begin(seen_as(FOREST)) as work:
        await give_verdict(work, "R8-0012", step(FOREST), judgement)

    with pytest.raises(NoSuchCase):
        async with house.web.begin(seen_as(FOREST)) as work:
            await work.cases.get("miono", "R8-0012")
    async with house.web.begin(seen_as(TOURISM)) as work:
        still = await work.cases.get("miono", "R8-0012")
    assert (still.offered, still.lead) == (frozenset({"kanko"}), None)
    (offer,) = await house.rows(
        "SELECT lead, state, suggested_department FROM routing.offer WHERE department='shinrin'"
    )
    assert tuple(offer.values()) == (False, "returned", "kotsu")


@pytest.mark.parametrize("code", ["nowhere", "old", "山の課", "a' OR 1=1"])
async def test_not_ours_names_a_department_that_exists(house: House, code: str) -> None:
    await house.offered("shinrin")

    with pytest.raises(NoSuchDepartment):
        async with house.web.begin(seen_as(FOREST)) as work:
            await give_verdict(
                work,
                "R8-0012",
                step(FOREST),
                Judgement(verdict=Verdict.NOT_OURS, reason="所管外です。", suggested_department=code),
            )


@pytest.mark.parametrize("code", ["nowhere", "old", "山の課"])
async def test_a_case_is_offered_only_to_departments_in_force(house: House, code: str) -> None:
    await house.opened()

    async def offer() -> None:
        async with house.web.begin(seen_as(OFFICER)) as work:
            await confirm(work, "R8-0012", step(OFFICER), abstract="要旨")
            await make_offers(work, "R8-0012", step(OFFICER), Addressees(departments=(code,), lead=code), house.scheme)

    with pytest.raises(NoSuchDepartment):
        await offer()


async def test_a_department_may_not_do_what_is_the_desks(house: House) -> None:
    await house.offered("shinrin")

    with pytest.raises(NotAllowed):
        async with house.web.begin(seen_as(FOREST)) as work:
            await make_offers(work, "R8-0012", step(FOREST), Addressees(departments=("kanko",), lead=""), house.scheme)


async def test_one_more_department_joins_a_case_that_has_a_lead(house: House) -> None:
    await house.offered("shinrin")

    async with house.web.begin(seen_as(OFFICER)) as work:
        case = await make_offers(work, "R8-0012", step(OFFICER), Addressees(departments=("kanko",)), house.scheme)

    assert [(offer.department, offer.lead) for offer in case.offers] == [("shinrin", True), ("kanko", False)]


async def test_the_only_department_asked_leads(house: House) -> None:
    await house.opened()
    async with house.web.begin(seen_as(OFFICER)) as work:
        await confirm(work, "R8-0012", step(OFFICER), abstract="要旨")

        case = await make_offers(work, "R8-0012", step(OFFICER), Addressees(departments=("kanko",)), house.scheme)

    assert case.lead == "kanko"


async def test_every_fact_of_a_case_carries_what_its_proposal_carried(house: House) -> None:
    received = replace(await house.proposal(), classification=Classification.PROTECTED)
    async with house.worker.begin() as work:
        await open_cases([received], work, house.scheme_of, at=NOW)
    async with house.web.begin(seen_as(OFFICER)) as work:
        await start_confirmation(work, "R8-0012", step(OFFICER))

    marks = await house.rows("SELECT classification, correlation_id FROM routing.event_log ORDER BY aggregate_version")

    assert [(row["classification"], row["correlation_id"]) for row in marks] == [
        ("protected", received.correlation_id)
    ] * 2


async def test_looking_at_a_case_waits_for_nobody(house: House) -> None:
    await house.opened()
    async with house.web.begin(seen_as(OFFICER)) as acting:
        await acting.cases.get("miono", "R8-0012")

        async with asyncio.timeout(5), house.web.begin(seen_as(OFFICER)) as looking:
            case = await looking.cases.find("miono", "R8-0012")

    assert case.version == 1


async def test_an_answer_has_no_day_before_its_verdict(house: House) -> None:
    await house.offered("shinrin")
    await house.taken_up(FOREST)

    assert [row["answered_at"] for row in await house.rows("SELECT answered_at FROM routing.offer")] == [None]
