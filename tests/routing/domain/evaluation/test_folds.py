from collections.abc import Mapping

from services.routing.domain.evaluation.folds import folds_of, part_of
from services.routing.domain.evaluation.labelled import LabelledText


def texts(rows: Mapping[str, int]) -> list[LabelledText]:
    return [
        LabelledText(text=f"{name} {number}", area="a", acceptable=frozenset({"a"}), government=name)
        for name, count in rows.items()
        for number in range(count)
    ]


def test_the_part_of_a_government_is_fixed_for_ever() -> None:
    assert {name: part_of(name, 5) for name in ("澪野県", "本庄市", "水上町")} == {
        "澪野県": 2,
        "本庄市": 2,
        "水上町": 3,
    }


def test_a_government_is_ranked_by_what_the_others_teach() -> None:
    rows = {f"第{number}市": 10 for number in range(20)}

    folds = folds_of(texts(rows), 5, least=10)

    assert sorted(name for fold in folds for name in fold.governments) == sorted(rows)
    for fold in folds:
        assert {one.government for one in fold.test} == set(fold.governments)
        assert {one.government for one in fold.train} == set(rows) - set(fold.governments)


def test_small_folds_are_merged_until_each_is_large_enough() -> None:
    rows = {f"第{number}市": 10 for number in range(20)}

    folds = folds_of(texts(rows), 5, least=60)

    assert len(folds) > 1
    assert min(len(fold.test) for fold in folds) >= 60


def test_the_order_of_the_rows_makes_no_difference() -> None:
    found = texts({f"第{number}市": number + 1 for number in range(20)})

    folds = [fold.governments for fold in folds_of(found, 5, least=30)]

    assert [fold.governments for fold in folds_of(found[::-1], 5, least=30)] == folds


def test_too_few_rows_are_one_fold() -> None:
    (fold,) = folds_of(texts({"澪野県": 3, "本庄市": 2, "水上町": 2}), 5)

    assert (len(fold.test), fold.train) == (7, ())
