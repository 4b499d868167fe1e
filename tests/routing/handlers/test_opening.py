import asyncio
from dataclasses import replace

from services.routing.handlers.confirming import start_confirmation
from services.routing.handlers.opening import open_cases
from shared.events import Classification
from tests.routing.conftest import FOREST, NOW, OFFICER, TITLE, House, seen_as, step


async def test_two_tellings_of_one_proposal_open_one_case(house: House) -> None:
    received = await house.proposal()
    again = house.told(received.aggregate_id)

    async with house.worker.begin() as work:
        await open_cases([received, again], work, at=NOW)
    async with house.worker.begin() as work:
        await open_cases([again], work, at=NOW)

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
            await open_cases([house.told(received.aggregate_id)], work, at=NOW)

    ended = await asyncio.gather(tell(), tell(), return_exceptions=True)

    assert list(ended) == [None, None]
    assert len(await house.rows("SELECT 1 FROM routing.desk_case")) == 1


async def test_a_title_with_a_nul_still_becomes_a_case(house: House) -> None:
    await house.opened(title="渡し船\x00の提案")

    assert [row["title"] for row in await house.rows("SELECT title FROM routing.case_words")] == ["渡し船の提案"]


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


async def test_every_fact_of_a_case_carries_what_its_proposal_carried(house: House) -> None:
    received = replace(await house.proposal(), classification=Classification.PROTECTED)
    async with house.worker.begin() as work:
        await open_cases([received], work, at=NOW)
    async with house.web.begin(seen_as(OFFICER)) as work:
        await start_confirmation(work, "R8-0012", step(OFFICER))

    marks = await house.rows("SELECT classification, correlation_id FROM routing.event_log ORDER BY aggregate_version")

    assert [(row["classification"], row["correlation_id"]) for row in marks] == [
        ("protected", received.correlation_id)
    ] * 2
