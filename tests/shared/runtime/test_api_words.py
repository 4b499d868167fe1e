"""Whoever writes a program reads the document of the API in Japanese."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from shared.runtime.api_words import answers_in_japanese, in_japanese
from shared.runtime.shape_words import SHAPE_WORDS
from shared.web.api import DOCUMENT

_JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")


@pytest.fixture(scope="module")
def document() -> Any:
    """The document as it is committed."""
    return json.loads(DOCUMENT.read_text(encoding="utf-8"))


def sentences(part: Any) -> Iterator[str]:
    """Yield everything that is said of something."""
    match part:
        case dict():
            for name, one in part.items():
                if name in {"description", "summary"} and isinstance(one, str):
                    yield one
                elif name not in {"example", "examples"}:
                    yield from sentences(one)
        case list():
            for one in part:
                yield from sentences(one)
        case _:
            return


def test_everything_the_document_says_it_says_in_japanese(document: Any) -> None:
    said = list(sentences(document))

    assert len(said) > 1_000
    assert [one for one in said if not _JAPANESE.search(one)] == []


def test_every_code_is_explained_by_its_word(document: Any) -> None:
    stage = document["components"]["schemas"]["Stage"]

    assert stage["description"].startswith("received：受付、confirming：確認中、")
    assert all(f"{code}：" in stage["description"] for code in stage["enum"])


def test_the_words_of_shapes_are_of_shapes_there_are(document: Any) -> None:
    assert SHAPE_WORDS.keys() - document["components"]["schemas"].keys() == set()


def test_a_docstring_gives_way_to_what_the_body_is_sent_for() -> None:
    body = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Confirmation"}}}}
    operation = {
        "summary": "内容を確認する",
        "requestBody": body,
        "responses": {"200": {"description": "Successful Response"}},
    }
    shapes = {"Confirmation": {"description": "What the desk confirms with."}, "Other": {"description": "English."}}

    said = in_japanese({"/api/x": {"post": operation}}, shapes)

    assert said == {"Confirmation": {"description": "「内容を確認する」で送る内容です。"}, "Other": {}}
    assert answers_in_japanese(operation) == {"200": {"description": "内容を確認する"}}
