"""A visitor without a browser, and the style guide in a real one."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from importlib import util
from pathlib import Path
from typing import Any

import httpx2
import pytest
import uvicorn
from fastapi import FastAPI
from playwright.async_api import Browser, async_playwright

_HERE = Path(__file__).parent
Visit = Callable[[FastAPI], httpx2.AsyncClient]


@pytest.fixture(scope="session")
def guide() -> Any:
    """The module of the style guide; tests are no package, so it is loaded by its path."""
    spec = util.spec_from_file_location("style_guide", _HERE / "style_guide.py")
    assert spec is not None
    assert spec.loader is not None
    module = util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
async def visit() -> AsyncIterator[Visit]:
    """Open a client of an application; what the application raises is answered as a visitor would see it."""
    opened: list[httpx2.AsyncClient] = []

    def open_client(app: FastAPI) -> httpx2.AsyncClient:
        transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
        opened.append(httpx2.AsyncClient(transport=transport, base_url="http://desk.test"))
        return opened[-1]

    yield open_client
    for client in opened:
        await client.aclose()


@pytest.fixture(scope="session")
async def guide_url(guide: Any) -> AsyncIterator[str]:
    """The style guide behind a real server."""
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(guide.guide_app(), log_level="warning", lifespan="off"))
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    await serving


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """A headless Chromium of the system."""
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield chromium
        await chromium.close()
