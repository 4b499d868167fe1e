"""A form is taken only from a page of ours."""

import re
from typing import Any

import httpx2
import pytest

from shared.web.csrf import FormNotFromHere

FIELD = re.compile(r'name="csrf_token" value="([^"]+)"')


async def token_from(client: httpx2.AsyncClient) -> str:
    found = FIELD.search((await client.get("/public")).text)
    assert found is not None
    return found[1]


async def test_a_form_of_our_page_is_taken(visit: Any, guide: Any) -> None:
    client = visit(guide.guide_app(signed_in=False))
    token = await token_from(client)

    answer = await client.post("/send", data={"csrf_token": token})

    assert answer.json() == {"sent": "yes"}


async def test_a_form_with_a_file_is_taken(visit: Any, guide: Any) -> None:
    client = visit(guide.guide_app(signed_in=False))
    token = await token_from(client)

    answer = await client.post("/send", data={"csrf_token": token}, files={"sheet": ("a.txt", b"text")})

    assert answer.json() == {"sent": "yes"}


async def test_the_token_may_stand_in_a_header(visit: Any, guide: Any) -> None:
    client = visit(guide.guide_app(signed_in=False))
    token = await token_from(client)

    answer = await client.post("/send", headers={"X-CSRF-Token": token})

    assert answer.json() == {"sent": "yes"}


@pytest.mark.parametrize("token", [None, "", "x", "a.b", "あ.い"])
async def test_a_form_without_a_true_token_is_refused_with_advice(visit: Any, guide: Any, token: str | None) -> None:
    client = visit(guide.guide_app(signed_in=False))
    await token_from(client)

    answer = await client.post("/send", data={} if token is None else {"csrf_token": token})

    assert answer.status_code == 403
    assert FormNotFromHere.public_message in answer.text


async def test_a_token_of_somebody_else_is_refused(visit: Any, guide: Any) -> None:
    app = guide.guide_app(signed_in=False)
    attacker, victim = visit(app), visit(app)
    token = await token_from(attacker)
    await token_from(victim)

    answer = await victim.post("/send", data={"csrf_token": token})

    assert answer.status_code == 403


async def test_a_token_dies_with_the_session_it_was_made_in(visit: Any, guide: Any) -> None:
    client = visit(guide.guide_app(signed_in=False))
    client.cookies.set("desk_session", "first")
    token = await token_from(client)
    before = await client.post("/send", data={"csrf_token": token})
    client.cookies.set("desk_session", "second")

    after = await client.post("/send", data={"csrf_token": token})

    assert (before.status_code, after.status_code) == (200, 403)


async def test_a_visitor_gets_one_cookie_that_scripts_cannot_read(visit: Any, guide: Any) -> None:
    client = visit(guide.guide_app(signed_in=False))

    first = await client.get("/public")
    second = await client.get("/public")

    assert re.sub(r"=[^;]+;", "=…;", first.headers["set-cookie"], count=1) == (
        "desk_form=…; HttpOnly; Path=/; SameSite=lax"
    )
    assert second.headers.get("set-cookie") is None


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Sec-Fetch-Site": "none"}, 200),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Origin": "http://desk.test"}, 200),
        # What browsers send for our own forms over plain http, because of our own referrer policy.
        ({"Origin": "null"}, 200),
        ({"Origin": "http://evil.test"}, 403),
        ({"Origin": "http://desk.test.evil.test"}, 403),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "null"}, 200),
    ],
)
async def test_the_browser_must_not_say_that_another_site_sent_the_form(
    visit: Any, guide: Any, headers: dict[str, str], status: int
) -> None:
    client = visit(guide.guide_app(signed_in=False))
    token = await token_from(client)

    answer = await client.post("/send", data={"csrf_token": token}, headers=headers)

    assert answer.status_code == status
