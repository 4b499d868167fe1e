"""Errors as people and machines are told of them."""

import re
from typing import Annotated, Any

import pytest
from fastapi import FastAPI, Header, HTTPException, Query
from pydantic import BaseModel, Field

from shared.errors import Invalid, Missing, Refused, Temporary
from shared.web.app import create_app
from shared.web.frame import Frame

SECRET = "an idea that nobody may read"


class NotAllowedNow(Refused):
    """The command makes sense, but not in the stage the case is in."""

    public_message = "検討中の提案は取り下げられません。"


class TooLarge(Invalid):
    """A file is larger than the desk takes."""

    http_status = 413
    public_message = "添付ファイルは20MBまでです。"
    errors = ({"detail": "20MBを超えています。", "pointer": "#/attachments/0"},)


class NotProved(Refused):
    """A program did not prove who it is; it has nowhere to sign in."""

    http_status = 401
    public_title = "署名を確認できませんでした"
    public_message = "署名の設定をご確認ください。"


class Body(BaseModel):
    title: str = Field(max_length=3)
    parts: list[int]


@pytest.fixture
def failing() -> FastAPI:
    app = create_app(title="test", templates=[], frame=Frame(desk_name="みどりデスク"), max_body_bytes=1024 * 1024)
    raised: dict[str, Exception] = {
        "refused": NotAllowedNow(SECRET),
        "missing": Missing(SECRET),
        "invalid": Invalid(SECRET),
        "large": TooLarge(SECRET),
        "temporary": Temporary(SECRET),
        "proof": NotProved(SECRET),
        "bug": ZeroDivisionError(SECRET),
        "english": HTTPException(403, detail="Forbidden by rule 7"),
        "japanese": HTTPException(409, detail="受付は終了しました。"),
        "teapot": HTTPException(418),
        "signin": HTTPException(303, headers={"Location": "/signin"}),
    }

    async def fail(kind: str) -> None:
        raise raised[kind]

    for prefix in ("/pages", "/api"):
        app.add_api_route(prefix + "/{kind}", fail)

    @app.post("/api/body")
    async def body(body: Body, n: Annotated[int, Query(le=5)] = 1, key: Annotated[str, Header()] = "") -> Body:
        return body

    return app


@pytest.mark.parametrize(
    ("kind", "status", "detail"),
    [
        ("refused", 409, "検討中の提案は取り下げられません。"),
        ("missing", 404, Missing.public_message),
        ("invalid", 422, Invalid.public_message),
        ("temporary", 503, Temporary.public_message),
        ("large", 413, "添付ファイルは20MBまでです。"),
        ("english", 403, "必要な権限がありません。担当のデスクへご確認ください。"),
        ("japanese", 409, "受付は終了しました。"),
        ("teapot", 418, "内容の形式をご確認のうえ、もう一度お送りください。"),
    ],
)
async def test_each_kind_has_one_status_and_its_own_words(
    visit: Any, failing: FastAPI, kind: str, status: int, detail: str
) -> None:
    client = visit(failing)

    page = await client.get(f"/pages/{kind}")
    problem = await client.get(f"/api/{kind}")

    assert (page.status_code, problem.status_code) == (status, status)
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert detail in page.text
    assert problem.headers["content-type"] == "application/problem+json"
    assert problem.json()["detail"] == detail
    assert SECRET not in page.text + problem.text


async def test_a_problem_names_its_kind_and_where_it_is(visit: Any, failing: FastAPI) -> None:
    answer = await visit(failing).get("/api/large")

    assert answer.json() == {
        "type": "urn:renkei-desk:problem:too-large",
        "title": "送信された内容が大きすぎます",
        "status": 413,
        "detail": "添付ファイルは20MBまでです。",
        "errors": [{"detail": "20MBを超えています。", "pointer": "#/attachments/0"}],
    }


async def test_a_refusal_with_a_title_of_its_own_is_not_called_by_its_status(visit: Any, failing: FastAPI) -> None:
    client = visit(failing)

    problem = await client.get("/api/proof")
    page = await client.get("/pages/proof")

    assert (problem.status_code, problem.json()["title"]) == (401, "署名を確認できませんでした")
    assert re.findall(r"<h1[^>]*>([^<]*)</h1>", page.text) == ["署名を確認できませんでした"]


async def test_a_temporary_error_says_when_to_come_again(visit: Any, failing: FastAPI) -> None:
    client = visit(failing)

    waits = [(await client.get(path)).headers["retry-after"] for path in ("/pages/temporary", "/api/temporary")]

    assert waits == ["30", "30"]


async def test_a_bug_shows_a_number_and_nothing_of_itself(visit: Any, failing: FastAPI) -> None:
    client = visit(failing)

    page = await client.get("/pages/bug")
    problem = await client.get("/api/bug")

    assert page.status_code == 500
    assert "システムの不具合" in page.text
    assert "みどりデスク" in page.text
    assert re.fullmatch(r"[0-9a-f]{8}", problem.json()["reference"])
    assert SECRET not in page.text + problem.text
    assert "ZeroDivision" not in page.text + problem.text


async def test_a_redirect_raised_by_a_dependency_stays_a_redirect(visit: Any, failing: FastAPI) -> None:
    answer = await visit(failing).get("/pages/signin")

    assert (answer.status_code, answer.headers["location"]) == (303, "/signin")


async def test_every_wrong_value_is_pointed_at_in_japanese(visit: Any, failing: FastAPI) -> None:
    answer = await visit(failing).post("/api/body?n=9", json={"title": "four", "parts": [1, "x"]})

    assert answer.status_code == 422
    assert answer.json()["errors"] == [
        {"detail": "5以下の値を入力してください。", "parameter": "n"},
        {"detail": "3文字以内で入力してください。", "pointer": "#/title"},
        {"detail": "整数で入力してください。", "pointer": "#/parts/1"},
    ]


async def test_what_is_not_json_is_a_bad_request(visit: Any, failing: FastAPI) -> None:
    answer = await visit(failing).post("/api/body", content=b"{not json", headers={"Content-Type": "application/json"})

    assert (answer.status_code, answer.json()["detail"]) == (400, "JSONとして読み取れませんでした。")


@pytest.mark.parametrize("chunked", [False, True])
async def test_a_body_above_the_limit_is_refused_with_the_limit(visit: Any, failing: FastAPI, chunked: bool) -> None:
    async def chunks() -> Any:
        for _ in range(3):
            yield b" " * 512 * 1024

    content = chunks() if chunked else b" " * 1536 * 1024
    answer = await visit(failing).post("/api/body", content=content, headers={"Content-Type": "application/json"})

    assert answer.status_code == 413
    assert answer.json()["detail"] == (
        "一度に送信できるデータの量（1MB）を超えています。"
        "添付ファイルの上限を画面のご案内でお確かめのうえ、減らすか、分けてお送りください。"
    )


async def test_a_wrong_method_is_answered_in_japanese_with_the_right_one(visit: Any, failing: FastAPI) -> None:
    wrong = await visit(failing).put("/api/body")

    assert (wrong.status_code, wrong.headers["allow"]) == (405, "GET")
