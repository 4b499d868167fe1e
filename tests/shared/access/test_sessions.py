"""Sessions: a token in the browser, its hash in the table, two ways to run out."""

import hashlib
from datetime import timedelta

from sqlalchemy import text

from shared.access.actor import Role
from shared.access.sessions import (
    end_all_sessions,
    end_session,
    find_session,
    open_session,
    sweep_sessions,
)
from tests.shared.access.conftest import NOW, House

MINUTE = timedelta(minutes=1)


async def test_a_session_says_whose_it_is_and_keeps_no_token(house: House) -> None:
    account_id = await house.person("sato", Role.DESK, Role.OPERATOR)

    async with house.as_web() as connection:
        opened = await open_session(connection, account_id, now=NOW)
        found = await find_session(connection, opened.token, now=NOW)

    async with house.as_owner() as connection:
        rows = (await connection.execute(text("SELECT token_hash FROM access.session"))).scalars().all()
    assert found is not None
    assert found.actor.account_id == account_id
    assert found.actor.roles == frozenset({Role.DESK, Role.OPERATOR})
    assert rows == [hashlib.sha256(opened.token.encode()).digest()]
    assert len(opened.token) == 43


async def test_a_session_ends_after_thirty_quiet_minutes(house: House) -> None:
    account_id = await house.person()
    async with house.as_web() as connection:
        opened = await open_session(connection, account_id, now=NOW)

        early = await find_session(connection, opened.token, now=NOW + 29 * MINUTE)
        kept = await find_session(connection, opened.token, now=NOW + 58 * MINUTE)
        late = await find_session(connection, opened.token, now=NOW + 88 * MINUTE)

    assert early is not None
    assert kept is not None
    assert late is None


async def test_a_session_ends_after_twelve_hours_however_busy_it_is(house: House) -> None:
    account_id = await house.person()
    async with house.as_web() as connection:
        opened = await open_session(connection, account_id, now=NOW)
        seen = [
            await find_session(connection, opened.token, now=NOW + quarter * 15 * MINUTE) is not None
            for quarter in range(1, 50)
        ]

    assert seen == [True] * 47 + [False] * 2


async def test_looking_twice_in_a_minute_writes_once(house: House) -> None:
    account_id = await house.person()
    async with house.as_web() as connection:
        opened = await open_session(connection, account_id, now=NOW)
        await find_session(connection, opened.token, now=NOW + timedelta(seconds=59))
        untouched = await connection.scalar(text("SELECT last_seen_at FROM access.session"))
        await find_session(connection, opened.token, now=NOW + MINUTE)
        touched = await connection.scalar(text("SELECT last_seen_at FROM access.session"))

    assert (untouched, touched) == (NOW, NOW + MINUTE)


async def test_signing_in_again_ends_the_session_the_browser_brought(house: House) -> None:
    account_id = await house.person()
    async with house.as_web() as connection:
        first = await open_session(connection, account_id, now=NOW)
        second = await open_session(connection, account_id, now=NOW, instead_of=first.token)

        old = await find_session(connection, first.token, now=NOW)
        new = await find_session(connection, second.token, now=NOW)

    assert old is None
    assert new is not None


async def test_ending_all_sessions_of_one_leaves_those_of_others(house: House) -> None:
    sato, kato = await house.person("sato"), await house.person("kato")
    async with house.as_web() as connection:
        of_sato = [await open_session(connection, sato, now=NOW) for _ in range(3)]
        of_kato = await open_session(connection, kato, now=NOW)

        ended = await end_all_sessions(connection, sato, now=NOW)

        left = [await find_session(connection, one.token, now=NOW) for one in of_sato]
        other = await find_session(connection, of_kato.token, now=NOW)
    assert (ended, left) == (3, [None, None, None])
    assert other is not None


async def test_a_role_taken_away_is_gone_with_the_next_request(house: House) -> None:
    account_id = await house.person("sato", Role.DESK, Role.ADMINISTRATOR)
    async with house.as_web() as connection:
        opened = await open_session(connection, account_id, now=NOW)

    async with house.as_owner() as connection:
        await connection.execute(text("UPDATE access.account SET roles = ARRAY['desk']"))

    async with house.as_web() as connection:
        found = await find_session(connection, opened.token, now=NOW)
    assert found is not None
    assert found.actor.roles == frozenset({Role.DESK})


async def test_tokens_nobody_issued_open_nothing(house: House) -> None:
    async with house.as_web() as connection:
        for token in ("", "guess", "x" * 100_000, "\ud800", "a\0b"):
            assert await find_session(connection, token, now=NOW) is None
            await end_session(connection, token, now=NOW)


async def test_sweeping_deletes_only_what_ran_out_a_day_ago(house: House) -> None:
    account_id = await house.person()
    async with house.as_web() as connection:
        await open_session(connection, account_id, now=NOW - timedelta(hours=37))
        await open_session(connection, account_id, now=NOW - timedelta(hours=35))
        await open_session(connection, account_id, now=NOW)

    async with house.as_sweeper() as connection:
        swept = await sweep_sessions(connection, now=NOW)
        again = await sweep_sessions(connection, now=NOW)

    assert (swept, again) == (1, 0)
