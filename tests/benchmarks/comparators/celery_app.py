"""Celery over RabbitMQ: acknowledged after the work, published with confirms, eight threads, one insert per task."""

from typing import Any

from celery import Celery  # type: ignore[import-not-found]  # Lives in the environment of the comparators.

from tests.benchmarks.comparators import inserts
from tests.benchmarks.comparators.common import broker, tell

app = Celery("bench", broker=broker())
app.conf.update(
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_ignore_result=True,
    task_store_errors_even_if_ignored=False,
    broker_transport_options={"confirm_publish": True},
    broker_connection_retry_on_startup=True,
    broker_pool_limit=10,
    worker_prefetch_multiplier=8,
    worker_send_task_events=False,
    task_routes={"bench.route": {"queue": "celery.routing"}, "bench.notify": {"queue": "celery.notify"}},
)


def notify(id_: str, payload: str) -> None:
    """Do the last hop."""
    inserts.notify(id_, payload)


def route(id_: str, payload: str) -> None:
    """Do the middle hop and hand on."""
    inserts.route(id_, payload)
    NOTIFY.delay(id_, payload)


# Plain calls: the decorators have no types.
NOTIFY: Any = app.task(notify, name="bench.notify")
ROUTE: Any = app.task(route, name="bench.route")


if __name__ == "__main__":
    tell(inserts.produce(ROUTE.delay))
