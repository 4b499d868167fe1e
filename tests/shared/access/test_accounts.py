"""Accounts: made once, valid by the calendar of Japan, closed at once."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from shared.access.accounts import (
    NewAccount,
    NoSuchAccount,
    UnusableAccount,
    UnusableMailAddress,
    UserTaken,
    actor_by_user,
    create_account,
    credentials_of,
    disable_account,
    normal_user,
    set_address,
    set_password,
)
from shared.access.actor import Actor, Role
from shared.access.passwords import WeakPassword, verify_password
from shared.access.sessions import find_session, open_session
from tests.shared.access.conftest import NOW, PASSWORD, House

SUZUKI = NewAccount(
    user="suzuki",
    display_name="鈴木 一郎",
    roles=frozenset({Role.DEPARTMENT, Role.OPERATOR}),
    desk_id="mirai",
    department="1203",
)


async def test_an_account_becomes_the_actor_it_describes(house: House) -> None:
    async with house.as_owner() as connection:
        account_id = await create_account(connection, SUZUKI, password=PASSWORD, now=NOW)

    async with house.as_web() as connection:
        actor = await actor_by_user(connection, "suzuki", now=NOW)

    assert actor == Actor(
        account_id=account_id,
        user="suzuki",
        display_name="鈴木 一郎",
        roles=frozenset({Role.DEPARTMENT, Role.OPERATOR}),
        desk_id="mirai",
        department="1203",
    )


async def test_only_a_hash_of_the_password_is_stored(house: House) -> None:
    await house.person("sato")

    async with house.as_owner() as connection:
        row = (await connection.execute(text("SELECT a::text FROM access.account a"))).scalar_one()

    assert PASSWORD not in row


async def test_a_second_account_of_the_same_name_is_refused_however_it_is_spelt(house: House) -> None:
    await house.person("sato")

    async with house.as_owner() as connection:
        with pytest.raises(UserTaken):
            await create_account(connection, replace(SUZUKI, user=" ＳＡＴＯ "), password=None, now=NOW)
        count = await connection.scalar(text("SELECT count(*) FROM access.account"))

    assert count == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"user": ""},
        {"user": "two words"},
        {"user": "nul\0l"},
        {"user": "x" * 65},
        {"roles": frozenset()},
        {"department": None},
        {"roles": frozenset({Role.MUNICIPALITY}), "department": None},
        {"roles": frozenset({Role.MUNICIPALITY, Role.DEPARTMENT})},
        {"valid_from": date(2026, 5, 1), "valid_to": date(2026, 4, 30)},
    ],
)
async def test_an_account_that_could_not_work_is_refused(house: House, wrong: dict[str, Any]) -> None:
    async with house.as_owner() as connection:
        with pytest.raises(UnusableAccount):
            await create_account(connection, replace(SUZUKI, **wrong), password=PASSWORD, now=NOW)


async def test_a_weak_password_makes_no_account(house: House) -> None:
    async with house.as_owner() as connection:
        with pytest.raises(WeakPassword):
            await create_account(connection, SUZUKI, password="suzuki-1", now=NOW)
        count = await connection.scalar(text("SELECT count(*) FROM access.account"))

    assert count == 0


async def test_a_new_password_replaces_the_old_and_ends_all_sessions(house: House) -> None:
    account_id = await house.person("sato")
    async with house.as_web() as connection:
        opened = await open_session(connection, account_id, now=NOW)

    async with house.as_owner() as connection:
        await set_password(connection, "sato", password="yama-no-takasa-77", now=NOW)

    async with house.as_web() as connection:
        credentials = await credentials_of(connection, "sato", now=NOW)
        still_there = await find_session(connection, opened.token, now=NOW)
    assert credentials is not None
    assert verify_password(credentials.password_hash, "yama-no-takasa-77")
    assert not verify_password(credentials.password_hash, PASSWORD)
    assert still_there is None


async def test_a_closed_account_cannot_be_used_and_its_sessions_end(house: House) -> None:
    account_id = await house.person("sato")
    async with house.as_web() as connection:
        opened = await open_session(connection, account_id, now=NOW)

    async with house.as_owner() as connection:
        await disable_account(connection, "sato", now=NOW)

    async with house.as_web() as connection:
        assert await credentials_of(connection, "sato", now=NOW) is None
        assert await find_session(connection, opened.token, now=NOW) is None
        with pytest.raises(NoSuchAccount):
            await actor_by_user(connection, "sato", now=NOW)


@pytest.mark.parametrize(
    ("moment", "valid"),
    [
        (datetime(2026, 3, 31, 14, 59, tzinfo=UTC), False),
        (datetime(2026, 3, 31, 15, 0, tzinfo=UTC), True),
        (datetime(2026, 4, 30, 14, 59, tzinfo=UTC), True),
        (datetime(2026, 4, 30, 15, 0, tzinfo=UTC), False),
    ],
)
async def test_an_account_is_valid_from_its_first_to_its_last_day_in_japan(
    house: House, moment: datetime, valid: bool
) -> None:
    account_id = await house.person("sato", valid_from=date(2026, 4, 1), valid_to=date(2026, 4, 30))
    async with house.as_web() as connection:
        opened = await open_session(connection, account_id, now=moment - timedelta(minutes=1))

    async with house.as_web() as connection:
        credentials = await credentials_of(connection, "sato", now=moment)
        found = await find_session(connection, opened.token, now=moment)

    assert (credentials is not None) is valid
    assert (found is not None) is valid


@pytest.mark.parametrize("user", ["nobody", "", "a\0b", "' OR 1=1 --", "\ud800"])
async def test_a_stranger_is_missing(house: House, user: str) -> None:
    async with house.as_owner() as connection:
        with pytest.raises(NoSuchAccount):
            await actor_by_user(connection, user, now=NOW)
        with pytest.raises(NoSuchAccount):
            await set_password(connection, user, password=PASSWORD, now=NOW)
        with pytest.raises(NoSuchAccount):
            await disable_account(connection, user, now=NOW)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE access.account SET roles = ARRAY['mayor']",
        "UPDATE access.account SET roles = ARRAY[]::text[]",
        "UPDATE access.account SET roles = ARRAY['department'], department = NULL",
        "UPDATE access.account SET issuer = 'https://idp.example'",
        "UPDATE access.account SET valid_to = '2020-01-01'",
    ],
)
async def test_the_database_refuses_an_account_that_makes_no_sense(house: House, statement: str) -> None:
    await house.person("sato")

    with pytest.raises(IntegrityError):
        async with house.as_owner() as connection:
            await connection.execute(text(statement))


def test_one_spelling_stands_for_all() -> None:
    assert [normal_user(user) for user in (" Sato ", "ＳＡＴＯ", "sato")] == ["sato"] * 3


async def test_a_person_is_told_by_mail_at_the_one_address_the_administrator_wrote_down(house: House) -> None:
    async with house.as_owner() as connection:
        await create_account(connection, replace(SUZUKI, email="suzuki@pref.example.jp"), password=PASSWORD, now=NOW)
        first = await connection.scalar(text("SELECT email FROM access.account"))
        await set_address(connection, "suzuki", None)
        cleared = await connection.scalar(text("SELECT email FROM access.account"))

    assert (first, cleared) == ("suzuki@pref.example.jp", None)


@pytest.mark.parametrize("address", ["", "suzuki", "a@b.jp, c@d.jp", "a@b.jp\nBcc: c@d.jp", "鈴木 <a@b.jp>"])
async def test_what_is_not_one_plain_address_is_refused(house: House, address: str) -> None:
    async with house.as_owner() as connection:
        await create_account(connection, SUZUKI, password=PASSWORD, now=NOW)
        with pytest.raises(UnusableMailAddress):
            await set_address(connection, "suzuki", address)
