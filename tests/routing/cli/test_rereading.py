"""Reading cases anew, from the command line."""

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest
from typer.testing import CliRunner

from services.routing.cli.rereading import OneOrAll
from shared.access.accounts import NewAccount, create_account
from shared.access.actor import Role
from shared.cli.main import command
from tests.desk_verbs import verb_says
from tests.routing.conftest import DESK, House


@pytest.mark.parametrize("said", [[], ["R8-0012", "--all"]], ids=["neither", "both"])
def test_either_one_case_is_read_or_all_are(said: list[str]) -> None:
    done = CliRunner().invoke(command("case"), ["case", "reread", *said, "--as", "kanri"])

    assert isinstance(done.exception, OneOrAll)


async def test_who_keeps_the_house_has_all_cases_of_the_desk_read_anew(
    installation: Mapping[str, str], house: House
) -> None:
    roles = frozenset({Role.ADMINISTRATOR})
    new = NewAccount(user="kanri", display_name="管理", roles=roles, desk_id=DESK, department=None)
    async with house.admin.begin() as connection:
        await create_account(connection, new, password=None, now=datetime.now(UTC))
    await house.opened()

    assert verb_says(installation, "case", "reread", "--all", "--as", new.user) == {"read": 1, "gone": 0}
    assert await house.rows("SELECT count(*) FROM routing.case_terms") == [{"count": 1}]
