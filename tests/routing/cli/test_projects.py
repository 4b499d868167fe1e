"""Projects from the command line."""

import asyncio
import json
from datetime import UTC, datetime

from typer.testing import CliRunner, Result

from services.routing.cli.projects import project_verbs
from shared.access.accounts import NewAccount, create_account
from shared.access.actor import Role
from tests.routing.conftest import DESK, House


async def desk(*words: str) -> Result:
    """Run a verb in this process."""
    return await asyncio.to_thread(lambda: CliRunner().invoke(project_verbs, [*words, "--as", "desk-minami", "--json"]))


async def test_what_stands_in_the_way_of_a_declined_case_is_recorded_and_listed(house: House) -> None:
    await house.opened()
    async with house.admin.begin() as connection:
        new = NewAccount(user="desk-minami", display_name="x", roles=frozenset({Role.DESK}), desk_id=DESK)
        await create_account(connection, new, password=None, now=datetime.now(UTC))
    title, lead, receipt = ("--set", "title=渡し船"), ("--set", "lead=shinrin"), ("--set", "receipt=R8-0012")
    law, words = ("--set", "obstacle_kind=law"), ("--set", "words=許可を要する。")

    nowhere = await desk("begin", *title, *lead, "--set", "receipt=R8-9999")
    begun = json.loads((await desk("begin", *title, *lead, *receipt)).stdout)
    await desk("do", begun["number"], "record-obstacle", *law, *words)
    listed = json.loads((await desk("obstacles")).stdout)
    effects = json.loads((await desk("effects", "--year", "R8")).stdout)
    late = json.loads((await desk("list", "--only", "late=report")).stdout)

    assert type(nowhere.exception).__name__ == "NoSuchCaseHere"
    assert [(one["project"], one["case"], one["words"]) for one in listed] == [
        ("JR8-0001", "R8-0012", "許可を要する。")
    ]
    assert (effects["year"], effects["yen"], late) == ("R8", 0, [])
