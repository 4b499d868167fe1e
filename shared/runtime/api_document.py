"""The document of the API (OpenAPI 3.1): one for all services, made from the very routes that answer."""

from collections.abc import Iterable, Mapping
from importlib.metadata import version
from typing import Any, Final

from fastapi import FastAPI

from shared.runtime.api_words import answers_in_japanese, in_japanese
from shared.web.api import PROBLEM_JSON

_INTRODUCTION: Final = """公民連携デスクの API です。画面と同じ権限、同じ手順、同じ記録で、案件の閲覧と操作ができます。

- 認証：`desk token issue` で発行したトークンを `Authorization: Bearer desk_…` に指定します。提案の受付には要りません。
- 操作：読み取ったときの版（ETag）を `If-Match` に指定します。その後に変わっていれば 409 と、いまの状態を返します。
- 送り直し：答えを受け取れなかったときは、同じ `Idempotency-Key` で送り直します。一度だけ行われ、同じ答えを返します。
- エラー：RFC 9457（`application/problem+json`）。説明は日本語です。
- いつでも起こりうる応答：混み合っているか点検中のとき 503（`Retry-After`）、送信が大きすぎるとき 413。
"""
_SCHEMES: Final = {
    "token": {"type": "http", "scheme": "bearer", "description": "desk token issue で発行したトークン。"},
}
# A request that nobody need be known for.
OPEN: Final = "x-open"


def api_document(apps: Iterable[FastAPI]) -> dict[str, Any]:
    """Return one document of all routes under /api that these applications answer."""
    parts = [app.openapi() for app in apps]
    paths = {
        path: {method: _operation(operation) for method, operation in operations.items()}
        for part in parts
        for path, operations in part["paths"].items()
        if path.startswith("/api/")
    }
    schemas = {name: one for part in parts for name, one in part.get("components", {}).get("schemas", {}).items()}
    return {
        "openapi": "3.1.0",
        "info": {"title": "公民連携デスク API", "version": version("renkei-desk"), "description": _INTRODUCTION},
        "paths": dict(sorted(paths.items())),
        "components": {"schemas": in_japanese(paths, _used(schemas, paths)), "securitySchemes": _SCHEMES},
    }


def _operation(said: Mapping[str, Any]) -> dict[str, Any]:
    """Return an operation whose refusals are problems, and whose readers are known unless it is open to all."""
    operation = {name: one for name, one in said.items() if name != OPEN}
    answers = answers_in_japanese(said)
    operation["responses"] = {status: _response(status, one) for status, one in sorted(answers.items())}
    return operation | {"security": [] if said.get(OPEN) else [{"token": []}]}


def _response(status: str, said: Mapping[str, Any]) -> dict[str, Any]:
    if not status.startswith(("4", "5")):
        return dict(said)
    return {**said, "content": {PROBLEM_JSON: said["content"]["application/json"]}}


def _used(schemas: Mapping[str, Any], start: Any) -> dict[str, Any]:
    """Return the schemas that *start* refers to, and those they refer to."""
    found: dict[str, Any] = {}
    waiting = list(_references(start))
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = schemas[name]
            waiting += _references(schemas[name])
    return dict(sorted(found.items()))


def _references(part: Any) -> Iterable[str]:
    match part:
        case {"$ref": str(reference)}:
            yield reference.rpartition("/")[2]
        case Mapping():
            for one in part.values():
                yield from _references(one)
        case list():
            for one in part:
                yield from _references(one)
        case _:
            return
