from datetime import date

import pytest

from services.routing.domain.succession import Succession, Tenure

TODAY = date(2026, 11, 24)
LAST = date(2026, 3, 31)


def tenure(code: str, *, ended: bool = False, successor: str | None = None, since: int = 2020) -> Tenure:
    return Tenure(
        code=code, name=f"{code}課", valid_from=date(since, 4, 1), valid_to=LAST if ended else None, successor=successor
    )


def succession(*tenures: Tenure) -> Succession:
    return Succession(tenures, TODAY)


@pytest.mark.parametrize(
    ("tenures", "expected"),
    [
        ((tenure("a"),), "a"),
        ((tenure("a", ended=True, successor="b"), tenure("b")), "b"),
        ((tenure("a", ended=True, successor="b"), tenure("b", ended=True, successor="c"), tenure("c")), "c"),
        ((tenure("a", ended=True),), None),
        ((tenure("a", ended=True, successor="b"), tenure("b", ended=True, successor="a")), None),
        ((tenure("a", ended=True, successor="b", since=2019), tenure("a", since=2026), tenure("b")), "a"),
        ((tenure("a", since=2027),), None),
        ((tenure("a", ended=True, successor="b", since=2019), tenure("a", since=2027), tenure("b")), "b"),
        ((tenure("a", since=2028), tenure("a", since=2027)), None),
        ((), None),
    ],
)
def test_what_a_department_did_is_done_by_who_followed_it(tenures: tuple[Tenure, ...], expected: str | None) -> None:
    assert succession(*tenures).today("a") == expected


def test_a_department_keeps_its_name_after_its_end_and_an_unknown_one_its_code() -> None:
    known = succession(tenure("a", ended=True))

    assert [known.name(code) for code in ("a", "x")] == ["a課", "x"]
