"""What every route of the API has in common: how it refuses, and how that is documented."""

from pathlib import Path
from typing import Any, Final

from fastapi import APIRouter
from pydantic import BaseModel, Field
from starlette.responses import Response

from shared.web.problems import TEXTS

PROBLEM_JSON: Final = "application/problem+json"
DOCUMENT_PATH: Final = "/api/openapi.json"
# Written by `desk openapi`: a process that runs one service knows the routes of no other.
DOCUMENT: Final = Path(__file__).parent / "openapi.json"


class WrongPart(BaseModel):
    """One part of a request that cannot be, and why."""

    detail: str = Field(title="理由", examples=["必須の項目です。"])
    pointer: str | None = Field(
        None, title="本文のどこか", description="本文の中の位置（JSON Pointer）。", examples=["#/reason"]
    )
    parameter: str | None = Field(None, title="どのパラメーターか", examples=["stage.0"])
    header: str | None = Field(None, title="どのヘッダーか", examples=["if-match"])


class ProblemDocument(BaseModel):
    """Why a request was not done (RFC 9457)."""

    type: str = Field(title="問題の種類", examples=["urn:renkei-desk:problem:not-allowed"])
    title: str = Field(title="見出し", examples=["この操作は許可されていません"])
    status: int = Field(title="HTTP ステータス", examples=[403])
    detail: str = Field(title="説明", examples=["この操作を行う権限がありません。"])
    errors: list[WrongPart] = Field(default=[], title="読み取れなかった部分")
    reference: str | None = Field(None, title="問い合わせ番号", description="システムの不具合のときだけ。")


def refusals(*statuses: int, **models: type[ProblemDocument]) -> dict[int | str, dict[str, Any]]:
    """Return how a route documents the statuses it may refuse with; `s409=Model` where one says more."""
    return {
        status: {"model": models.get(f"s{status}", ProblemDocument), "description": TEXTS[status][0]}
        for status in statuses
    }


def document_router() -> APIRouter:
    """Return the route of the document of the whole API, for everybody: it says nothing of any case."""
    router = APIRouter(include_in_schema=False)
    content = DOCUMENT.read_bytes()

    @router.get(DOCUMENT_PATH)
    async def document() -> Response:
        return Response(content, media_type="application/json")

    return router
