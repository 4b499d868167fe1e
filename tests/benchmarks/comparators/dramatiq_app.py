"""Dramatiq over RabbitMQ: acknowledged after the work, published with confirms, eight threads, one insert per actor."""

from typing import Any

import dramatiq  # type: ignore[import-not-found]  # Lives in the environment of the comparators.
from dramatiq.brokers.rabbitmq import RabbitmqBroker  # type: ignore[import-not-found]  # The same.

from tests.benchmarks.comparators import inserts
from tests.benchmarks.comparators.common import broker, tell

dramatiq.set_broker(RabbitmqBroker(url=broker(), confirm_delivery=True))


def notify(id_: str, payload: str) -> None:
    """Do the last hop."""
    inserts.notify(id_, payload)


def route(id_: str, payload: str) -> None:
    """Do the middle hop and hand on."""
    inserts.route(id_, payload)
    NOTIFY.send(id_, payload)


# Plain calls: the decorators have no types.
NOTIFY: Any = dramatiq.actor(notify, queue_name="dramatiq.notify")
ROUTE: Any = dramatiq.actor(route, queue_name="dramatiq.routing")


if __name__ == "__main__":
    tell(inserts.produce(ROUTE.send))
