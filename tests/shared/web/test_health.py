"""What a supervisor and a monitor are told."""

import asyncio
from typing import Any

from prometheus_client import CollectorRegistry, Counter

from shared.web.health import Check, health_app


async def works() -> bool:
    return True


async def broken() -> bool:
    raise ConnectionRefusedError


async def hangs() -> bool:
    return await asyncio.Event().wait()


def client_with(visit: Any, registry: CollectorRegistry | None = None, **checks: Check) -> Any:
    return visit(health_app(checks=checks, registry=registry or CollectorRegistry(), check_seconds=0.05))


async def test_a_process_that_answers_is_alive_whatever_else_is_down(visit: Any) -> None:
    answer = await client_with(visit, database=broken).get("/healthz")

    assert (answer.status_code, answer.json()) == (200, {"status": "alive"})


async def test_a_service_is_ready_when_every_part_works(visit: Any) -> None:
    answer = await client_with(visit, database=works).get("/readyz")

    assert (answer.status_code, answer.json()) == (200, {"status": "ready", "failing": []})


async def test_a_service_that_is_not_ready_names_what_fails(visit: Any) -> None:
    answer = await client_with(visit, outbox=works, database=broken, broker=hangs).get("/readyz")

    assert (answer.status_code, answer.json()) == (
        503,
        {"status": "not_ready", "failing": ["broker", "database"]},
    )


async def test_metrics_are_those_of_the_registry_it_was_given(visit: Any) -> None:
    registry = CollectorRegistry()
    Counter("desk_pages", "Pages drawn.", registry=registry).inc()

    answer = await client_with(visit, registry).get("/metrics")

    lines = [line for line in answer.text.splitlines() if line.startswith("desk_pages_total")]
    assert lines == ["desk_pages_total 1.0"]
