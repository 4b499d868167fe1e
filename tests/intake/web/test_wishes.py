"""A department proposes by a program as it does on the page: once, in its own name, and told what is wrong."""

from datetime import UTC, datetime

import httpx2 as httpx
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.intake.storage.work import Work
from shared.access.accounts import NewAccount, create_account
from shared.access.actor import Role
from shared.access.tokens import issue_token
from shared.database.transactions import Transactions
from tests.intake.web.conftest import a_proposal, proposals, sign_in
from tests.intake.web.test_call_form import calls

KEY = {"Idempotency-Key": "w-1"}


async def token_of(admin: AsyncEngine, role: Role, department: str | None) -> dict[str, str]:
    """Return the headers of a program that acts for a new account."""
    now = datetime.now(UTC)
    new = NewAccount(user=role.value, display_name="x", roles=frozenset({role}), desk_id="miono", department=department)
    async with admin.begin() as connection:
        await create_account(connection, new, password=None, now=now)
        issued = await issue_token(connection, role.value, label="", days=1, now=now)
    return KEY | {"Authorization": f"Bearer {issued.text}"}


async def test_a_department_proposes_by_a_program_once_in_its_own_name(
    client: httpx.AsyncClient, admin: AsyncEngine, worker_transactions: Transactions[Work]
) -> None:
    headers = await token_of(admin, Role.DEPARTMENT, "suisan")

    first, again = [await client.post("/api/wishes", json=a_proposal(), headers=headers) for _ in range(2)]
    other = await client.post("/api/wishes", json=a_proposal(title="別の提案"), headers=headers)

    assert [first.status_code, again.status_code, other.status_code] == [202, 202, 422]
    assert (again.json(), other.json()["type"]) == (first.json(), "urn:renkei-desk:problem:key-reused")
    assert await proposals(worker_transactions) == [(first.json()["receipt"], "department", "department")]
    async with worker_transactions.begin() as work:
        told = await work.connection.scalar(
            text("SELECT data->>'department' FROM intake.event_log WHERE type = 'proposal.received.v1'")
        )
        assert told == "suisan"


async def test_what_is_missing_is_named_field_by_field_as_on_the_page(
    client: httpx.AsyncClient, admin: AsyncEngine, worker_transactions: Transactions[Work]
) -> None:
    headers = await token_of(admin, Role.DEPARTMENT, "suisan")
    wrong = a_proposal(contact_email="no address") | {"title": ""}

    answer = await client.post("/api/wishes", json=wrong, headers=headers)

    assert answer.status_code == 422
    assert {"#/title", "#/contact_email"} <= {one["pointer"] for one in answer.json()["errors"]}
    assert await proposals(worker_transactions) == []


@pytest.mark.parametrize(("role", "department"), [(Role.DESK, None), (Role.MUNICIPALITY, "shi-isobe")])
async def test_only_a_department_proposes_for_a_department(
    client: httpx.AsyncClient, admin: AsyncEngine, role: Role, department: str | None
) -> None:
    headers = await token_of(admin, role, department)

    answer = await client.post("/api/wishes", json=a_proposal(), headers=headers)
    nobody = await client.post("/api/wishes", json=a_proposal(), headers=KEY)

    assert (answer.status_code, nobody.status_code) == (403, 401)


async def test_a_browser_session_needs_the_token_of_a_form(client: httpx.AsyncClient, admin: AsyncEngine) -> None:
    await sign_in(client, admin, Role.DEPARTMENT, department="suisan")

    answer = await client.post("/api/wishes", json=a_proposal(), headers=KEY)

    assert answer.status_code == 403


@pytest.mark.parametrize("place", ["proposals", "wishes"])
async def test_who_lost_the_answer_gets_it_although_the_call_has_closed(
    client: httpx.AsyncClient, admin: AsyncEngine, worker_transactions: Transactions[Work], place: str
) -> None:
    await calls(worker_transactions)
    headers, path = await token_of(admin, Role.DEPARTMENT, "suisan"), f"/api/{place}?call=BR8-0001"
    first = await client.post(path, json=a_proposal(call_1="車両三台"), headers=headers)
    async with worker_transactions.begin() as work:
        await work.connection.execute(text("UPDATE intake.public_call SET closed = true"))

    again = await client.post(path, json=a_proposal(call_1="車両三台"), headers=headers)
    late = await client.post(path, json=a_proposal(call_1="車両三台"), headers=headers | {"Idempotency-Key": "w-2"})

    assert [one.status_code for one in (first, again, late)] == [202, 202, 409]
    assert again.json() == first.json()
