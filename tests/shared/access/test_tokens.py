"""Tokens for programs: shown once, kept as a hash, and no longer lived than the account."""

import hashlib
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import text

from shared.access.accounts import NoSuchAccount, disable_account
from shared.access.actor import Role
from shared.access.tokens import (
    NoSuchToken,
    UnusableToken,
    actor_of_token,
    is_token,
    issue_token,
    revoke_token,
    tokens,
)
from tests.shared.access.conftest import NOW, House

DAY = timedelta(days=1)


async def test_a_token_acts_as_its_account_and_is_kept_as_a_hash(house: House) -> None:
    account_id = await house.person("sato", Role.DESK)

    async with house.as_owner() as connection:
        issued = await issue_token(connection, "Sato", label="文書管理", days=30, now=NOW)
        rows = (await connection.execute(text("SELECT token_hash FROM access.token"))).scalars().all()
    async with house.as_web() as connection:
        actor = await actor_of_token(connection, issued.text, now=NOW + 29 * DAY)

    assert actor is not None
    assert (actor.account_id, actor.roles) == (account_id, frozenset({Role.DESK}))
    assert rows == [hashlib.sha256(issued.text.encode()).digest()]
    assert (issued.text[:5], len(issued.text), is_token(issued.text)) == ("desk_", 61, True)


async def test_a_token_ends_with_its_days_its_revocation_or_its_account(house: House) -> None:
    for user in ("old", "revoked", "closed"):
        await house.person(user)
    async with house.as_owner() as connection:
        issued = {
            user: await issue_token(connection, user, label="", days=1, now=NOW) for user in ("revoked", "closed")
        }
        issued["old"] = await issue_token(connection, "old", label="", days=1, now=NOW - DAY)
        await revoke_token(connection, issued["revoked"].token_id, now=NOW)
        await disable_account(connection, "closed", now=NOW)

    async with house.as_web() as connection:
        found = {user: await actor_of_token(connection, one.text, now=NOW) for user, one in issued.items()}

    assert found == {"old": None, "revoked": None, "closed": None}


async def test_a_text_with_a_wrong_checksum_asks_nobody() -> None:
    body = "desk_" + "0" * 48

    candidates = (body + "00000000", "", "desk_", "x" * 61, body, "é" * 61)

    assert [is_token(one) for one in candidates] == [False] * 6


async def test_the_use_of_a_token_is_noted_once_an_hour(house: House) -> None:
    await house.person("sato")
    async with house.as_owner() as connection:
        issued = await issue_token(connection, "sato", label="", days=1, now=NOW)
    seen = []
    for minutes in (0, 59, 60):
        async with house.as_web() as connection:
            await actor_of_token(connection, issued.text, now=NOW + timedelta(minutes=minutes))
            seen.append(await connection.scalar(text("SELECT last_used_at FROM access.token")))

    assert seen == [NOW, NOW, NOW + timedelta(hours=1)]


async def test_tokens_are_listed_with_whose_they_are_and_whether_they_hold(house: House) -> None:
    await house.person("sato")
    await house.person("kato")
    async with house.as_owner() as connection:
        first = await issue_token(connection, "sato", label="集計", days=1, now=NOW)
        await issue_token(connection, "kato", label="", days=1, now=NOW + timedelta(seconds=1))
        await revoke_token(connection, first.token_id, now=NOW)

        everybody = await tokens(connection)
        of_sato = await tokens(connection, "sato")

    assert [one.user for one in everybody] == ["kato", "sato"]
    assert [(one.label, one.holds(NOW)) for one in of_sato] == [("集計", False)]


async def test_what_cannot_be_issued_or_revoked_is_refused(house: House) -> None:
    await house.person("sato")
    async with house.as_owner() as connection:
        with pytest.raises(NoSuchAccount):
            await issue_token(connection, "nobody", label="", days=1, now=NOW)
        for label, days in (("", 0), ("", 367), ("二\n行", 1), ("長" * 101, 1)):
            with pytest.raises(UnusableToken):
                await issue_token(connection, "sato", label=label, days=days, now=NOW)
        with pytest.raises(NoSuchToken):
            await revoke_token(connection, uuid4(), now=NOW)

        assert await tokens(connection) == []
