"""The migration makes the tables the code speaks of, and each role gets the least it needs."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from tests.shared.access.conftest import House


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE access.account SET roles = ARRAY['administrator']",
        "INSERT INTO access.account SELECT * FROM access.account",
        "DELETE FROM access.session",
        "DELETE FROM access.sign_in_attempt",
        "INSERT INTO access.token SELECT * FROM access.token",
        "UPDATE access.token SET revoked_at = NULL",
        "DELETE FROM access.token",
        "SELECT * FROM access.content_read",
        "UPDATE access.content_read SET break_glass = false",
        "DELETE FROM access.content_read",
    ],
)
async def test_a_web_role_cannot_raise_itself_or_touch_the_log(house: House, statement: str) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"):
        async with house.as_web() as connection:
            await connection.execute(text(statement))


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT password_hash FROM access.account",
        "SELECT subject FROM access.account",
        "SELECT token_hash FROM access.session",
        "SELECT user_hash FROM access.sign_in_attempt",
        "SELECT token_hash FROM access.token",
        "UPDATE access.account SET disabled_at = NULL",
        "DELETE FROM access.content_read",
    ],
)
async def test_a_worker_reads_people_but_no_secrets(house: House, statement: str) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"):
        async with house.as_worker() as connection:
            await connection.execute(text(statement))
