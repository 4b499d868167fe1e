from shared.messaging.backoff import NEWER_SECONDS
from shared.messaging.collector import Collector
from tests.shared.messaging.conftest import TABLES, House, diligent, incoming, recorded
from tests.shared.messaging.test_collector import take_all


async def test_what_a_newer_program_told_waits_an_hour_for_the_update_and_is_not_parked(house: House) -> None:
    message = incoming(recorded(), cloudEvents_type="case.opened.v2")

    await take_all(Collector(diligent(), TABLES, house.transactions), message)

    (row,) = await house.rows(
        "SELECT state, error_class, extract(epoch FROM next_at - last_at)::integer AS wait FROM routing.delivery_issue"
    )
    assert (row["state"], row["error_class"]) == ("retrying", "FromNewer")
    assert 0.8 * NEWER_SECONDS[0] <= row["wait"] <= 1.2 * NEWER_SECONDS[0]
