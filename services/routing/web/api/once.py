"""What a program sends again after a lost answer is done once and answered alike (`Idempotency-Key`)."""

import hashlib
import hmac
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any

from fastapi import Header
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from services.routing.storage.requests import Answered, RequestKey
from services.routing.storage.work import RoutingWork
from shared.access.actor import Actor
from shared.idempotency import KEY_PATTERN, KeyReused, plain_key
from shared.web.pages import utc_now

SentKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        title="送信の番号",
        description=(
            "送信ごとに新しい値。答えを受け取れずに送り直すときは同じ値を付けると、操作は一度だけ行われ、"
            "同じ答えを返します（7日間）。同じ値で別の内容を送ると422です。"
        ),
        pattern=KEY_PATTERN,
        examples=["7f3a-1"],
    ),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a command answers when it was done."""

    body: Mapping[str, Any] = field(repr=False)
    headers: Mapping[str, str]
    status: int = 200

    def response(self) -> Response:
        """Return it as it goes out."""
        return JSONResponse(self.body, status_code=self.status, headers=dict(self.headers))


async def once(
    work: RoutingWork, actor: Actor, request: Request, sent: str | None, do: Callable[[], Awaitable[Answer]]
) -> Answer:
    """Do what is asked, or answer as before where it was done under this key; raise KeyReused for something else.

    What is refused leaves nothing behind, so it may be asked again under its key.
    """
    if sent is None:
        return await do()
    key, asked = RequestKey(actor.account_id, plain_key(sent)), await _fingerprint(request)
    before = await work.requests.find(key)
    if before is not None:
        if not hmac.compare_digest(before.request_sha256, asked):
            raise KeyReused
        return Answer(body=before.body, headers=before.headers, status=before.status)
    answer = await do()
    kept = Answered(request_sha256=asked, status=answer.status, headers=answer.headers, body=answer.body)
    await work.requests.keep(key, kept, at=utc_now())
    return answer


async def _fingerprint(request: Request) -> bytes:
    """Return the hash of what is asked of what; the version it was made for is no part of it."""
    said = json.loads(await request.body() or b"null")
    asked = json.dumps([request.method, request.url.path, said], sort_keys=True)
    return hashlib.sha256(asked.encode()).digest()
