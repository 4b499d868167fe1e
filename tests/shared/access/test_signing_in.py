"""Signing in, where two things happen at once."""

import asyncio
import threading

import pytest

from shared.access import signing_in
from shared.access.accounts import set_password
from shared.access.passwords import verify_password
from shared.access.sessions import find_session
from shared.access.signing_in import Knock, WrongCredentials, sign_in
from tests.shared.access.conftest import NOW, PASSWORD, House

KNOCK = Knock(user="sato", password=PASSWORD, address="192.0.2.7")
SECRET = b"an example of a secret, 32 bytes"


async def test_the_right_password_opens_a_session_of_its_account(house: House) -> None:
    account_id = await house.person("sato")

    opened = await sign_in(house.as_web, KNOCK, secret=SECRET, now=lambda: NOW)

    async with house.as_web() as connection:
        found = await find_session(connection, opened.token, now=NOW)
    assert found is not None
    assert found.actor.account_id == account_id


async def test_a_password_changed_while_it_was_compared_opens_nothing(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await house.person("sato")
    compare = verify_password
    compared, changed = threading.Event(), threading.Event()

    def compare_slowly(password_hash: str | None, password: str) -> bool:
        fits = compare(password_hash, password)
        compared.set()
        changed.wait(5)
        return fits

    monkeypatch.setattr(signing_in, "verify_password", compare_slowly)
    entering = asyncio.create_task(sign_in(house.as_web, KNOCK, secret=SECRET, now=lambda: NOW))
    await asyncio.to_thread(compared.wait, 5)
    async with house.as_owner() as connection:
        await set_password(connection, "sato", password="yama-no-takasa-77", now=NOW)
    changed.set()

    with pytest.raises(WrongCredentials):
        await entering
