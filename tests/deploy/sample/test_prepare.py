"""The sample prefecture goes into an empty desk, and into no desk that has people of its own."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from deploy.sample.prepare import DeskInUse, prepare_sample
from shared.access.accounts import NewAccount, create_account
from shared.access.actor import Role

PERSON = NewAccount(user="yamada", display_name="山田", roles=frozenset({Role.DESK}), desk_id="miono")


async def test_the_sample_is_prepared_again_with_the_passwords_it_had(admin: AsyncEngine, clean: None) -> None:
    first = await prepare_sample({})

    again = await prepare_sample({card["user"]: card["password"] for card in first})

    assert again == first
    async with admin.connect() as connection:
        assert await connection.scalar(text("SELECT count(*) FROM routing.department")) == 64


async def test_a_desk_with_people_of_its_own_gets_no_sample(admin: AsyncEngine, clean: None) -> None:
    async with admin.begin() as connection:
        await create_account(connection, PERSON, password="a-long-pass-phrase-here", now=datetime.now(UTC))

    with pytest.raises(DeskInUse):
        await prepare_sample({})

    async with admin.connect() as connection:
        assert await connection.scalar(text("SELECT count(*) FROM access.account")) == 1
