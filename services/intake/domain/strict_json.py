"""JSON from strangers: read once, without surprises, or refused."""

import json
from typing import Any, Final

from shared.errors import Invalid

MAX_DEPTH: Final = 20


class NotJson(Invalid):
    """The body is no JSON object this desk can read."""

    http_status = 400
    public_message = (
        "JSONとして読み取れませんでした。文字コードはUTF-8、全体は一つのオブジェクト（{ }）としてください。"
    )


def read_object(body: bytes) -> dict[str, Any]:
    """Return the object in *body*; raise NotJson, also for doubled keys, NaN, lone surrogates and deep nesting."""
    try:
        found = json.loads(body.decode("utf-8-sig"), object_pairs_hook=_once_each, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise NotJson from error
    if not isinstance(found, dict):
        raise NotJson
    _check(found)
    return found


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise NotJson("a key stands twice", public="同じ名前の項目が二度書かれています。一つにしてください。")
    return found


def _no_constant(_word: str) -> float:
    raise NotJson("NaN and Infinity are no JSON", public="NaN や Infinity は使えません。")


def _check(found: dict[str, Any]) -> None:
    level: list[Any] = [found]
    for _ in range(MAX_DEPTH):
        below: list[Any] = []
        for one in level:
            if isinstance(one, str):
                _check_text(one)
            elif isinstance(one, dict):
                below += one.keys()
                below += one.values()
            elif isinstance(one, list):
                below += one
        if not below:
            return
        level = below
    raise NotJson("nested too deeply", public=f"入れ子は{MAX_DEPTH}段までにしてください。")


def _check_text(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise NotJson("a lone surrogate", public="文字として扱えない符号が含まれています。") from error
