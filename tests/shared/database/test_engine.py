import asyncio
from collections.abc import Mapping

import pytest
from sqlalchemy import make_url, text

from shared.database.engine import async_url, make_engine
from shared.database.errors import DATABASE_ERRORS, is_away
from tests.shared.messaging.proxy import proxy_to

QUICK_S = 1
HANGS_S = 60


async def test_a_connection_that_silently_carries_nothing_any_more_is_an_error_within_seconds(
    installation: Mapping[str, str],
) -> None:
    url = make_url(installation["DESK_DATABASE_URL"])
    async with proxy_to("127.0.0.1", url.port or 0) as network:
        through = async_url(url.set(port=network.port).render_as_string(hide_password=False))
        engine = make_engine(through, name="half-open", size=1, statement_timeout_seconds=QUICK_S)
        async with engine.connect() as connection:
            await connection.execute(text("SELECT 1"))
            await network.strand()

            asking = asyncio.ensure_future(connection.execute(text("SELECT 2")))
            # What nobody cuts off hangs for a quarter of an hour: a slow machine is not what is looked for.
            await asyncio.wait([asking], timeout=HANGS_S)
            assert asking.done()
            with pytest.raises(DATABASE_ERRORS) as raised:
                await asking

        assert is_away(raised.value)
        async with engine.connect() as connection:
            assert await connection.scalar(text("SELECT 3")) == 3
        await engine.dispose()
