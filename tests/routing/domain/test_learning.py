from datetime import date
from uuid import UUID

import pytest

from services.routing.domain.learning import as_of_today, decided_for, terms_to_learn
from services.routing.domain.lessons import Lessons
from services.routing.domain.stage import OfferState, Stage
from services.routing.domain.succession import Succession, Tenure
from services.routing.domain.suggestion import NOTHING_LEARNED
from tests.routing.cases import case_at, offer_to

FERRY = frozenset({"渡し船", "航路"})
TODAY = date(2028, 5, 1)
KANJI = "鱈鯖鰹鮎鯉鮭鱒鮫鯨鮪鰯鰤"


def test_a_case_is_decided_for_the_departments_asked_the_lead_first() -> None:
    case = case_at(
        Stage.REVIEWING,
        offer_to("kanko", OfferState.TAKEN_UP),
        offer_to("shinrin", OfferState.JUDGED, lead=True),
        offer_to("kotsu"),
    )

    assert decided_for(case) == ("shinrin", "kanko", "kotsu")


@pytest.mark.parametrize("state", [OfferState.RETURNED, OfferState.RECALLED, OfferState.EXPIRED])
def test_an_offer_that_stands_no_more_decides_nothing(state: OfferState) -> None:
    assert decided_for(case_at(Stage.REVIEWING, offer_to("kanko", state, lead=True))) == ()


def test_a_department_that_is_asked_anew_counts_once() -> None:
    case = case_at(Stage.REVIEWING, offer_to("kanko", OfferState.RETURNED), offer_to("kanko", lead=True))

    assert decided_for(case) == ("kanko",)


def test_what_is_said_openly_is_learned() -> None:
    learned = terms_to_learn("渡船場の電動化", openly="渡船場を電動化します。", kept_back="", names="")

    assert {"渡船場", "電動化"} <= learned


def test_words_that_stand_in_a_marked_field_alone_are_not_learned() -> None:
    learned = terms_to_learn("量子暗号で渡船場を守る", openly="渡船場を守ります。", kept_back="量子暗号", names="")

    assert learned == {"渡船", "船場", "渡船場"}


def test_a_longer_word_does_not_carry_a_marked_one_along() -> None:
    learned = terms_to_learn("地域量子暗号化計画", openly="渡船場を守ります。", kept_back="量子暗号", names="")

    assert [term for term in learned if "量子" in term or "暗号" in term] == []


def test_a_word_at_the_end_of_a_thick_marked_passage_is_not_learned() -> None:
    passage = "、".join(f"{first}{second}{third}場" for first in KANJI for second in KANJI for third in KANJI)

    learned = terms_to_learn("量子暗号で渡船場を守る", openly="", kept_back=f"{passage}、量子暗号", names="")

    assert [term for term in learned if "量子" in term or "暗号" in term] == []


def test_a_marked_word_that_is_said_openly_too_is_learned() -> None:
    learned = terms_to_learn("渡船場の改修", openly="渡船場の改修", kept_back="渡船場", names="")

    assert {"渡船場", "改修"} <= learned


def test_who_proposes_is_not_learned_even_where_it_is_said_openly() -> None:
    said = "南浜海運による渡船場の改修"

    learned = terms_to_learn(said, openly=said, kept_back="", names="南浜海運株式会社")

    assert {"渡船場", "改修"} <= learned
    assert [term for term in learned if "南浜" in term or "海運" in term] == []


def test_a_name_written_with_a_space_is_known_without_it() -> None:
    learned = terms_to_learn("鬼頭勘兵衛", openly="鬼頭勘兵衛", kept_back="", names="鬼頭　勘兵衛")

    assert learned == frozenset()


def test_the_field_of_work_a_name_speaks_of_is_learned_for_it_names_nobody() -> None:
    learned = terms_to_learn("帆津森林組合の提案", openly="", kept_back="", names="帆津森林組合")

    assert learned == {"＃林業", "＾林業"}


def tenure(code: str, since: int, until: int | None = None, successor: str | None = None) -> Tenure:
    return Tenure(
        code=code,
        name=code,
        valid_from=date(since, 4, 1),
        valid_to=None if until is None else date(until, 3, 31),
        successor=successor,
    )


def test_what_was_learned_follows_the_successors_over_several_steps() -> None:
    lessons = Lessons()
    for number, departments in enumerate((["old"], ["old", "kanko"], ["middle"], ["new"])):
        lessons.add(UUID(int=number), FERRY, departments)
    succession = Succession(
        [
            tenure("old", 2020, 2025, "middle"),
            tenure("middle", 2025, 2027, "new"),
            tenure("new", 2027),
            tenure("kanko", 2020),
        ],
        TODAY,
    )

    moved = as_of_today(lessons.about(FERRY), succession.today)

    assert moved.spread == {"航路": {"new": 3.5, "kanko": 0.5}, "渡し船": {"new": 3.5, "kanko": 0.5}}
    assert moved.decided == {"new": 3.5, "kanko": 0.5}
    assert {one.departments for one in moved.earlier} == {("new",), ("new", "kanko")}


def test_what_was_learned_of_a_department_nobody_followed_is_gone() -> None:
    lessons = Lessons()
    for number in range(3):
        lessons.add(UUID(int=number), FERRY, ["old"])

    moved = as_of_today(lessons.about(FERRY), Succession([tenure("old", 2020, 2025)], TODAY).today)

    assert moved == NOTHING_LEARNED


def test_two_departments_that_became_one_are_named_once() -> None:
    lessons = Lessons()
    for number in range(3):
        lessons.add(UUID(int=number), FERRY, ["a", "b"])
    succession = Succession([tenure("a", 2020, 2025, "c"), tenure("b", 2020, 2025, "c"), tenure("c", 2025)], TODAY)

    moved = as_of_today(lessons.about(FERRY), succession.today)

    assert (moved.decided, {one.departments for one in moved.earlier}) == ({"c": 3}, {("c",)})
