import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.service import services, topology
from shared.settings import SettingMissing
from shared.setup.broker import BrokerAway, set_up_broker
from shared.setup.database import WrongLocale, set_up_database
from shared.setup.settings import read_setup_settings


async def test_setting_up_again_and_twice_at_once_changes_nothing(
    installation: Mapping[str, str], admin: AsyncEngine
) -> None:
    settings = read_setup_settings(installation)
    state = text(
        "SELECT string_agg(format('%s.%s %s', n.nspname, c.relname, c.relacl), ',' ORDER BY c.oid)"
        " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE n.nspname IN ('access', 'intake', 'routing', 'notify', 'publication', 'operations')"
    )
    async with admin.connect() as connection:
        before = await connection.scalar(state)

    await asyncio.gather(*(set_up_database(settings, services()) for _ in range(2)))
    await asyncio.gather(*(set_up_broker(settings, topology(services())) for _ in range(2)))

    async with admin.connect() as connection:
        assert await connection.scalar(state) == before


@pytest.fixture
async def c_database(admin: AsyncEngine) -> AsyncIterator[str]:
    async with admin.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        await connection.execute(text("CREATE DATABASE only_c LOCALE 'C' ENCODING 'UTF8' TEMPLATE template0"))
        yield "only_c"
        await connection.execute(text("DROP DATABASE only_c"))


async def test_a_database_that_cannot_sort_japanese_is_refused(
    installation: Mapping[str, str], c_database: str
) -> None:
    settings = read_setup_settings(installation)
    url = make_url(settings.database_url).set(database=c_database).render_as_string(hide_password=False)

    with pytest.raises(WrongLocale, match="UTF8"):
        await set_up_database(replace(settings, database_url=url), services())


async def test_a_management_interface_that_does_not_answer_is_said_so(installation: Mapping[str, str]) -> None:
    settings = replace(read_setup_settings(installation), management_url="http://a:b@127.0.0.1:1")

    with pytest.raises(BrokerAway, match="management"):
        await set_up_broker(settings, topology(services()))


def test_every_missing_setting_is_named_and_no_secret_is_quoted() -> None:
    with pytest.raises(SettingMissing) as caught:
        read_setup_settings({"DESK_DATABASE_URL": "postgresql://secret@x/y", "DESK_ROUTING_WEB_PASSWORD": ""})

    said = str(caught.value)
    assert "DESK_AMQP_URL" in said
    assert "DESK_ROUTING_WEB_PASSWORD" in said
    assert "DESK_DATABASE_URL" not in said
    assert "secret" not in said
