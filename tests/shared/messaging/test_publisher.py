"""A broker that lets us not in is told from one that is away: only the first needs `desk setup`."""

import pytest
from sqlalchemy import make_url

from shared.messaging.publisher import BROKER_ERRORS, BrokerRefuses, Publisher


@pytest.mark.parametrize("wrong", [{"database": "nowhere"}, {"password": "of yesterday"}])
async def test_who_may_not_into_the_virtual_host_or_is_not_known_is_refused(
    amqp_url: str, wrong: dict[str, str]
) -> None:
    url = make_url(amqp_url).set(**wrong).render_as_string(hide_password=False)  # type: ignore[arg-type]  # by name
    publisher = Publisher(url, name="test-refused")

    with pytest.raises(BrokerRefuses):
        await publisher.open()


async def test_a_broker_that_is_away_refuses_nobody() -> None:
    publisher = Publisher("amqp://desk@127.0.0.1:9/desk", name="test-away")

    with pytest.raises(BROKER_ERRORS) as raised:
        await publisher.open()

    assert not isinstance(raised.value, BrokerRefuses)
