"""People are made, given a new password and closed from the command line, as one without a browser does."""

from collections.abc import Mapping
from datetime import UTC, datetime

from sqlalchemy.ext.asyncio import AsyncEngine

from shared.access.accounts import credentials_of
from shared.access.passwords import verify_password
from tests.desk_verbs import verb_says


async def test_an_account_is_made_renewed_and_closed(
    installation: Mapping[str, str], admin: AsyncEngine, clean: None
) -> None:
    words = ("account", "add", "desk-sato", "--name", "佐藤", "--desk", "miono", "--role", "desk")
    first = verb_says(installation, *words)
    second = verb_says(installation, "account", "password", "desk-sato")
    async with admin.connect() as connection:
        open_ = await credentials_of(connection, "desk-sato", now=datetime.now(UTC))

    verb_says(installation, "account", "close", "desk-sato")

    async with admin.connect() as connection:
        closed = await credentials_of(connection, "desk-sato", now=datetime.now(UTC))
    assert open_ is not None
    assert verify_password(open_.password_hash, second["password"])
    assert not verify_password(open_.password_hash, first["password"])
    assert closed is None
