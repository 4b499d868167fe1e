from services.routing.domain.evaluation.labelled import LabelledText
from services.routing.domain.evaluation.own_division import own_divisions

SECTIONS = ("道路課", "森林課", "広報課")


def texts(area: str, count: int) -> list[LabelledText]:
    return [LabelledText(text=f"{area}の{number}", area=area, acceptable=frozenset({area})) for number in range(count)]


def test_thirty_texts_were_decided_for_some_section_and_thirty_others_are_asked_for() -> None:
    (division,) = own_divisions(texts("道路", 70), SECTIONS)

    assert (len(set(division.decided)), len(set(division.asked))) == (30, 30)
    assert set(division.decided).isdisjoint(division.asked)
    assert division.section in SECTIONS


def test_an_area_of_fewer_than_sixty_different_texts_is_left_out() -> None:
    found = [*texts("道路", 60), *texts("森林", 59), *texts("森林", 59)]

    assert [one.area for one in own_divisions(found, SECTIONS)] == ["道路"]


def test_the_draw_does_not_hang_on_the_order() -> None:
    found = [*texts("道路", 70), *texts("森林", 70)]

    assert own_divisions(found[::-1], SECTIONS[::-1]) == own_divisions(found, SECTIONS)
