"""Tokens from the command line: issued, listed and taken back where accounts are made."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime

from sqlalchemy.ext.asyncio import AsyncEngine

from shared.access.accounts import NewAccount, create_account
from shared.access.actor import Role
from shared.access.tokens import actor_of_token
from tests.desk_verbs import run_verb


async def test_a_token_is_issued_once_listed_without_its_text_and_taken_back(
    installation: Mapping[str, str], admin: AsyncEngine, clean: None
) -> None:
    new = NewAccount(user="desk-sato", display_name="佐藤", roles=frozenset({Role.DESK}), desk_id="miono")
    async with admin.begin() as connection:
        await create_account(connection, new, password=None, now=datetime.now(UTC))

    issued = json.loads(run_verb(installation, "token", "issue", "desk-sato", "--label", "集計", "--json").stdout)
    async with admin.begin() as connection:
        held = await actor_of_token(connection, issued["token"], now=datetime.now(UTC))
    revoked = run_verb(installation, "token", "revoke", issued["token_id"], "--json")
    listed = run_verb(installation, "token", "list", "--json")

    assert held is not None
    assert (held.user, revoked.returncode) == ("desk-sato", 0)
    assert [(one["user"], one["label"], one["holds"]) for one in json.loads(listed.stdout)] == [
        ("desk-sato", "集計", False)
    ]
    assert issued["token"] not in listed.stdout
