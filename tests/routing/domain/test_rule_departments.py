"""A rule that points to nobody is told so, with whom to write instead."""

import pytest

from services.routing.domain.rule_departments import misplaced
from services.routing.domain.succession import Succession, Tenure
from tests.routing.domain.test_rules import rule
from tests.routing.domain.test_succession import TODAY, tenure


def sentences(*tenures: Tenure, department: str = "a") -> list[str]:
    """Return what is told of two rules, the second for *department*."""
    rules = [rule(words=["海"], department="b"), rule(words=["山"], department=department)]
    return list(misplaced(rules, Succession((tenure("b"), *tenures), TODAY), TODAY))


@pytest.mark.parametrize(
    ("tenures", "sentence"),
    [
        ((), "担当課「a」が組織にありません。コードを確かめてください。"),
        (
            (tenure("a", ended=True, successor="b"),),
            "「a課」（a）は令和8年3月31日に廃止されています。引継先の「b課」（b）に書き換えてください。",
        ),
        (
            (tenure("a", ended=True),),
            "「a課」（a）は令和8年3月31日に廃止されています。引継先がないため、別の課を書いてください。",
        ),
        ((tenure("a", since=2027),), "「a課」（a）は令和9年4月1日からの課です。その日から使えます。"),
    ],
)
def test_a_rule_for_no_department_in_force_is_told_by_its_number(tenures: tuple[Tenure, ...], sentence: str) -> None:
    assert sentences(*tenures) == [f"routing の2番目の規則：{sentence}"]


def test_rules_for_departments_in_force_are_told_nothing() -> None:
    assert sentences(tenure("a")) == []


def test_a_desk_without_an_organisation_is_told_nothing() -> None:
    assert list(misplaced([rule(words=["海"])], Succession((), TODAY), TODAY)) == []
