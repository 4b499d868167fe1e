"""The document of the API says what the program answers, to the last status; asked by schemathesis on real engines."""

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from itertools import count
from typing import Any

import httpx2 as httpx
import schemathesis
import uvicorn
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from starlette.applications import Starlette

from services.routing.handlers.verbs.registry import DOORS
from services.routing.web.verb_words import VERB_WORDS
from shared.access.accounts import NewAccount, create_account
from shared.access.actor import Role
from shared.access.tokens import issue_token
from shared.cli.openapi import document
from shared.runtime.front import Front
from shared.service import services
from shared.web.api import DOCUMENT
from tests.routing.agreements import concluded, drafted
from tests.routing.conftest import DESK, House

_RECEIPTS = ("R8-0012", "R8-0013", "R8-0014", "R8-9999")
_CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
_NUMBER = count()
_BOUNDED = settings(
    max_examples=3,
    deadline=None,
    database=None,
    derandomize=True,
    phases=(Phase.generate,),
    suppress_health_check=list(HealthCheck),
)


def test_the_document_is_the_one_the_program_prints(installation: Mapping[str, str]) -> None:
    said = json.loads(DOCUMENT.read_text(encoding="utf-8"))

    assert said == json.loads(json.dumps(document(), default=str)), "desk openapi > shared/web/openapi.json"


def test_every_verb_has_words_in_the_document() -> None:
    assert [verb for verb in DOORS if verb not in VERB_WORDS] == []


async def token_of(house: House, role: Role, department: str | None = None) -> str:
    """Return a token of a new account."""
    user, now = f"program-{role.value}", datetime.now(UTC)
    new = NewAccount(user=user, display_name=user, roles=frozenset({role}), desk_id=DESK, department=department)
    async with house.admin.begin() as connection:
        await create_account(connection, new, password=None, now=now)
        return (await issue_token(connection, user, label="", days=1, now=now)).text


@contextmanager
def listening() -> Iterator[str]:
    """Answer as the pages' process of a town does, without its relays, and give the address."""
    named = services("intake", "routing", "notify")
    sites = {service.name: service.web() for service in named}
    by_prefix = {prefix: sites[service.name].app for service in named for prefix in service.prefixes}

    @asynccontextmanager
    async def disposing(_app: Starlette) -> AsyncIterator[None]:
        yield
        for site in sites.values():
            await site.engine.dispose()

    app = Starlette(lifespan=disposing)
    app.router.default = Front(by_prefix, sites["routing"].app)
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None, timeout_graceful_shutdown=2))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        thread.join(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(10)


def asked_of_everything(address: str, tokens: list[str]) -> list[str]:
    """Ask every operation with what its schema allows, and return the statuses it answered with."""
    schema = schemathesis.openapi.from_dict(json.loads(DOCUMENT.read_text(encoding="utf-8")))
    statuses: list[str] = []
    with httpx.Client(base_url=address) as client:
        for found in schema.get_all_operations():
            assert isinstance(found, Ok)
            statuses += asked_of(found.ok(), client, tokens)
    return statuses


def asked_of(operation: Any, client: httpx.Client, tokens: list[str]) -> list[str]:
    """Ask one operation, mostly of cases there are and in the version they are in."""
    statuses: list[str] = []

    # The verbs of the ledger go through one door of one kind: what one of them answers, all do.
    of_ledger = "{number}/commands/" in operation.path

    @settings(_BOUNDED, max_examples=1 if of_ledger else _BOUNDED.max_examples)
    @given(case=operation.as_strategy())
    def ask(case: Any) -> None:
        which = next(_NUMBER)
        headers = {"Authorization": f"Bearer {tokens[which % len(tokens)]}"}
        if "receipt" in (case.path_parameters or {}) and which % 5:
            receipt = _RECEIPTS[which % len(_RECEIPTS)]
            version = client.get(f"/api/cases/{receipt}", headers=headers).headers.get("etag", '"1"')
            case.path_parameters["receipt"] = receipt
            case.headers = {**(case.headers or {}), "If-Match": version}
        if "number" in (case.path_parameters or {}) and which % 5:
            listed = client.get("/".join(operation.path.split("/")[:3]), headers=headers).json().get("items", ())
            for one in listed[which % 2 :][:1]:
                case.path_parameters["number"] = one["number"]
                case.headers = {**(case.headers or {}), "If-Match": f'"{one["version"]}"'}
        response = case.call(base_url=str(client.base_url), headers=headers)
        statuses.append(str(response.status_code))
        case.validate_response(response, checks=_CHECKS)

    ask()
    return statuses


async def test_whatever_a_program_asks_it_gets_what_the_document_says(house: House) -> None:
    await house.opened(receipt="R8-0012")
    await house.offered("shinrin", "kanko", receipt="R8-0013")
    await house.offered("kanko", receipt="R8-0014")
    await drafted(house)
    await concluded(house, ends_on="2049-09-30")
    tokens = [await token_of(house, Role.DESK), await token_of(house, Role.DEPARTMENT, "kanko")]

    with listening() as address:
        found = await asyncio.to_thread(asked_of_everything, address, tokens)

    assert {"200", "403", "404", "409", "422"} <= set(found)
