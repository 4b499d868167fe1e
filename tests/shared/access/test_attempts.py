"""Guessing is slowed down, and nobody can lock somebody else out."""

import asyncio
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from shared.access.attempts import (
    TooManyAttempts,
    Visitor,
    attempt_succeeded,
    begin_attempt,
    sweep_attempts,
    visitor,
)
from tests.shared.access.conftest import NOW, House

SECRET = b"an example of a secret, 32 bytes"
SECOND = timedelta(seconds=1)


def sato_from(address: str) -> Visitor:
    return visitor(SECRET, user="sato", address=address)


async def fail(house: House, who: Visitor, times: int, *, at: datetime = NOW) -> None:
    for number in range(times):
        async with house.as_web() as connection:
            await begin_attempt(connection, who, now=at + number * SECOND)


async def test_ten_failures_in_ten_minutes_make_the_next_one_wait(house: House) -> None:
    who = sato_from("192.0.2.7")
    await fail(house, who, 10)

    async with house.as_web() as connection:
        with pytest.raises(TooManyAttempts) as refused:
            await begin_attempt(connection, who, now=NOW + 60 * SECOND)

    assert refused.value.wait_seconds == 541


async def test_after_the_wait_it_goes_on(house: House) -> None:
    who = sato_from("192.0.2.7")
    await fail(house, who, 10)

    async with house.as_web() as connection:
        attempt_id = await begin_attempt(connection, who, now=NOW + 601 * SECOND)

    assert attempt_id.version == 7


async def test_a_refusal_is_not_counted_so_waiting_always_helps(house: House) -> None:
    who = sato_from("192.0.2.7")
    await fail(house, who, 10)
    for second in range(100, 120):
        async with house.as_web() as connection:
            with pytest.raises(TooManyAttempts):
                await begin_attempt(connection, who, now=NOW + second * SECOND)

    async with house.as_owner() as connection:
        count = await connection.scalar(text("SELECT count(*) FROM access.sign_in_attempt"))

    assert count == 10


async def test_failures_elsewhere_do_not_lock_a_person_out(house: House) -> None:
    await fail(house, sato_from("203.0.113.66"), 10)

    await fail(house, sato_from("192.0.2.7"), 1)


async def test_another_name_from_the_same_office_may_still_sign_in(house: House) -> None:
    await fail(house, sato_from("192.0.2.7"), 10)

    await fail(house, visitor(SECRET, user="kato", address="192.0.2.7"), 1)


async def test_a_success_forgives_the_failures_before_it(house: House) -> None:
    who = sato_from("192.0.2.7")
    await fail(house, who, 9)
    async with house.as_web() as connection:
        attempt_id = await begin_attempt(connection, who, now=NOW + 20 * SECOND)
        await attempt_succeeded(connection, attempt_id)

    await fail(house, who, 10, at=NOW + 30 * SECOND)


async def test_many_addresses_guessing_one_name_wait_but_a_known_address_does_not(house: House) -> None:
    home = sato_from("192.0.2.7")
    async with house.as_web() as connection:
        await attempt_succeeded(connection, await begin_attempt(connection, home, now=NOW - timedelta(days=3)))
    for number in range(100):
        await fail(house, sato_from(f"198.51.100.{number}"), 1)

    async with house.as_web() as connection:
        with pytest.raises(TooManyAttempts) as refused:
            await begin_attempt(connection, sato_from("203.0.113.1"), now=NOW + SECOND)

    assert refused.value.wait_seconds == 600
    await fail(house, home, 1)


async def test_thirty_guesses_at_once_are_thirty_guesses(house: House) -> None:
    who = sato_from("192.0.2.7")

    async def guess() -> bool:
        try:
            async with house.as_web() as connection:
                await begin_attempt(connection, who, now=NOW)
        except TooManyAttempts:
            return False
        return True

    answers = await asyncio.gather(*(guess() for _ in range(30)))

    assert sum(answers) == 10


async def test_neither_names_nor_addresses_can_be_read_from_the_table(house: House) -> None:
    await fail(house, visitor(SECRET, user="hunter2-typed-here", address="192.0.2.7"), 1)

    async with house.as_owner() as connection:
        row = (await connection.execute(text("SELECT user_hash, address_hash FROM access.sign_in_attempt"))).one()

    other_key = visitor(b"another secret of the same size.", user="hunter2-typed-here", address="192.0.2.7")
    assert (len(row.user_hash), len(row.address_hash)) == (32, 32)
    assert row.user_hash != other_key.user_hash
    assert row.address_hash != other_key.address_hash


def test_one_network_of_ipv6_is_one_address() -> None:
    assert sato_from("2001:db8::1") == sato_from("2001:db8::ffff:1")
    assert sato_from("2001:db8::1") != sato_from("2001:db8:0:1::1")


@pytest.mark.parametrize("address", ["", "unix", "\ud800"])
def test_an_address_that_is_none_still_counts(address: str) -> None:
    assert sato_from(address) != sato_from("192.0.2.7")


async def test_sweeping_deletes_attempts_older_than_thirty_days(house: House) -> None:
    await fail(house, sato_from("192.0.2.7"), 3, at=NOW - timedelta(days=31))
    await fail(house, sato_from("192.0.2.7"), 1)

    async with house.as_sweeper() as connection:
        swept = await sweep_attempts(connection, now=NOW)

    assert swept == 3
