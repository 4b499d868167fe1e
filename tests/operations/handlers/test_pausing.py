"""A reader is stopped with a reason, stands as stopped wherever readers are shown, and is let go on."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.operations.domain.balance import Patience
from services.operations.handlers.balancing import PAUSED_LONG_AFTER, watch_books_once
from services.operations.handlers.pausing import pause, resume
from services.operations.handlers.seeing import see_reader, situation
from services.operations.ports import AlreadyPaused, NoSuchReader, NotPaused, NotRegistered, ReasonMissing
from services.operations.storage.work import Work
from shared.access.actor import Role
from shared.access.policy import NotAllowed
from shared.database.transactions import Transactions
from tests.operations.conftest import READER, Person
from tests.operations.rows import register, run

NOW = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


async def test_a_paused_reader_is_shown_with_who_and_why_until_it_goes_on(
    by_web: Transactions[Work], person: Person
) -> None:
    operator = await person(Role.OPERATOR)

    async with by_web.begin() as work:
        await pause(work, operator, READER, reason=" 組織の反映中 ", at=NOW)
    async with by_web.begin() as work:
        during = [line for line in (await situation(work, at=NOW)).readers if line.pause]
        await resume(work, operator, READER, at=NOW + MINUTE)
    async with by_web.begin() as work:
        after = await see_reader(work, operator, READER)

    (line,) = during
    assert line.pause is not None
    assert (line.reader, line.pause.at, line.pause.by_name, line.pause.reason) == (
        READER,
        NOW,
        "試験 operator",
        "組織の反映中",
    )
    assert after.pause is None
    assert [(act.act.value, act.reason) for act in after.acts] == [("resume", None), ("pause", "組織の反映中")]


async def test_a_pause_that_lasts_is_an_incident_until_the_reader_goes_on(
    by_web: Transactions[Work], by_worker: Transactions[Work], person: Person, admin: AsyncEngine
) -> None:
    operator = await person(Role.OPERATOR)
    later = NOW + PAUSED_LONG_AFTER
    seen = []

    async with by_web.begin() as work:
        await pause(work, operator, READER, reason="試験", at=NOW)
    for at in (later, later + MINUTE):
        await watch_books_once(by_worker, at=at, patience=Patience(grace=MINUTE))
        seen.append(await run(admin, "SELECT cause, reader FROM operations.incident WHERE closed_at IS NULL"))
    async with by_web.begin() as work:
        await resume(work, operator, READER, at=later + MINUTE)
    await watch_books_once(by_worker, at=later + 2 * MINUTE, patience=Patience(grace=MINUTE))
    seen.append(await run(admin, "SELECT cause, reader FROM operations.incident WHERE closed_at IS NULL"))

    assert [[tuple(row) for row in rows] for rows in seen] == [[], [("reader_paused_long", READER)], []]


async def test_what_cannot_be_paused_says_why(by_web: Transactions[Work], person: Person) -> None:
    operator = await person(Role.OPERATOR)

    async with by_web.begin() as work:
        with pytest.raises(ReasonMissing):
            await pause(work, operator, READER, reason=" ", at=NOW)
        with pytest.raises(NoSuchReader):
            await pause(work, operator, "pg_catalog.x", reason="理由", at=NOW)
        with pytest.raises(NotPaused):
            await resume(work, operator, READER, at=NOW)
        await pause(work, operator, READER, reason="理由", at=NOW)
        with pytest.raises(AlreadyPaused):
            await pause(work, operator, READER, reason="理由", at=NOW)


async def test_a_reader_that_was_never_registered_cannot_be_paused(
    by_web: Transactions[Work], person: Person, admin: AsyncEngine
) -> None:
    operator = await person(Role.OPERATOR)
    await run(admin, "DELETE FROM notify.reader WHERE name = 'notify.staff-inbox'")

    async with by_web.begin() as work:
        with pytest.raises(NotRegistered):
            await pause(work, operator, "notify.staff-inbox", reason="理由", at=NOW)

    await register(admin, "notify.staff-inbox")


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.DESK, Role.DEPARTMENT])
async def test_only_an_operator_pauses_and_resumes(by_web: Transactions[Work], person: Person, role: Role) -> None:
    actor = await person(role)

    async with by_web.begin() as work:
        with pytest.raises(NotAllowed):
            await pause(work, actor, READER, reason="理由", at=NOW)
        with pytest.raises(NotAllowed):
            await resume(work, actor, READER, at=NOW)
