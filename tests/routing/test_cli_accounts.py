"""People are made, given a new password and closed from the command line, as one without a browser does."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine

from shared.access.accounts import credentials_of
from shared.access.passwords import verify_password


def desk(installation: Mapping[str, str], *words: str) -> Any:
    """Run a verb and return what it says."""
    done = subprocess.run(
        [sys.executable, "-m", "shared.cli", *words, "--json"],
        env={**os.environ, **installation},
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


async def test_an_account_is_made_renewed_and_closed(
    installation: Mapping[str, str], admin: AsyncEngine, clean: None
) -> None:
    words = ("account", "add", "desk-sato", "--name", "佐藤", "--desk", "miono", "--role", "desk")
    first = desk(installation, *words)
    second = desk(installation, "account", "password", "desk-sato")
    async with admin.connect() as connection:
        open_ = await credentials_of(connection, "desk-sato", now=datetime.now(UTC))

    desk(installation, "account", "close", "desk-sato")

    async with admin.connect() as connection:
        closed = await credentials_of(connection, "desk-sato", now=datetime.now(UTC))
    assert open_ is not None
    assert verify_password(open_.password_hash, second["password"])
    assert not verify_password(open_.password_hash, first["password"])
    assert closed is None
