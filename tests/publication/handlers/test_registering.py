"""What routing approves becomes rows of publication, and leaves them again."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.publication.handlers.announcing import announce_what_is_seen
from services.publication.storage.work import work_on
from shared.documents.shapes import NoSuchDocument
from shared.events import Fact, PublicationHeld, Recorded
from shared.ids import new_id
from tests.publication.conftest import KEYRING, PNG, House, content
from tests.publication.facts import NOVEMBER, approved, recorded, taken_back

pytestmark = pytest.mark.service("publication")
CANARY = "BAIT-まだ言ってはいけない"
HOUR = timedelta(hours=1)


async def rows(engine: AsyncEngine, columns: str = "number, version, title") -> list[tuple[Any, ...]]:
    async with engine.connect() as connection:
        found = await connection.execute(text(f"SELECT {columns} FROM publication.public_entry ORDER BY version"))  # noqa: S608 - our own columns
        return [tuple(row) for row in found]


async def test_what_is_approved_is_copied_with_its_pictures_and_twice_told_stands_once(
    house: House, web_engine: AsyncEngine
) -> None:
    told = await house.project(content("港の清掃"), PNG, PNG)

    await house.hear(told)

    assert await rows(web_engine) == [("PR8-0001", 1, "港の清掃")]
    async with web_engine.connect() as connection:
        shown = text("SELECT position, media_type FROM publication.public_picture ORDER BY position")
        pictures = await connection.execute(shown)
        assert [tuple(row) for row in pictures] == [(1, "image/png"), (2, "image/png")]


async def test_a_later_telling_replaces_what_is_shown_and_an_older_one_that_is_late_does_not(
    house: House, web_engine: AsyncEngine, admin: AsyncEngine
) -> None:
    entry_id = new_id()

    await house.project(content("新しい"), of=entry_id, version=4)
    await house.project(content("古い"), PNG, of=entry_id, version=3, at=NOVEMBER - HOUR)

    assert await rows(web_engine) == [("PR8-0001", 4, "新しい")]
    assert len(await rows(admin)) == 1


async def test_under_embargo_the_database_itself_shows_nothing(
    house: House, web_engine: AsyncEngine, worker_engine: AsyncEngine
) -> None:
    async with worker_engine.connect() as connection:
        now = await connection.scalar(text("SELECT clock_timestamp()"))
    waiting = await house.project(content(CANARY), PNG, at=now - HOUR, release_at=now + HOUR)
    await house.project(content("今日から"), number="PR8-0002", at=now - HOUR, release_at=now - HOUR)

    assert await rows(web_engine) == [("PR8-0002", 1, "今日から")]
    async with web_engine.connect() as connection:
        assert await connection.scalar(text("SELECT count(*) FROM publication.public_picture")) == 0
        found = text(
            "SELECT entry_id FROM publication.find_entries('miono', '{}', NULL, '{}', true, true, NULL, NULL, 9)"
        )
        assert waiting.aggregate_id not in set(await connection.scalars(found))


async def test_what_is_postponed_before_its_moment_is_not_shown_at_it(
    house: House, web_engine: AsyncEngine, worker_engine: AsyncEngine
) -> None:
    async with worker_engine.connect() as connection:
        now = await connection.scalar(text("SELECT clock_timestamp()"))
    told = await house.project(content(CANARY), PNG, version=4, at=now - 3 * HOUR, release_at=now - HOUR)

    again = {"of": told.aggregate_id, "version": 5, "at": now - 2 * HOUR, "release_at": now + HOUR}
    await house.project(content(CANARY), PNG, **again)

    assert (await rows(web_engine), await announced(worker_engine)) == ([], [])


async def test_what_is_held_back_is_not_shown_at_its_moment_and_what_is_shown_stays(
    house: House, web_engine: AsyncEngine, worker_engine: AsyncEngine, admin: AsyncEngine
) -> None:
    async with worker_engine.connect() as connection:
        now = await connection.scalar(text("SELECT clock_timestamp()"))
    told = await house.project(content("前から"), version=3, at=now - 4 * HOUR)
    await house.project(content(CANARY), of=told.aggregate_id, version=6, at=now - 3 * HOUR, release_at=now - HOUR)
    held = PublicationHeld(number="PR8-0001", fields=("summary",), held_on=now.date())

    await house.hear(recorded(held, of=told.aggregate_id, version=7, at=now - 2 * HOUR))

    assert await rows(web_engine) == [("PR8-0001", 3, "前から")]
    assert CANARY not in str(await rows(admin))


async def test_the_mark_of_what_everybody_reads_betrays_nothing_of_what_waits_under_embargo(
    house: House, admin: AsyncEngine
) -> None:
    async def mark() -> tuple[Any, ...]:
        async with admin.connect() as connection:
            state = "SELECT changes, changed_at FROM publication.register_state WHERE part = 'entries'"
            return tuple((await connection.execute(text(state))).one())

    told = await house.project(content(), at=NOVEMBER)
    before = await mark()
    await house.project(content(CANARY), of=told.aggregate_id, version=4, at=NOVEMBER, release_at=NOVEMBER + 999 * HOUR)
    waiting = await mark()
    await house.hear(recorded(taken_back(), of=told.aggregate_id, version=5, at=NOVEMBER + HOUR), now=NOVEMBER + HOUR)

    assert (before, (await mark())[0]) == (waiting, before[0] + 1)


async def test_what_was_taken_back_leaves_its_number_and_no_word(
    house: House, web_engine: AsyncEngine, admin: AsyncEngine
) -> None:
    told = await house.project(content(CANARY, partners=[CANARY]), PNG)

    await house.hear(recorded(taken_back(), of=told.aggregate_id, version=2, at=NOVEMBER + HOUR), now=NOVEMBER + HOUR)

    assert await rows(web_engine, "number, version, state, kind") == [("PR8-0001", 2, "gone", "project")]
    async with admin.connect() as connection:
        everything = await connection.scalar(text("SELECT string_agg(e::text, '') FROM publication.public_entry e"))
        pictures = await connection.scalar(text("SELECT count(*) FROM publication.public_picture"))
    assert (CANARY in everything, CANARY[:7].lower() in everything, pictures) == (False, False, 0)


async def test_what_was_taken_back_before_anybody_saw_it_leaves_nothing_to_see(
    house: House, web_engine: AsyncEngine, admin: AsyncEngine
) -> None:
    told = await house.project(content(CANARY), at=NOVEMBER, release_at=NOVEMBER + 9 * HOUR)

    await house.hear(recorded(taken_back(), of=told.aggregate_id, version=2, at=NOVEMBER + HOUR), now=NOVEMBER + HOUR)

    assert await rows(web_engine) == []
    assert await rows(admin) == [("PR8-0001", 2, "")]


async def test_a_tombstone_that_came_first_learns_from_what_it_stands_for(
    house: House, web_engine: AsyncEngine
) -> None:
    entry_id = new_id()

    await house.hear(recorded(taken_back(), of=entry_id, version=5, at=NOVEMBER), now=NOVEMBER)
    before = await rows(web_engine, "number")
    await house.project(content(), of=entry_id, version=2, at=NOVEMBER - HOUR)

    assert before == []
    assert await rows(web_engine, "number, state, fiscal_year, title") == [("PR8-0001", "gone", 2026, "")]


async def test_content_that_cannot_be_opened_is_no_empty_page(house: House, web_engine: AsyncEngine) -> None:
    with pytest.raises(NoSuchDocument):
        await house.hear(recorded(approved()))

    assert await rows(web_engine) == []


async def announced(engine: AsyncEngine) -> list[tuple[Any, ...]]:
    async with engine.begin() as connection:
        await announce_what_is_seen(work_on(connection, KEYRING))
    async with engine.connect() as connection:
        found = text("SELECT type, data->>'number', (data->>'shown')::int FROM publication.event_log ORDER BY seq")
        return [tuple(row) for row in await connection.execute(found)]


async def test_it_is_told_once_that_something_is_seen_and_not_before(house: House, worker_engine: AsyncEngine) -> None:
    async with worker_engine.connect() as connection:
        now = await connection.scalar(text("SELECT clock_timestamp()"))
    seen: Recorded[Fact] = await house.project(version=3, at=now - HOUR)
    await house.project(number="PR8-0002", at=now - HOUR, release_at=now + HOUR)
    await house.hear(recorded(taken_back(), of=new_id(), version=2, at=now - HOUR))

    first, again = await announced(worker_engine), await announced(worker_engine)

    assert first == again == [("publication.published.v1", "PR8-0001", seen.aggregate_version)]
