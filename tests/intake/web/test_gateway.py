"""Other systems' forms: proved, mapped, accepted once per delivery."""

import json
from datetime import UTC, datetime
from typing import Any

import httpx2 as httpx
import pytest
from sqlalchemy import text
from standardwebhooks import Webhook

from services.intake.storage.work import Work
from shared.database.transactions import Transactions
from shared.documents import DocumentKind
from shared.documents.contents import ProposalContent
from tests.intake.web.conftest import BEARER, SIGNING, a_proposal, proposals

BEARING = {"Authorization": f"Bearer {BEARER}"}


def signed(body: str, delivery: str = "msg_1", secret: str = SIGNING) -> dict[str, str]:
    """Return the headers of a Standard Webhooks delivery."""
    now = datetime.now(UTC)
    return {
        "webhook-id": delivery,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(secret).sign(msg_id=delivery, timestamp=now, data=body),
        "content-type": "application/json",
    }


def a_record(**columns: object) -> dict[str, Any]:
    """Return a notification as kintone sends it."""
    words = {
        "提案名": "空き家の利活用",
        "概要": "空き家を直して貸し出す。",
        "団体種別": "企業",
        "団体名": "株式会社みどり",
    }
    values = words | {"メールアドレス": "a@kigyo.example.jp"} | columns
    return {"id": "1-1", "record": {name: {"type": "TEXT", "value": value} for name, value in values.items()}}


async def test_a_signed_delivery_is_accepted_once_however_often_it_comes(
    client: httpx.AsyncClient, worker_transactions: Transactions[Work]
) -> None:
    body = json.dumps({"proposal": a_proposal()})

    first = await client.post("/gateway/json", content=body, headers=signed(body))
    second = await client.post("/gateway/json", content=body, headers=signed(body))

    assert (first.status_code, second.status_code) == (202, 202)
    assert first.json() == second.json()
    assert await proposals(worker_transactions) == [(first.json()["receipt"], "gateway", "company")]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"webhook-id": "1", "webhook-timestamp": "nan", "webhook-signature": "v1,AAAA"},
        {"webhook-id": "1", "webhook-timestamp": "1", "webhook-signature": "v1,AAAA"},
        signed("{}") | {"webhook-signature": "broken"},
        signed("{}") | {"webhook-signature": "v1,A"},
        signed("{}", secret="whsec_YW5vdGhlci1zZWNyZXQtZm9yLXRlc3Rz"),
        signed("other body"),
    ],
)
async def test_a_wrong_signature_is_refused(client: httpx.AsyncClient, headers: dict[str, str]) -> None:
    answer = await client.post("/gateway/json", content="{}", headers=headers)

    assert (answer.status_code, answer.json()) == (
        401,
        {
            "type": "urn:renkei-desk:problem:wrong-signature",
            "title": "署名または鍵を確認できませんでした",
            "status": 401,
            "detail": "送信元を確認できなかったため、受け付けていません。"
            "署名の鍵またはトークンの設定と、送信する側の時計をご確認のうえ、もう一度お送りください。",
        },
    )


async def test_bytes_that_are_no_text_are_refused(client: httpx.AsyncClient) -> None:
    answer = await client.post("/gateway/json", content=b"\xff\xfe", headers=signed(""))

    assert answer.status_code == 401


async def test_a_wrong_token_is_refused(client: httpx.AsyncClient) -> None:
    answer = await client.post("/gateway/kintone", json=a_record(), headers={"Authorization": "Bearer wrong"})

    assert answer.status_code == 401


async def test_a_gateway_nobody_set_up_is_not_there(client: httpx.AsyncClient) -> None:
    answer = await client.post("/gateway/other", json={}, headers=BEARING)

    assert answer.status_code == 404


async def test_a_record_is_mapped_and_what_is_not_understood_is_kept(
    client: httpx.AsyncClient, worker_transactions: Transactions[Work]
) -> None:
    answer = await client.post("/gateway/kintone", json=a_record(独自項目="社外秘の数字", 巨大=10**40), headers=BEARING)

    assert answer.status_code == 202
    async with worker_transactions.begin() as work:
        proposal_id = await work.connection.scalar(text("SELECT proposal_id FROM intake.proposal"))
        (document,) = await work.documents.open_all(proposal_id, DocumentKind.PROPOSAL)
    said = ProposalContent.model_validate_json(document.content)
    values = {field.label: field.value for field in said.fields}
    assert (values["/record/独自項目"], len(values["/record/巨大"])) == (
        '{"type": "TEXT", "value": "社外秘の数字"}',
        len('{"type": "TEXT", "value": ' + "1" + "0" * 40 + "}"),
    )


async def test_the_sender_is_told_the_number_and_no_secret_address(client: httpx.AsyncClient) -> None:
    answer = await client.post("/gateway/kintone", json=a_record(), headers=BEARING)

    assert (answer.status_code, answer.json()) == (202, {"receipt": "R8-0001"})


async def test_a_record_without_title_and_summary_waits_for_a_person(
    client: httpx.AsyncClient, worker_transactions: Transactions[Work]
) -> None:
    answer = await client.post("/gateway/kintone", json=a_record(提案名="", 概要=""), headers=BEARING)

    assert (answer.status_code, answer.json()) == (202, {"receipt": None})
    async with worker_transactions.begin() as work:
        rows = await work.connection.execute(text("SELECT outcome, outcome_detail FROM intake.raw_message"))
        assert [tuple(row) for row in rows] == [("held", "gateway_incomplete")]


async def test_a_delivery_without_its_id_is_refused(client: httpx.AsyncClient) -> None:
    answer = await client.post("/gateway/kintone", json={"record": {}}, headers=BEARING)

    assert answer.status_code == 400
