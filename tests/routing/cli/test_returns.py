"""Taking an offer back and counting what came back, from the command line."""

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from shared.access.accounts import NewAccount, create_account
from shared.access.actor import Role
from tests.desk_verbs import verb_says
from tests.routing.conftest import DESK, House
from tests.routing.returning import returned


@pytest.fixture
async def officer(house: House) -> str:
    """An officer of the desk who works on the command line."""
    new = NewAccount(user="desk-minami", display_name="南", roles=frozenset({Role.DESK}), desk_id=DESK, department=None)
    async with house.admin.begin() as connection:
        await create_account(connection, new, password=None, now=datetime.now(UTC))
    return new.user


async def test_an_offer_is_taken_back_and_what_came_back_is_counted(
    installation: Mapping[str, str], house: House, officer: str
) -> None:
    await house.offered("shinrin", "kanko")
    await returned(house, "shinrin", "kotsu")

    taken = verb_says(
        installation, "case", "recall", "R8-0012", "kanko", "--reason", "重なる依頼のため", "--as", officer
    )
    counted = verb_says(installation, "case", "returns", "--year", "2026", "--as", officer)

    assert (taken["receipt"], taken["department"], taken["lead"], taken["offered"]) == ("R8-0012", "kanko", None, [])
    assert counted["pairs"] == [
        {
            "first": "shinrin",
            "second": "kotsu",
            "there": 1,
            "back": 0,
            "receipts": ["R8-0012"],
            "to_and_fro": [],
            "first_name": "森林整備課",
            "second_name": "交通政策課",
        }
    ]
    assert [(one["receipt"], one["returns"], one["named"]) for one in counted["unled"]] == [("R8-0012", 1, "kotsu")]
