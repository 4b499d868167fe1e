"""`desk intake`: what an officer types to stop and go on."""

import asyncio
from typing import Any

import orjson
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine
from typer.testing import CliRunner

from services.intake.cli.intake import CannotPause, intake_verbs
from shared.access.accounts import NewAccount, create_account
from shared.access.actor import Role
from shared.access.policy import NotAllowed
from shared.clock import utc_now


@pytest.fixture
async def officers(clean: None, admin: AsyncEngine) -> None:
    """One person of the desk and one who only operates it."""
    async with admin.begin() as connection:
        for user, role in (("hayashi", Role.DESK), ("unyo", Role.OPERATOR)):
            new = NewAccount(
                user=user, display_name="林 一郎", roles=frozenset({role}), desk_id="miono", department=None
            )
            await create_account(connection, new, password=None, now=utc_now())


async def said(*arguments: str) -> dict[str, Any]:
    """Return what the verb answers."""
    result = await asyncio.to_thread(CliRunner().invoke, intake_verbs, [*arguments, "--json"])
    if result.exception is not None:
        raise result.exception
    answer: dict[str, Any] = orjson.loads(result.stdout)
    return answer


async def test_an_officer_pauses_looks_and_resumes(officers: None, admin: AsyncEngine) -> None:
    begun = await said("pause", "--until", "2099-01-04", "--notice", "改修中です。", "--as", "hayashi")
    during = await said("status", "--as", "hayashi")
    resumed = await said("resume", "--as", "hayashi")
    after = await said("status", "--as", "hayashi")

    assert (begun["paused"]["until"], begun["paused"]["notice"]) == ("2099-01-03T15:00:00+00:00", "改修中です。")
    assert (during["paused"]["by"], during["waiting"]) == ("林 一郎", 0)
    assert (resumed, after) == ({"paused": None}, {"paused": None, "waiting": 0})
    async with admin.connect() as connection:
        told = await connection.scalars(text("SELECT type FROM intake.event_log ORDER BY seq"))
        assert list(told) == ["intake.paused.v1", "intake.resumed.v1"]


async def test_what_cannot_be_and_who_may_not_are_refused(officers: None) -> None:
    with pytest.raises(CannotPause, match="--until"):
        await said("pause", "--until", "2020-01-01", "--as", "hayashi")
    with pytest.raises(NotAllowed):
        await said("pause", "--as", "unyo")
