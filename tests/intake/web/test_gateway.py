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
from shared.settings import PROJECT
from tests.intake.web.conftest import BEARER, SIGNING, a_proposal, proposals

BEARING = {"Authorization": f"Bearer {BEARER}"}
FORM = {"content-type": "application/x-www-form-urlencoded"}
SAMPLES = PROJECT / "deploy" / "desks" / "gateways" / "samples"


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


def numbered(record: dict[str, Any], number: str, **changes: object) -> dict[str, Any]:
    """Return the notification of the record with this number in an app."""
    columns = record["record"] | {"$id": {"type": "__ID__", "value": number}}
    return record | {"app": {"id": "31"}, "type": "ADD_RECORD", "record": columns} | changes


async def outcomes(transactions: Transactions[Work]) -> list[tuple[str, str | None]]:
    async with transactions.begin() as work:
        rows = await work.connection.execute(
            text("SELECT outcome, outcome_detail FROM intake.raw_message ORDER BY received_at, raw_id")
        )
        return [(row.outcome, row.outcome_detail) for row in rows]


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


async def test_a_record_that_is_told_twice_is_one_proposal(
    client: httpx.AsyncClient, worker_transactions: Transactions[Work]
) -> None:
    first = await client.post("/gateway/kintone", json=numbered(a_record(), "7"), headers=BEARING)
    second = await client.post("/gateway/kintone", json=numbered(a_record(), "7", id="1-2"), headers=BEARING)

    assert (first.json(), second.json()) == ({"receipt": "R8-0001"}, {"receipt": "R8-0001"})
    assert await outcomes(worker_transactions) == [("case", None)]


async def test_a_known_record_that_says_something_else_waits_for_a_person(
    client: httpx.AsyncClient, worker_transactions: Transactions[Work]
) -> None:
    await client.post("/gateway/kintone", json=numbered(a_record(), "7"), headers=BEARING)
    changed = numbered(a_record(概要="直して貸し、店もひらく。"), "7", id="1-2")
    answer = await client.post("/gateway/kintone", json=changed, headers=BEARING)

    assert (answer.status_code, answer.json()) == (202, {"receipt": None})
    assert await outcomes(worker_transactions) == [("case", None), ("held", "gateway_changed")]


async def test_another_kind_of_notification_is_put_on_record_only_and_its_record_still_becomes_a_proposal(
    client: httpx.AsyncClient, worker_transactions: Transactions[Work]
) -> None:
    status = numbered(a_record(), "7", id="1-0", type="UPDATE_STATUS")
    ignored = await client.post("/gateway/kintone", json=status, headers=BEARING)
    taken = await client.post("/gateway/kintone", json=numbered(a_record(), "7"), headers=BEARING)

    assert (ignored.status_code, ignored.json()) == (202, {"receipt": None, "ignored": True})
    assert taken.json() == {"receipt": "R8-0001"}
    assert await outcomes(worker_transactions) == [("not_for_us", "ignored_event"), ("case", None)]


async def test_the_secret_address_opens_for_a_named_sender_only(
    client: httpx.AsyncClient, worker_transactions: Transactions[Work]
) -> None:
    right = await client.post(f"/gateway/kintone/{BEARER}", json=a_record())
    wrong = await client.post("/gateway/kintone/wrong", json=a_record())
    not_this_way = await client.post(f"/gateway/web-form/{BEARER}", data={"title": "朝市"})
    bare = await client.post("/gateway/movabletype", data={"entry": "{}"}, headers=BEARING)

    answers = (right, wrong, not_this_way, bare)
    assert [answer.status_code for answer in answers] == [202, 401, 401, 401]
    assert len(await proposals(worker_transactions)) == 1


async def test_a_form_that_holds_json_is_read_and_its_files_are_left_to_a_person(
    client: httpx.AsyncClient, worker_transactions: Transactions[Work]
) -> None:
    body = (SAMPLES / "movabletype.txt").read_bytes()
    answer = await client.post(f"/gateway/movabletype/{BEARER}", content=body, headers=FORM)

    assert answer.json() == {"receipt": "R8-0001"}
    async with worker_transactions.begin() as work:
        proposal_id = await work.connection.scalar(text("SELECT proposal_id FROM intake.proposal"))
        (document,) = await work.documents.open_all(proposal_id, DocumentKind.PROPOSAL)
    said = ProposalContent.model_validate_json(document.content)
    assert said.title == "港の空き倉庫でひらく海の図書室"
    assert said.warnings[0].startswith("添付ファイルは、中身ではなく取得先のアドレスだけが1件届きました。")
    assert {one.label: one.value for one in said.fields}["/data/きっかけ"] == '"県のウェブサイト"'


async def test_a_plain_form_is_read_and_the_same_sending_is_one_proposal(
    client: httpx.AsyncClient, worker_transactions: Transactions[Work]
) -> None:
    body = (SAMPLES / "web-form.txt").read_bytes()
    answers = [await client.post("/gateway/web-form", content=body, headers=BEARING | FORM) for _ in range(2)]

    assert [answer.json() for answer in answers] == [{"receipt": "R8-0001"}] * 2
    assert await proposals(worker_transactions) == [("R8-0001", "gateway", "npo")]


@pytest.mark.parametrize("body", [b"entry=1&entry=2", b"other=1", b"entry=%FF", b"\xff", b"", b"entry=[]", b"entry={"])
async def test_a_form_that_cannot_be_read_is_refused_in_japanese(client: httpx.AsyncClient, body: bytes) -> None:
    answer = await client.post(f"/gateway/movabletype/{BEARER}", content=body, headers=FORM)

    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")
    assert not answer.json()["detail"].isascii()
