"""Which way round a case goes is the matter of one module; everything else speaks of proposer and addressee."""

import ast
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from shared.events import Direction

# The roles themselves, and the list of cases where a person chooses which of them to see.
MAY_ASK = {
    "services/routing/domain/roles.py",
    "services/routing/storage/case_list.py",
    "services/routing/web/templates/routing/cases_filter.html",
}
# What a template would compare with: pages only ever know the stored values.
VALUES = {direction.value for direction in Direction}


def asks_which_way(tree: ast.AST) -> list[int]:
    """Return the lines that compare, match or branch on a direction."""
    found = []
    for node in ast.walk(tree):
        match node:
            case ast.Compare(comparators=[ast.Call(func=ast.Name(id="direction_from"))]):
                continue  # The module of roles was asked.
            case ast.Compare(left=left, comparators=others) if any(is_direction(one) for one in (left, *others)):
                found.append(node.lineno)
            case ast.If(test=test) | ast.IfExp(test=test) | ast.While(test=test) if is_direction(test):
                found.append(node.lineno)
            case ast.Match(subject=subject) if is_direction(subject):
                found.append(node.lineno)
            case _:
                continue
    return found


def is_direction(node: ast.expr) -> bool:
    """Tell whether an expression is a direction of a case, or one of its two members."""
    match node:
        case ast.Attribute(attr="direction") | ast.Name(id="direction"):
            return True
        case ast.Attribute(value=ast.Name(id="Direction")):
            return True
        case ast.Attribute(value=value, attr="value"):
            return is_direction(value)
        case ast.Set(elts=elts) | ast.Tuple(elts=elts) | ast.List(elts=elts):
            return any(is_direction(one) for one in elts)
        case _:
            return False


def page_asks_which_way(template: str) -> list[int]:
    """Return the lines of a template that compare or branch on a direction."""
    tree = Environment(autoescape=True).parse(template)
    asked = [
        *((node.lineno, node.test) for node in tree.find_all(nodes.If)),
        *((node.lineno, node.test) for node in tree.find_all(nodes.CondExpr)),
        *((node.lineno, part) for node in tree.find_all(nodes.Compare) for part in _compared(node)),
    ]
    return sorted({line for line, part in asked if is_direction_on_page(part)})


def _compared(node: nodes.Compare) -> list[nodes.Expr]:
    return [node.expr, *(operand.expr for operand in node.ops)]


def is_direction_on_page(node: nodes.Node) -> bool:
    """Tell whether an expression of a template is a direction of a case, or one of its two values."""
    match node:
        case nodes.Getattr(attr="direction") | nodes.Name(name="direction"):
            return True
        case nodes.Getattr(node=inner, attr="value"):
            return is_direction_on_page(inner)
        case nodes.Const(value=str(value)):
            return value in VALUES
        case nodes.List(items=items) | nodes.Tuple(items=items):
            return any(is_direction_on_page(one) for one in items)
        case _:
            return False


@pytest.mark.parametrize(
    "template",
    [
        "{% if case.direction.value == 'to_parties' %}x{% endif %}",
        "{{ 'x' if opened.case.direction else 'y' }}",
        "{% set wish = direction.value in ('to_parties',) %}",
        "{% if case['direction'].value != 'to_departments' %}x{% endif %}",
    ],
)
def test_the_search_would_find_a_page_that_asks_which_way_a_case_goes(template: str) -> None:
    assert page_asks_which_way(template) == [1]


def test_a_page_may_say_which_way_a_case_goes() -> None:
    assert page_asks_which_way("{{ label(case.direction) }}{% if case.confirmed %}x{% endif %}") == []


@pytest.mark.parametrize(
    "code",
    [
        "if case.direction is Direction.TO_PARTIES: pass",
        "x = 1 if row.direction == 'to_parties' else 2",
        "match fact.direction:\n    case _: pass",
        "wish = opened.direction in {Direction.TO_PARTIES}",
        "same = other is not Direction.TO_DEPARTMENTS",
    ],
)
def test_the_search_would_find_who_asks_which_way_a_case_goes(code: str) -> None:
    assert asks_which_way(ast.parse(code)) == [1]


def test_only_the_module_of_roles_asks_which_way_a_case_goes(project: Path) -> None:
    found = {
        f"{path.relative_to(project)}:{line}"
        for path in sorted((project / "services").rglob("*.py"))
        if str(path.relative_to(project)) not in MAY_ASK
        for line in asks_which_way(ast.parse(path.read_text(encoding="utf-8")))
    } | {
        f"{path.relative_to(project)}:{line}"
        for path in sorted((project / "services").rglob("*.html"))
        if str(path.relative_to(project)) not in MAY_ASK
        for line in page_asks_which_way(path.read_text(encoding="utf-8"))
    }

    assert found == set()
