"""The secret address of a calendar from the command line."""

import asyncio
import json
from datetime import UTC, datetime
from typing import Any

from typer.testing import CliRunner

from services.routing.cli.calendars import calendar_verbs
from shared.access.accounts import NewAccount, create_account
from shared.access.actor import Role
from tests.routing.conftest import DESK, House


async def desk(verb: str) -> Any:
    """Run a verb in this process and return what it answered, or the name of its error."""
    words = [verb, "--as", "mori", "--json"]
    done = await asyncio.to_thread(lambda: CliRunner().invoke(calendar_verbs, words))
    return type(done.exception).__name__ if done.exception else json.loads(done.stdout)


async def test_an_address_is_issued_shown_without_its_secret_and_revoked(house: House) -> None:
    roles = frozenset({Role.DEPARTMENT})
    new = NewAccount(user="mori", display_name="森", roles=roles, desk_id=DESK, department="shinrin")
    async with house.admin.begin() as connection:
        await create_account(connection, new, password=None, now=datetime.now(UTC))

    issued = await desk("issue")
    shown = await desk("show")
    revoked = [await desk("revoke") for _ in range(2)]
    after = await desk("show")

    assert (issued["user"], "/calendar/deskcal_" in issued["url"], issued["url"][-4:]) == ("mori", True, ".ics")
    assert (shown["days"], shown["address"]["last_used_at"], "deskcal_" in json.dumps(shown)) == ([], None, False)
    assert [one["revoked"] for one in revoked] == [True, False]
    assert after == {"address": None, "days": []}
