import random
from collections.abc import Sequence
from uuid import UUID

from services.routing.domain.lessons import EARLIER, WHOLE, Lessons
from services.routing.domain.suggestion import NOTHING_LEARNED, Learned

FERRY = frozenset({"渡し船", "航路"})


def _case(number: int) -> UUID:
    return UUID(int=number)


def _taught(cases: Sequence[tuple[int, frozenset[str], str]]) -> Lessons:
    lessons = Lessons()
    for number, terms, department in cases:
        lessons.add(_case(number), terms, [department])
    return lessons


def test_a_term_counts_from_three_cases_on() -> None:
    lessons = _taught([(1, FERRY, "kotsu"), (2, FERRY, "kotsu")])

    assert lessons.about(FERRY).spread == {}

    lessons.add(_case(3), frozenset({"航路"}), ["kanko"])

    assert lessons.about(FERRY).spread == {"航路": {"kotsu": 2, "kanko": 1}}


def test_what_is_taken_back_is_as_if_it_never_was() -> None:
    lessons = _taught([(number, FERRY, "kotsu") for number in range(3)])
    before = lessons.about(FERRY)

    lessons.add(_case(9), FERRY, ["kanko", "kotsu"])
    assert lessons.about(FERRY) != before

    lessons.take_back(_case(9))
    lessons.take_back(_case(9))

    assert lessons.about(FERRY) == before


def test_all_taken_back_leaves_nothing() -> None:
    lessons = _taught([(number, FERRY, "kotsu") for number in range(4)])

    for number in range(4):
        lessons.take_back(_case(number))

    assert lessons.about(FERRY) == NOTHING_LEARNED == Learned()


def test_a_case_decided_anew_teaches_only_what_it_says_now() -> None:
    lessons = _taught([(number, FERRY, "kotsu") for number in range(3)])

    lessons.add(_case(0), FERRY, ["kanko"])

    assert lessons.about(FERRY).spread["航路"] == {"kotsu": 2, "kanko": 1}
    assert lessons.about(FERRY).decided == {"kotsu": 2, "kanko": 1}


def test_several_departments_share_a_lesson() -> None:
    lessons = Lessons()

    for number in range(3):
        lessons.add(_case(number), FERRY, ["kotsu", "kanko"])

    assert lessons.about(FERRY).spread["航路"] == {"kotsu": 1.5, "kanko": 1.5}
    assert lessons.about(FERRY).terms == {"kotsu": 3, "kanko": 3}


def test_the_earlier_cases_that_share_the_rarest_words_come_first() -> None:
    common = frozenset({"航路"})
    lessons = _taught(
        [*((number, FERRY, "kotsu") for number in range(3)), *((n, common, "kanko") for n in range(3, 9))]
    )

    earlier = lessons.about(FERRY).earlier

    assert {one.case_id for one in earlier[:3]} == {_case(0), _case(1), _case(2)}
    assert (earlier[0].departments, earlier[0].shared) == (("kotsu",), FERRY)
    assert earlier[3].shared == common


def test_lessons_in_another_order_say_the_same() -> None:
    cases = [(number, FERRY if number % 2 else frozenset({"航路"}), f"d{number % 3}") for number in range(20)]
    shuffled = random.Random(3).sample(cases, len(cases))

    assert _taught(cases).about(FERRY) == _taught(shuffled).about(FERRY)


def test_many_cases_are_searched_like_few() -> None:
    chance = random.Random(7)
    words = [f"語{number}" for number in range(40)]
    lessons = Lessons()
    taught = {
        _case(number): frozenset({"皆", *chance.sample(words, 6), *(("稀",) if number % 7 == 0 else ())})
        for number in range(400)
    }
    for case_id, terms in taught.items():
        lessons.add(case_id, terms, ["kotsu"])
    asked = frozenset({"皆", "稀", *words[:5]})
    standing = {term: sum(term in terms for terms in taught.values()) for term in asked}

    earlier = lessons.about(asked).earlier

    like = {case_id: sum(round(WHOLE / standing[term]) for term in asked & terms) for case_id, terms in taught.items()}
    assert [one.case_id for one in earlier] == sorted(taught, key=lambda case_id: (-like[case_id], case_id))[:EARLIER]
    assert all(one.shared == taught[one.case_id] & asked for one in earlier)
