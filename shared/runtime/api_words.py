"""What the document of the API says of its shapes, in Japanese: docstrings are written for developers."""

import inspect
import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any, Final

from shared.runtime.shape_words import SHAPE_WORDS

_JAPANESE: Final = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
# Every member carries its word, as the house writes them: `RECEIVED = "received"  # 受付`.
_MEMBER: Final = re.compile(r'^    [A-Z0-9_]+ = "([^"]+)"  # (.+)$', re.MULTILINE)
# By the name of an enumeration and its values.
Values = Mapping[tuple[str, frozenset[str]], Mapping[str, str]]
# A shape of more operations says nothing of what it is for.
_FEW: Final = 3
_UNSAID: Final = "Successful Response"


def in_japanese(paths: Mapping[str, Any], schemas: Mapping[str, Any]) -> dict[str, Any]:
    """Return the shapes with what is said of them; what only a docstring says is left out."""
    bodies = {name: f"「{summary}」で送る内容です。" for name, summary in _bodies(paths)}
    values = _values()
    return {name: _said(name, schema, bodies, values) for name, schema in schemas.items()}


def answers_in_japanese(operation: Mapping[str, Any]) -> dict[str, Any]:
    """Return the responses of an operation; one that was given no words is called by what was asked."""
    return {
        status: {**one, "description": operation.get("summary", "")} if one.get("description") == _UNSAID else one
        for status, one in operation["responses"].items()
    }


def _said(name: str, schema: Mapping[str, Any], bodies: Mapping[str, str], values: Values) -> dict[str, Any]:
    known = schema.get("description", "")
    own = SHAPE_WORDS.get(name) or bodies.get(name) or (known if _JAPANESE.match(known) else "")
    codes = schema.get("enum", ())
    meant = values.get((name, frozenset(codes)), {})
    listed = "、".join(f"{code}：{meant[code]}" for code in codes if code in meant)
    rest = {key: one for key, one in schema.items() if key != "description"}
    words = " ".join(part for part in (own, listed and f"{listed}。") if part)
    return rest | ({"description": words} if words else {})


def _bodies(paths: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the shape of each body with what is done with it."""
    asked: dict[str, set[str]] = {}
    for operations in paths.values():
        for operation in operations.values():
            for content in operation.get("requestBody", {}).get("content", {}).values():
                name = content["schema"].get("$ref", "").rpartition("/")[2]
                asked.setdefault(name, set()).add(operation["summary"])
    for name, summaries in asked.items():
        if name and len(summaries) <= _FEW:
            yield name, "」「".join(sorted(summaries))


def _values() -> Values:
    """Return for each enumeration what its values mean; of two that are alike and say it differently, neither."""
    found: dict[tuple[str, frozenset[str]], list[dict[str, str]]] = {}
    waiting = list(StrEnum.__subclasses__())
    while waiting:
        one = waiting.pop()
        waiting += one.__subclasses__()
        if not one.__module__.startswith(("services.", "shared.")):
            continue
        meant = dict(_MEMBER.findall(inspect.getsource(one)))
        known = found.setdefault((one.__name__, frozenset(one)), [])
        if meant.keys() == set(one) and meant not in known:
            known.append(meant)
    return {key: meant[0] for key, meant in found.items() if len(meant) == 1}
