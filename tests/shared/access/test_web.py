"""The door as a browser meets it."""

import html
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Annotated

import httpx2
import pytest
from fastapi import Depends, FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.access.actor import Actor, Role
from shared.access.policy import Action
from shared.access.tokens import issue_token
from shared.access.web import (
    TEMPLATES,
    Access,
    CurrentActor,
    OptionalActor,
    SentOnPurpose,
    guard,
    local_path,
    permitted,
    signed_in_person,
    signin_router,
)
from shared.database.engine import async_url, make_engine
from shared.web.app import create_app
from shared.web.csrf import Csrf
from shared.web.frame import Frame
from tests.shared.access.conftest import NOW, PASSWORD, House

SECRET = b"an example of a secret, 32 bytes"


@dataclass
class Clock:
    at: datetime = field(default=NOW)

    def __call__(self) -> datetime:
        return self.at


def application(engine: AsyncEngine, clock: Clock, *, https: bool = False) -> FastAPI:
    app = create_app(
        title="例",
        templates=[TEMPLATES],
        csrf=Csrf(secret=SECRET, secure=https),
        frame_of=lambda request: replace(Frame(), user=signed_in_person(request)),
    )
    guard(app, Access(begin=engine.begin, secret=SECRET, cookie_secure=https, home="/cases", clock=clock))
    app.include_router(signin_router())

    @app.api_route("/cases", methods=["GET", "POST"])
    async def cases(actor: CurrentActor) -> str:
        return actor.user

    @app.get("/api/cases")
    async def api(actor: CurrentActor) -> str:
        return actor.user

    @app.post("/api/cases")
    async def act(actor: CurrentActor, _: SentOnPurpose) -> str:
        return actor.user

    @app.get("/hello")
    async def hello(actor: OptionalActor) -> str:
        return actor.user if actor else "nobody"

    @app.get("/accounts")
    async def accounts(actor: Annotated[Actor, Depends(permitted(Action.ACCOUNT_MANAGE))]) -> str:
        return actor.user

    return app


@dataclass
class Browser:
    client: httpx2.AsyncClient

    async def open(self, path: str, **headers: str) -> httpx2.Response:
        return await self.client.get(path, headers={k.replace("_", "-"): v for k, v in headers.items()})

    async def token(self) -> str:
        page = await self.open("/signin")
        found = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
        assert found is not None
        return html.unescape(found[1])

    async def sign_in(
        self, user: str = "sato", password: str = PASSWORD, after: str = "", **more: str
    ) -> httpx2.Response:
        form = {"user": user, "password": password, "next": after, "csrf_token": await self.token(), **more}
        return await self.client.post("/signin", data=form)

    async def post(self, path: str, **form: str) -> httpx2.Response:
        return await self.client.post(path, data=form)

    @property
    def session(self) -> str | None:
        return self.client.cookies.get("desk_session")


@asynccontextmanager
async def browsing(app: FastAPI, *, base: str = "http://desk.example") -> AsyncIterator[Browser]:
    transport = httpx2.ASGITransport(app=app, client=("192.0.2.7", 40000))
    async with httpx2.AsyncClient(transport=transport, base_url=base) as client:
        yield Browser(client)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def browser(house: House, clock: Clock) -> AsyncIterator[Browser]:
    async with browsing(application(house.web_engine, clock)) as one:
        yield one


async def test_a_person_signs_in_and_stands_on_the_page_they_asked_for(house: House, browser: Browser) -> None:
    await house.person("sato")
    sent_away = await browser.open("/cases?page=2")

    signed_in = await browser.sign_in(after="/cases?page=2")
    page = await browser.open("/cases?page=2")

    assert (sent_away.status_code, sent_away.headers["location"]) == (
        303,
        "/signin?next=/cases%3Fpage%3D2",
    )
    assert (signed_in.status_code, signed_in.headers["location"]) == (303, "/cases?page=2")
    assert (page.status_code, page.json()) == (200, "sato")


async def test_the_page_carries_the_address_to_come_back_to(browser: Browser) -> None:
    page = await browser.open('/signin?next=/cases%3Fq%3D"><b>')

    assert '<input type="hidden" name="next" value="/cases?q=&#34;&gt;&lt;b&gt;">' in page.text


async def test_the_page_has_labels_and_lets_password_managers_help(browser: Browser) -> None:
    page = (await browser.open("/signin")).text

    assert page.count('<label class="desk-label" for="f-user">') == 1
    assert page.count('<label class="desk-label" for="f-password">') == 1
    assert re.findall(r'autocomplete="([^"]+)"', page) == ["username", "current-password"]
    assert '<html lang="ja">' in page


async def test_the_cookie_is_kept_from_scripts_and_other_sites(house: House, browser: Browser) -> None:
    await house.person("sato")

    answer = await browser.sign_in()

    name, *attributes = answer.headers["set-cookie"].split("; ")
    assert name.startswith("desk_session=")
    assert sorted(attributes) == ["HttpOnly", "Path=/", "SameSite=lax"]


async def test_over_https_the_cookie_is_bound_to_this_host(house: House, clock: Clock) -> None:
    await house.person("sato")
    app = application(house.web_engine, clock, https=True)

    async with browsing(app, base="https://desk.example") as browser:
        answer = await browser.sign_in()
        page = await browser.open("/cases")

    name, *attributes = answer.headers["set-cookie"].split("; ")
    assert name.startswith("__Host-desk_session=")
    assert sorted(attributes) == ["HttpOnly", "Path=/", "SameSite=lax", "Secure"]
    assert page.status_code == 200


@pytest.mark.parametrize(
    ("user", "password"), [("sato", "wrong"), ("nobody", PASSWORD), ("", ""), ("a\0b", PASSWORD), ("oidc", "")]
)
async def test_every_failure_looks_the_same(house: House, browser: Browser, user: str, password: str) -> None:
    await house.person("sato")
    await house.person("oidc", password=None)

    answer = await browser.sign_in(user, password)

    assert answer.status_code == 403
    assert answer.text.count("利用者名またはパスワードが正しくありません。") == 1
    assert browser.session is None


async def test_a_failed_form_keeps_the_name_and_forgets_the_password(house: House, browser: Browser) -> None:
    answer = await browser.sign_in('<b>"sato', "secret-typed-password", after="/hello")

    assert 'value="&lt;b&gt;&#34;sato"' in answer.text
    assert 'name="next" value="/hello"' in answer.text
    assert "secret-typed-password" not in answer.text


async def test_the_eleventh_guess_waits_even_with_the_right_password(
    house: House, browser: Browser, clock: Clock
) -> None:
    await house.person("sato")
    for _ in range(10):
        await browser.sign_in(password="wrong")

    refused = await browser.sign_in()
    clock.at += timedelta(seconds=int(refused.headers["retry-after"]))
    accepted = await browser.sign_in()

    assert (refused.status_code, refused.headers["retry-after"]) == (429, "601")
    assert accepted.status_code == 303


async def test_a_new_session_replaces_the_one_the_browser_had(house: House, browser: Browser) -> None:
    await house.person("sato")
    await browser.sign_in()
    old = browser.session
    form = {"user": "sato", "password": PASSWORD, "csrf_token": await _token_while_signed_in(browser)}
    await browser.client.post("/signin", data=form)
    new = browser.session

    browser.client.cookies.set("desk_session", old or "", domain="desk.example", path="/")
    with_old = await browser.open("/hello")

    assert None not in {old, new}
    assert old != new
    assert with_old.json() == "nobody"


async def _token_while_signed_in(browser: Browser) -> str:
    # The sign-in page sends somebody who is signed in onwards, so the form is taken from another tab's view.
    csrf = Csrf(secret=SECRET, secure=False)
    nonce = "other-tab"
    return f"{nonce}.{csrf._mac(f'desk_session={browser.session}', nonce)}"


async def test_a_session_the_attacker_planted_is_not_taken_over(house: House, browser: Browser) -> None:
    await house.person("sato")
    browser.client.cookies.set("desk_session", "planted-by-somebody", domain="desk.example", path="/")

    await browser.sign_in()

    assert len(browser.session or "") == 43
    assert (await browser.open("/hello")).json() == "sato"


async def test_signing_out_ends_the_session_on_the_server(house: House, browser: Browser) -> None:
    await house.person("sato")
    await browser.sign_in()
    token = browser.session or ""

    answer = await browser.post("/signout", csrf_token=await _token_while_signed_in(browser))
    forgotten = browser.session
    browser.client.cookies.set("desk_session", token, domain="desk.example", path="/")
    page = await browser.open("/hello")

    assert (answer.status_code, answer.headers["location"]) == (303, "/signin")
    assert forgotten is None
    assert page.json() == "nobody"


async def test_a_link_cannot_sign_anybody_out(house: House, browser: Browser) -> None:
    await house.person("sato")
    await browser.sign_in()

    answer = await browser.open("/signout")

    assert answer.status_code == 405
    assert (await browser.open("/hello")).json() == "sato"


@pytest.mark.parametrize("path", ["/signin", "/signout"])
async def test_a_form_from_elsewhere_is_refused(house: House, browser: Browser, path: str) -> None:
    await house.person("sato")

    without = await browser.post(path, user="sato", password=PASSWORD)
    foreign = await browser.client.post(
        path,
        data={"user": "sato", "password": PASSWORD, "csrf_token": await browser.token()},
        headers={"Sec-Fetch-Site": "cross-site"},
    )

    assert (without.status_code, foreign.status_code) == (403, 403)
    assert browser.session is None


async def test_the_api_answers_401_as_a_problem(browser: Browser) -> None:
    answer = await browser.open("/api/cases")

    assert (answer.status_code, answer.headers["content-type"]) == (401, "application/problem+json")
    assert answer.json()["title"] == "サインインが必要です"


async def test_a_part_asked_for_by_htmx_leaves_the_whole_page(browser: Browser) -> None:
    answer = await browser.open("/cases", HX_Request="true", HX_Current_URL="http://desk.example/hello?tab=1")

    assert (answer.status_code, answer.headers["hx-redirect"]) == (401, "/signin?next=/hello%3Ftab%3D1")


async def test_a_form_sent_after_the_session_ran_out_comes_back_to_the_home_page(browser: Browser) -> None:
    answer = await browser.post("/cases")

    assert answer.headers["location"] == "/signin?next=/cases"


async def test_a_page_with_a_japanese_address_is_found_again(house: House, browser: Browser) -> None:
    await house.person("sato")
    await browser.sign_in()

    onwards = await browser.open("/signin?next=%2Fcases%2F%25E6%25A1%2588")

    assert onwards.headers["location"] == "/cases/%E6%A1%88"


async def test_after_thirty_quiet_minutes_the_page_asks_again(house: House, browser: Browser, clock: Clock) -> None:
    await house.person("sato")
    await browser.sign_in()

    clock.at += timedelta(minutes=30)

    assert (await browser.open("/cases")).status_code == 303


async def test_a_page_for_administrators_refuses_others_in_japanese(house: House, browser: Browser) -> None:
    await house.person("sato", Role.DESK)
    await house.person("kanri", Role.ADMINISTRATOR)

    await browser.sign_in("sato")
    refused = await browser.open("/accounts")
    browser.client.cookies.clear()
    await browser.sign_in("kanri")
    opened = await browser.open("/accounts")

    assert refused.status_code == 403
    assert "この操作を行う権限がありません。" in refused.text
    assert (opened.status_code, opened.json()) == (200, "kanri")


async def test_without_a_database_the_door_says_try_later(clock: Clock) -> None:
    gone = make_engine(async_url("postgresql://nobody@127.0.0.1:1/desk"), name="tests")
    async with browsing(application(gone, clock)) as browser:
        browser.client.cookies.set("desk_session", "x" * 43, domain="desk.example", path="/")
        page = await browser.open("/cases")
        browser.client.cookies.clear()
        entering = await browser.sign_in()

    assert (page.status_code, page.headers["retry-after"]) == (503, "30")
    assert entering.status_code == 503


@pytest.mark.parametrize("target", ["/cases", "/cases/1?tab=2&x=%2F", "/", "/a//b", "/signing", "/x?next=//evil"])
def test_a_path_of_this_site_is_followed(target: str) -> None:
    assert local_path(target, otherwise="/home") == target


@pytest.mark.parametrize(
    "target",
    [
        "",
        "cases",
        "https://evil.example/",
        "//evil.example/",
        "///evil.example/",
        "/\\evil.example/",
        "\\\\evil.example/",
        "/\t/evil.example/",
        "/\n/evil.example/",
        "/\r\nSet-Cookie: a=b",
        " //evil.example",
        "/ /evil.example",
        "javascript:alert(1)",
        "/日本",
        "/\u2028/x",
        "/" + "x" * 2001,
        "/signin",
        "/signin/?next=/signin",
        "/signout",
    ],
)
def test_an_address_that_could_lead_away_is_replaced_by_the_home_page(target: str) -> None:
    assert local_path(target, otherwise="/home") == "/home"


async def bearer(house: House, user: str) -> str:
    async with house.as_owner() as connection:
        return f"Bearer {(await issue_token(connection, user, label='', days=1, now=NOW)).text}"


async def test_a_program_reads_and_acts_with_a_token_and_no_cookie(house: House, browser: Browser) -> None:
    await house.person("sato")
    shown = {"Authorization": await bearer(house, "sato")}

    read = await browser.client.get("/api/cases", headers=shown)
    acted = await browser.client.post("/api/cases", headers=shown)
    page = await browser.client.get("/cases", headers=shown)

    assert (read.json(), acted.json()) == ("sato", "sato")
    assert (page.status_code, page.headers["location"]) == (303, "/signin?next=/cases")


async def test_where_a_token_is_shown_the_cookie_counts_for_nothing(house: House, browser: Browser) -> None:
    await house.person("sato")
    await house.person("kato")
    await browser.sign_in("sato")

    other = await browser.open("/api/cases", Authorization=await bearer(house, "kato"))
    wrong = await browser.open("/api/cases", Authorization="Bearer desk_0")

    assert other.json() == "kato"
    assert (wrong.status_code, wrong.headers["www-authenticate"]) == (401, 'Bearer error="invalid_token"')
    assert wrong.json()["detail"] == "トークンが正しくないか、期限が切れているか、取り消されています。"


async def test_a_session_acts_by_the_api_only_with_the_token_of_a_form(house: House, browser: Browser) -> None:
    await house.person("sato")
    await browser.sign_in()
    page = await browser.open("/signin")
    await browser.open("/cases")

    without = await browser.client.post("/api/cases")
    forged = await browser.client.post("/api/cases", headers={"X-CSRF-Token": "a.b"})

    assert page.status_code == 303
    assert (without.status_code, forged.status_code) == (403, 403)
