import pytest

from services.routing.domain.duty_lines import lines_of, standing, words_by_field
from services.routing.domain.evidence import Witness
from services.routing.domain.sureness import asked_beside, is_more_than_a_stray_word
from services.routing.domain.terms import FIELD, HEADING, terms_of


def witness(department: str) -> Witness:
    return Witness(weight=1.0, speaks_for={department: 1.0}, loudest=1.0)


@pytest.mark.parametrize(
    ("duty", "said", "asked"),
    [
        ("学校給食への供給", ("学校",), False),
        ("学校の再編", ("学校",), True),
        ("学校給食の供給体制", ("学校", "供給"), True),
        ("学校給食への供給", (FIELD + "学校教育", HEADING + "学校教育"), False),
    ],
)
def test_a_whole_word_of_a_duty_or_two_words_ask_a_department_beside_the_lead(
    duty: str, said: tuple[str, ...], asked: bool
) -> None:
    heard = {"渡し船": witness("kotsu")} | {term: witness("beside") for term in said}
    lines = {"kotsu": standing(lines_of((), ("渡し船",))), "beside": standing(lines_of((), (duty,)))}

    found = asked_beside({"kotsu": 0.6, "beside": 0.4}, heard, lines)

    assert found == (("beside",) if asked else ())


def test_who_has_next_to_no_share_is_not_asked_beside_the_lead_whatever_was_learned() -> None:
    heard = {"渡し船": witness("kotsu"), "桟橋": witness("koho"), "試作": witness("koho")}

    assert asked_beside({"kotsu": 0.995, "koho": 0.005}, heard, {"kotsu": {}, "koho": {}}) == ()
    assert asked_beside({"kotsu": 0.8, "koho": 0.2}, heard, {"kotsu": {}, "koho": {}}) == ("koho",)


@pytest.mark.parametrize(
    ("text", "speaking", "more"),
    [
        ("凧あげ大会", {"大会", FIELD + "スポーツ", HEADING + "スポーツ"}, False),
        ("凧あげ大会の審判と競技", {FIELD + "スポーツ"}, True),
        ("森林の木材", {"森林", "木材"}, True),
        ("森林の整備", {"森林"}, False),
        ("県産木材の木材加工", {"木材"}, True),
        ("県産木材の木材", {"木材"}, False),
    ],
)
def test_two_words_or_one_in_two_compounds_are_no_stray_word(text: str, speaking: set[str], more: bool) -> None:
    said = terms_of(text)

    assert is_more_than_a_stray_word(speaking, said, words_by_field(said)) is more
