"""Two things that are stored under the same value never share a key of one dict, where the last one would win."""

import ast
from importlib import import_module
from inspect import getsource
from typing import Any

import pytest

SERVICES = ("intake", "routing", "notify", "publication", "operations")


@pytest.mark.parametrize("service", SERVICES)
def test_no_word_of_a_catalogue_takes_the_place_of_another(service: str) -> None:
    module = import_module(f"services.{service}.web.labels")

    displays = [node for node in ast.walk(ast.parse(getsource(module))) if isinstance(node, ast.Dict)]

    assert [twice for display in displays for twice in _twice(display, vars(module))] == []


def _twice(display: ast.Dict, names: dict[str, Any]) -> list[str]:
    seen, twice = set(), []
    for node in display.keys:
        match node:
            case ast.Constant(value=key):
                pass
            case ast.Attribute(value=ast.Name(id=enum), attr=member):
                key = names[enum][member]
            case _:
                continue
        if key in seen:
            twice.append(ast.unparse(node))
        seen.add(key)
    return twice
