"""What a gateway delivers to a call: counted where it is open, and kept as a proposal where it is not."""

import json

import httpx2 as httpx
import pytest
from sqlalchemy import text

from services.intake.storage.work import Work
from shared.database.transactions import Transactions
from shared.documents import DocumentKind
from shared.documents.contents import ProposalContent
from tests.intake.web.conftest import proposals
from tests.intake.web.test_call_form import calls, received
from tests.intake.web.test_gateway import signed


async def test_a_delivery_answers_the_call_it_names(
    client: httpx.AsyncClient, worker_transactions: Transactions[Work]
) -> None:
    await calls(worker_transactions)
    body = of_call("BR8-0001")

    sent = await client.post("/gateway/json", content=body, headers=signed(body, "call-1"))

    call, fields = await received(worker_transactions)
    assert (sent.status_code, call) == (202, "BR8-0001")
    assert (fields["call_1"], fields["theme_number"]) == ("3台", "BR8-0001")
    assert [key for key in fields if key.startswith("unknown")] == []


@pytest.mark.parametrize(
    ("number", "why", "said"),
    [
        ("BR8-0003", "受付期間の外に届いたため", "BR8-0003 移動支援"),
        ("BR8-0009", "この番号の募集が公表されていないため", "BR8-0009"),
        ("B" * 200, "この番号の募集が公表されていないため", "B" * 100),
    ],
)
async def test_a_delivery_to_a_call_that_is_not_open_is_kept_as_a_proposal_with_a_warning(
    client: httpx.AsyncClient, worker_transactions: Transactions[Work], number: str, why: str, said: str
) -> None:
    await calls(worker_transactions)
    body = of_call(number)

    sent = await client.post("/gateway/json", content=body, headers=signed(body, "call-1"))

    call, fields = await received(worker_transactions)
    assert (sent.status_code, call, fields["call"]) == (202, None, said)
    assert [one for one in await warned(worker_transactions) if why in one] != []
    # The answers to the questions of the call stay, under whatever name.
    assert "3台" in "".join(fields.values())


async def test_a_company_that_answers_the_call_of_a_company_by_a_gateway_is_kept_and_stays_a_company(
    client: httpx.AsyncClient, worker_transactions: Transactions[Work]
) -> None:
    await calls(worker_transactions)
    async with worker_transactions.begin() as work:
        await work.connection.execute(text("UPDATE intake.public_call SET reverse = true"))
    body = of_call("BR8-0001", proposer_kind="company")

    sent = await client.post("/gateway/json", content=body, headers=signed(body, "call-1"))

    call, _ = await received(worker_transactions)
    assert (sent.status_code, call) == (202, None)
    assert await proposals(worker_transactions) == [("R8-0001", "gateway", "company")]
    assert [one for one in await warned(worker_transactions) if "市町村と県の所属のため" in one] != []


async def test_a_delivery_repeated_after_its_call_was_taken_back_is_answered_as_before(
    client: httpx.AsyncClient, worker_transactions: Transactions[Work]
) -> None:
    await calls(worker_transactions)
    body = of_call("BR8-0001")

    first = await client.post("/gateway/json", content=body, headers=signed(body, "call-1"))
    async with worker_transactions.begin() as work:
        await work.connection.execute(text("UPDATE intake.public_call SET gone = true"))
    again = await client.post("/gateway/json", content=body, headers=signed(body, "call-1"))

    assert (first.status_code, again.status_code, again.json()) == (202, 202, first.json())


def of_call(number: str, **more: str) -> str:
    """Return what a gateway delivers that names a call."""
    said = {
        "title": "移動販売",
        "summary": "集落をまわります。",
        "contact_email": "a@kigyo.example.jp",
        "call_1": "3台",
    }
    return json.dumps({"proposal": {**said, "call": number, **more}})


async def warned(transactions: Transactions[Work]) -> tuple[str, ...]:
    """Return of what the one proposal warns the desk."""
    async with transactions.begin() as work:
        statement = text("SELECT aggregate_id FROM intake.event_log WHERE type LIKE 'proposal.r%'")
        proposal = (await work.connection.execute(statement)).scalar_one()
        (document,) = await work.documents.open_all(proposal, DocumentKind.PROPOSAL)
    return ProposalContent.model_validate_json(document.content).warnings
