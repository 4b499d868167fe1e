from services.routing.domain.evaluation.held_out import hold_out
from services.routing.domain.suggestion import Duties


def section(code: str, *duties: str) -> Duties:
    return Duties(code=code, name=f"{code}課", bureau=f"{code}部", duties=duties)


def test_a_third_of_each_section_is_asked_for_and_the_rest_is_known() -> None:
    found = hold_out([section("道路", *"あいうえおか"), section("森林", *"きくけ")])

    assert [(one.code, one.bureau, len(one.duties)) for one in found.departments] == [
        ("道路", "道路部", 4),
        ("森林", "森林部", 2),
    ]
    assert sorted(one.area for one in found.texts) == ["森林", "道路", "道路"]
    for one in found.texts:
        assert one.text not in {duty for department in found.departments for duty in department.duties}


def test_a_third_is_rounded_to_the_nearest_whole_number() -> None:
    held_out = {
        count: len(hold_out([section("道路", *(str(number) for number in range(count)))]).texts)
        for count in range(1, 8)
    }

    assert held_out == {1: 0, 2: 1, 3: 1, 4: 1, 5: 2, 6: 2, 7: 2}


def test_what_is_held_out_does_not_hang_on_the_order() -> None:
    names = ("橋の点検", "街路樹の手入れ", "道路の除雪", "標識の更新", "舗装の補修", "歩道の整備")

    first, again = (hold_out([section("道路", *order)]) for order in (names, names[::-1]))

    assert first.texts == again.texts
    assert len(first.texts) == 2


def test_a_programme_of_two_sections_would_be_right_with_either() -> None:
    found = hold_out([section("道路", "除雪", "舗装"), section("公園", "除雪", "舗装")])

    either = frozenset({"道路", "公園"})
    assert [(one.area, one.acceptable) for one in found.texts] == [("道路", either), ("公園", either)]
