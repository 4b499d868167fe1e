import ast
from pathlib import Path

import pytest

LONGEST_FILE, LONGEST_FUNCTION = 300, 40
# Functions that are longer and read better so; a new one needs a reason here.
LONG: set[str] = set()
# Where an error nobody named may be caught: a reader's bug must not stop its queue.
CATCH_ALL = {"shared/messaging/collector.py"}


def sources(project: Path, *roots: str) -> list[Path]:
    return sorted(path for root in roots for path in (project / root).rglob("*.py"))


def own_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return the lines of a function without those of the functions it only registers."""

    def length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
        first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
        return (node.end_lineno or node.lineno) - first + 1

    inner = [node for node in ast.walk(function) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    return length(function) - sum(length(node) for node in inner if node is not function)


def test_no_file_is_longer_than_a_person_reads_at_once(project: Path) -> None:
    long = [
        str(path.relative_to(project))
        for path in sources(project, "services", "shared", "deploy")
        if len(path.read_text(encoding="utf-8").splitlines()) > LONGEST_FILE
    ]

    assert long == []


def test_no_function_is_longer_than_a_screen(project: Path) -> None:
    long = {
        f"{path.relative_to(project)}:{node.name}"
        for path in sources(project, "services", "shared", "deploy")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and own_lines(node) > LONGEST_FUNCTION
    }

    assert long - LONG == set()


def catches_everything(handler: ast.ExceptHandler) -> bool:
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(kind is None or (isinstance(kind, ast.Name) and kind.id == "Exception") for kind in kinds)


@pytest.mark.parametrize("clause", ["except Exception", "except", "except (ValueError, Exception)"])
def test_the_search_would_find_a_clause_that_catches_everything(clause: str) -> None:
    tree = ast.parse(f"try: pass\n{clause}: pass")
    (handler,) = (node for node in ast.walk(tree) if isinstance(node, ast.ExceptHandler))

    assert catches_everything(handler)


def test_errors_are_caught_by_name(project: Path) -> None:
    found = {
        str(path.relative_to(project))
        for path in sources(project, "services", "shared", "deploy")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ExceptHandler) and catches_everything(node)
    }

    assert found == CATCH_ALL
