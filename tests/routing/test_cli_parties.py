"""The registry from the command line, as a machine reads it."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from shared.access.accounts import NewAccount, create_account
from shared.access.actor import Role
from tests.desk_verbs import verb_says
from tests.routing.conftest import DESK, House
from tests.routing.parties import NUMBER, Proposing, cases_of


def party(installation: Mapping[str, str], *words: str) -> Any:
    """Run a verb as the officer and return what it says."""
    return verb_says(installation, "party", *words, "--as", "desk-sato")


async def test_parties_are_merged_and_shown(installation: Mapping[str, str], house: House) -> None:
    await cases_of(house, Proposing(number=NUMBER), Proposing(name="みお商店㈲"))
    new = NewAccount(user="desk-sato", display_name="佐藤", roles=frozenset({Role.DESK}), desk_id=DESK)
    async with house.admin.begin() as connection:
        await create_account(connection, new, password=None, now=datetime.now(UTC))
    rows = await house.rows("SELECT party_id FROM routing.party ORDER BY corporate_number NULLS LAST")
    mio, shop = (str(row["party_id"]) for row in rows)

    merged = party(installation, "merge", mio, shop, "--reason", "同じ法人")

    shown = party(installation, "show", mio)
    assert merged == {"party_id": mio, "merged": shop}
    assert (shown["merged"], shown["corporate_number"]) == ([shop], NUMBER)
    assert [one["name"] for one in shown["names"]] == ["株式会社みお", "みお商店㈲"]
    assert [one["receipt"] for one in shown["proposals"]] == ["R8-0002", "R8-0001"]
    assert [(one["act"], one["by"]) for one in shown["history"]] == [("merged", "佐藤")]
