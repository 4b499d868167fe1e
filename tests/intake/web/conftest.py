"""The pages of intake in this process, on a real database."""

import json
import re
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any

import httpx2 as httpx
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.intake.storage.work import Work
from services.intake.wiring import site
from shared.access.accounts import NewAccount, create_account
from shared.access.actor import Role
from shared.access.sessions import open_session
from shared.database.transactions import Transactions
from shared.runtime.site import Site
from tests.kept_engines import keep

BEARER = "bearer-only-for-tests"
SIGNING = "whsec_b25seS1mb3ItdGVzdHMtb25seS1mb3ItdGVzdHM="


@cache
def built() -> Site:
    """Build the pages once for all tests: it takes longer than most of them, and no test leaves anything in them."""
    made = site()
    keep(made.engine)
    return made


@pytest.fixture
async def client(
    clean: None, installation: Mapping[str, str], monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[httpx.AsyncClient]:
    """A browser or program without cookies."""
    monkeypatch.setenv(
        "DESK_INTAKE_GATEWAY_SECRETS",
        json.dumps({"kintone": BEARER, "json": SIGNING, "movabletype": BEARER, "web-form": BEARER}),
    )
    transport = httpx.ASGITransport(app=built().app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://desk.test") as browser:
        yield browser


def a_proposal(**changes: Any) -> dict[str, Any]:
    """Return the fields of a proposal that is complete."""
    return {
        "title": "移動販売車による買い物支援と見守り",
        "proposal_type": "free",
        "categories": ["health-welfare", "regional"],
        "summary": "買い物に困る集落を、週に二度まわります。",
        "proposer_kind": "company",
        "proposer_name": "株式会社みどり商店",
        "contact_name": "佐藤 花子",
        "contact_email": "hanako@kigyo.example.jp",
        "means": "移動販売車三台で六十集落をまわり、異変があれば市町村へ知らせます。",
        "new_cost": "none",
        "cooperation": "undecided",
        "publication": "consult",
        "oath": "yes",
        "privacy": "yes",
    } | changes


def hidden(page: str) -> dict[str, str | list[str]]:
    """Return what the page's form carries in hidden fields."""
    found: dict[str, str | list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page):
        before = found.get(name)
        found[name] = value if before is None else [*([before] if isinstance(before, str) else before), value]
    return found


async def proposals(transactions: Transactions[Work]) -> list[tuple[str, str, str]]:
    """Return receipt, channel and kind of proposer of every proposal."""
    async with transactions.begin() as work:
        rows = await work.connection.execute(
            text("SELECT receipt, channel, proposer_kind FROM intake.proposal ORDER BY receipt")
        )
        return [(row.receipt, row.channel, row.proposer_kind) for row in rows]


async def sign_in(
    client: httpx.AsyncClient, admin: AsyncEngine, *roles: Role, department: str | None = None, user: str = ""
) -> None:
    """Let the browser be that of a person with these roles on the sample desk."""
    now = datetime.now(UTC)
    new = NewAccount(
        user=user or "-".join(roles),
        display_name="試験 太郎",
        roles=frozenset(roles),
        desk_id="miono",
        department=department,
    )
    async with admin.begin() as connection:
        account_id = await create_account(connection, new, password=None, now=now)
        opened = await open_session(connection, account_id, now=now)
    client.cookies.set("desk_session", opened.token, domain="desk.test")
