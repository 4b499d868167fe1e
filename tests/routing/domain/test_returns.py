from datetime import UTC, date, datetime
from uuid import uuid4

from services.routing.domain.returns import PairOfReturns, Returned, pairs_of
from services.routing.domain.succession import Succession, Tenure

ON = date(2026, 11, 24)
BEGAN = date(2020, 4, 1)


def back(department: str, named: str, receipt: str = "R8-0001") -> Returned:
    return Returned(
        case_id=uuid4(), receipt=receipt, department=department, named=named, at=datetime(2026, 6, 1, tzinfo=UTC)
    )


def succession(*ended: tuple[str, str | None]) -> Succession:
    """Return departments a to f, of which some ended and were followed, or not."""
    gone = dict(ended)
    return Succession(
        (
            Tenure(
                code=code,
                name=f"{code}課",
                valid_from=BEGAN,
                valid_to=date(2026, 3, 31) if code in gone else None,
                successor=gone.get(code),
            )
            for code in "abcdef"
        ),
        ON,
    )


def test_a_pair_counts_both_ways_and_names_first_who_returned_more() -> None:
    returns = [back("b", "a", "R8-0001"), back("a", "b", "R8-0001"), back("b", "a", "R8-0002")]

    assert pairs_of(returns, succession()) == [
        PairOfReturns(first="b", second="a", there=2, back=1, receipts=("R8-0001", "R8-0002"), to_and_fro=("R8-0001",))
    ]


def test_what_goes_both_ways_stands_before_what_goes_often_one_way() -> None:
    one_way = [back("a", "b", f"R8-000{number}") for number in range(5)]
    two_cases = [back("c", "d", "R8-0010"), back("d", "c", "R8-0011")]
    one_case = [back("e", "f", "R8-0012"), back("f", "e", "R8-0012")]

    pairs = pairs_of([*one_way, *two_cases, *one_case], succession())

    assert [(pair.first, pair.second) for pair in pairs] == [("e", "f"), ("c", "d"), ("a", "b")]


def test_a_department_that_ended_counts_as_the_one_that_followed_it() -> None:
    pairs = pairs_of([back("a", "b", "R7-0001"), back("b", "c", "R8-0001")], succession(("a", "c")))

    assert [(pair.first, pair.second, pair.there, pair.back) for pair in pairs] == [("b", "c", 1, 1)]


def test_what_went_between_two_that_are_one_today_is_over_and_what_nobody_followed_keeps_its_name() -> None:
    pairs = pairs_of([back("a", "b"), back("c", "d")], succession(("a", "b"), ("c", None)))

    assert [(pair.first, pair.second) for pair in pairs] == [("c", "d")]
