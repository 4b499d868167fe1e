import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import httpx2 as httpx
from prometheus_client import CollectorRegistry
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from shared.messaging.metrics import OUTBOX_WAITING
from shared.runtime.health import QuietServer, health_server, quiet_server
from shared.web.health import health_app
from tests.ports import free_port
from tests.waiting import until


@asynccontextmanager
async def serving(server: QuietServer) -> AsyncIterator[asyncio.Task[None]]:
    task = asyncio.create_task(server.serve())
    await until(lambda: server.started)
    try:
        yield task
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def test_a_server_that_is_stopped_finishes_its_answers_and_its_lifespan() -> None:
    entered, go_on, said = asyncio.Event(), asyncio.Event(), []

    async def slow(_request: Request) -> Response:
        entered.set()
        await go_on.wait()
        return PlainTextResponse("済")

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        said.append("begun")
        yield
        said.append("ended")

    port = free_port()
    app = Starlette(routes=[Route("/slow", slow)], lifespan=lifespan)
    async with serving(quiet_server(app, host="127.0.0.1", port=port)) as task, httpx.AsyncClient() as client:
        asking = asyncio.create_task(client.get(f"http://127.0.0.1:{port}/slow"))
        await entered.wait()

        task.cancel()
        go_on.set()
        answer = await asking
        await until(task.done)

    assert answer.text == "済"
    assert said == ["begun", "ended"]


async def test_a_worker_says_which_of_its_engines_is_away() -> None:
    async def yes() -> bool:
        return True

    async def no() -> bool:
        return False

    port = free_port()
    server = health_server({"database": yes, "broker": no}, host="127.0.0.1", port=port)
    async with serving(server), httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
        alive, ready, metrics = [await client.get(path) for path in ("/healthz", "/readyz", "/metrics")]

    assert (alive.status_code, ready.status_code, metrics.status_code) == (200, 503, 200)
    assert "broker" in ready.text
    assert next(iter(OUTBOX_WAITING.describe())).name in metrics.text
    assert "server" not in alive.headers


async def test_a_server_that_is_to_end_says_so_before_it_closes_its_port() -> None:
    port = free_port()
    server = quiet_server(Starlette(), host="127.0.0.1", port=port, notice_seconds=1)
    server.config.app = health_app(checks={"staying": server.stays}, registry=CollectorRegistry())
    address = f"http://127.0.0.1:{port}/readyz"
    async with serving(server) as task, httpx.AsyncClient() as client, httpx.AsyncClient() as newcomer:
        before = await client.get(address)
        task.cancel()
        await until(lambda: server.leaving)

        after = await newcomer.get(address)
        await until(task.done)

    assert (before.status_code, after.status_code) == (200, 503)
    assert after.json()["failing"] == ["staying"]
