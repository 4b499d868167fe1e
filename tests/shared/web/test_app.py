"""What every answer of every service carries."""

from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI
from starlette.responses import HTMLResponse

from shared.web.app import create_app


async def test_a_page_carries_the_policy_and_is_kept_by_nobody(visit: Any, guide: Any) -> None:
    answer = await visit(guide.guide_app()).get("/public")

    assert answer.status_code == 200
    assert answer.headers["content-security-policy"] == (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cross-origin-opener-policy"] == "same-origin"


async def test_a_route_may_draw_its_own_policy_tighter(visit: Any) -> None:
    app = create_app(title="test", templates=[])

    @app.get("/mail")
    async def mail() -> HTMLResponse:
        return HTMLResponse("<p>", headers={"Content-Security-Policy": "sandbox"})

    answer = await visit(app).get("/mail")

    assert answer.headers.get_list("content-security-policy") == ["sandbox"]


async def test_no_page_is_given_a_null_character_in_an_address(visit: Any) -> None:
    app = create_app(title="test", templates=[])

    @app.get("/named/{name}")
    async def named(name: str, looked_for: str) -> list[str]:
        return [name, looked_for]

    answer = await visit(app).get("/named/a%00?looked_for=b%00")

    assert answer.json() == ["a\ufffd", "b\ufffd"]


async def test_a_bug_carries_the_policy_too(visit: Any) -> None:
    app = create_app(title="test", templates=[])

    @app.get("/broken")
    async def broken() -> None:
        raise LookupError("the text of an idea")

    answer = await visit(app).get("/broken")

    assert answer.status_code == 500
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert answer.headers["cache-control"] == "no-store"


async def test_no_page_describes_the_interface_with_scripts_of_others(visit: Any) -> None:
    client = visit(create_app(title="test", templates=[]))

    statuses = [(await client.get(path)).status_code for path in ("/docs", "/redoc", "/openapi.json")]

    assert statuses == [404, 404, 404]


async def test_the_lifespan_of_the_service_runs() -> None:
    seen: list[str] = []

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> Any:
        seen.append("begins")
        yield
        seen.append("ends")

    app = create_app(title="test", templates=[], lifespan=lifespan)
    async with app.router.lifespan_context(app):
        seen.append("runs")

    assert seen == ["begins", "runs", "ends"]
