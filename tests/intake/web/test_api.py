"""The door for programs: accepted once, refused in words, never a 5xx for bad input."""

import re
from collections.abc import Mapping

import httpx2 as httpx
import pytest

from services.intake.storage.idempotency import RequestKey
from services.intake.storage.work import Work
from shared.database.transactions import Transactions
from tests.intake.web.conftest import a_proposal, proposals

KEY = {"Idempotency-Key": "k-1"}


async def post(client: httpx.AsyncClient, body: object, headers: Mapping[str, str] = KEY) -> httpx.Response:
    return await client.post("/api/proposals", json=body, headers=dict(headers))


async def test_a_proposal_is_accepted_with_a_number_and_a_secret_address(
    client: httpx.AsyncClient, worker_transactions: Transactions[Work]
) -> None:
    answer = await post(client, a_proposal())

    assert answer.status_code == 202
    assert answer.json()["status_url"].startswith("http://127.0.0.1:8080/status/")
    assert await proposals(worker_transactions) == [(answer.json()["receipt"], "api", "company")]


async def test_the_same_request_twice_is_one_proposal_and_one_answer(
    client: httpx.AsyncClient, worker_transactions: Transactions[Work]
) -> None:
    first = await post(client, a_proposal())

    second = await post(client, a_proposal())

    assert (second.status_code, second.json()) == (202, first.json())
    assert len(await proposals(worker_transactions)) == 1


async def test_the_same_key_for_another_request_is_refused(client: httpx.AsyncClient) -> None:
    await post(client, a_proposal())

    answer = await post(client, a_proposal(title="別の提案"))

    assert answer.status_code == 422
    assert answer.json()["type"] == "urn:renkei-desk:problem:key-reused"


async def test_a_request_without_a_key_is_refused(client: httpx.AsyncClient) -> None:
    answer = await post(client, a_proposal(), {})

    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")
    assert answer.json()["type"] == "urn:renkei-desk:problem:key-missing"


async def test_a_request_still_in_progress_is_refused(
    client: httpx.AsyncClient, worker_transactions: Transactions[Work]
) -> None:
    async with worker_transactions.begin() as work:
        await work.keys.lock([RequestKey("api", "k-1")])

        answer = await post(client, a_proposal())

    assert (answer.status_code, answer.json()["type"]) == (409, "urn:renkei-desk:problem:still-in-progress")


@pytest.mark.parametrize(
    "body",
    [
        b"title=x",
        b"[1, 2]",
        b'{"title": NaN}',
        b'{"title": "a", "title": "b"}',
        b'{"title": "\\ud800"}',
        b"\xff\xfe{}",
        b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b'{"a":' + b"[" * 30 + b"]" * 30 + b"}",
        b'{"title": ' + b"9" * 5000 + b"}",
        b"",
    ],
)
async def test_what_is_no_json_is_refused(client: httpx.AsyncClient, body: bytes) -> None:
    headers = KEY | {"Content-Type": "application/json"}

    answer = await client.post("/api/proposals", content=body, headers=headers)

    assert (answer.status_code, answer.json()["type"]) == (400, "urn:renkei-desk:problem:not-json")


async def test_odd_values_are_refused_field_by_field_and_never_an_error_of_ours(client: httpx.AsyncClient) -> None:
    odd = {"title": 123456789012345678901234567890, "categories": [{"a": 1}], "summary": None, "x": 10**40}

    answer = await post(client, a_proposal(**odd))

    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == ["#/title", "#/categories", "#/summary"]


async def test_what_only_a_person_at_a_screen_must_fill_may_be_missing(
    client: httpx.AsyncClient, worker_transactions: Transactions[Work]
) -> None:
    least = {"title": "空き店舗の学習室", "summary": "放課後の居場所です。", "contact_email": "a@example.jp"}

    answer = await post(client, least)

    assert answer.status_code == 202
    assert await proposals(worker_transactions) == [(answer.json()["receipt"], "api", "unknown")]


@pytest.mark.parametrize("missing", ["title", "summary", "contact_email"])
async def test_what_no_proposal_can_do_without_is_asked_for(client: httpx.AsyncClient, missing: str) -> None:
    least = {"title": "空き店舗の学習室", "summary": "放課後の居場所です。", "contact_email": "a@example.jp"}
    del least[missing]

    answer = await post(client, least)

    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == [f"#/{missing}"]


async def test_a_number_larger_than_any_column_in_an_unknown_field_is_kept(
    client: httpx.AsyncClient, worker_transactions: Transactions[Work]
) -> None:
    answer = await post(client, a_proposal(unknown_field=10**40))

    assert answer.status_code == 202


async def test_another_media_type_is_refused(client: httpx.AsyncClient) -> None:
    answer = await client.post("/api/proposals", content=b"a", headers=KEY | {"Content-Type": "text/plain"})

    assert answer.status_code == 415


async def test_a_body_that_is_too_long_is_refused_with_the_limit(client: httpx.AsyncClient) -> None:
    answer = await post(client, a_proposal(summary="あ" * 2_000_000))

    assert (answer.status_code, answer.json()["detail"]) == (413, "送信できる大きさは2MBまでです。")


async def test_files_are_taken_with_a_form(client: httpx.AsyncClient, worker_transactions: Transactions[Work]) -> None:
    files = [("files", ("../../etc/提案\u202e書\x07.pdf", b"%PDF-1.7", "application/pdf"))]

    answer = await client.post("/api/proposals", data=a_proposal(), files=files, headers=KEY)

    assert answer.status_code == 202
    status = await client.get(answer.json()["status_url"].removeprefix("http://127.0.0.1:8080"), follow_redirects=True)
    assert re.findall(r'desk-files__name"[^>]*>([^<]*)<', status.text) == ["提案書%07.pdf"]


async def test_too_many_files_are_refused_with_the_limit(client: httpx.AsyncClient) -> None:
    files = [("files", (f"{number}.txt", b"x", "text/plain")) for number in range(11)]

    answer = await client.post("/api/proposals", data=a_proposal(), files=files, headers=KEY)

    assert (answer.status_code, answer.json()["detail"]) == (
        413,
        "添付ファイルは10個までです。減らしてお送りください。",
    )


async def test_a_file_that_is_too_large_is_refused_with_the_limit(client: httpx.AsyncClient) -> None:
    files = [("files", ("a.bin", b"x" * 20_000_001, "application/octet-stream"))]

    answer = await client.post("/api/proposals", data=a_proposal(), files=files, headers=KEY)

    assert (answer.status_code, answer.json()["detail"]) == (
        413,
        "添付ファイルは1個20MBまでです。小さくしてお送りください。",
    )


async def test_more_than_any_request_may_hold_is_refused(client: httpx.AsyncClient) -> None:
    files = [("files", ("a.bin", b"x" * 45_000_000, "application/octet-stream"))]

    answer = await client.post("/api/proposals", data=a_proposal(), files=files, headers=KEY)

    assert answer.status_code == 413


async def test_while_the_database_is_away_the_sender_is_told_to_come_again(
    installation: Mapping[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from services.intake.wiring import site  # noqa: PLC0415

    monkeypatch.setenv("DESK_DATABASE_URL", "postgresql://127.0.0.1:1/desk")
    made = site()
    transport = httpx.ASGITransport(app=made.app, raise_app_exceptions=False)

    async with httpx.AsyncClient(transport=transport, base_url="http://desk.test") as client:
        answer = await post(client, a_proposal())

    assert (answer.status_code, answer.headers["retry-after"]) == (503, "30")
