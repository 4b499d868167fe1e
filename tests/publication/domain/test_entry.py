"""By which marks an entry is found, and whether something is open today."""

from datetime import date

import pytest

from services.publication.domain.asking import Asking, Place, place_in
from services.publication.domain.entry import Openness, code_marks, openness, without_content, word_marks
from shared.ids import new_id
from tests.publication.facts import NOVEMBER


@pytest.mark.parametrize("wanted", ["防災", "ﾄﾞﾛｰﾝ", "ドローン防災", "DRONE 港"])
def test_any_part_of_a_word_finds_it_however_it_is_spelt(wanted: str) -> None:
    held = word_marks("w", "ドローン防災訓練（drone）、みなと港")

    assert word_marks("w", wanted) <= held


def test_words_that_stand_apart_are_not_joined() -> None:
    assert word_marks("w", "観光 産業") == {"w:観光", "w:産業"}


def test_a_tombstone_keeps_codes_and_no_words() -> None:
    marks = code_marks(["health"], "project") | word_marks("p", "みお株式会社") | word_marks("w", "健康")

    assert without_content(marks) == {"f:health", "c:project"}


def test_a_place_in_the_list_survives_an_address() -> None:
    place = Place(at=NOVEMBER.replace(microsecond=123456), entry_id=new_id())

    assert place_in(str(place)) == place


@pytest.mark.parametrize("text", ["", "x", "1-2", "9" * 40 + "-" + "0" * 32, "-"])
def test_what_is_no_place_is_the_beginning(text: str) -> None:
    assert place_in(text) is None


def test_a_word_of_one_letter_is_too_short() -> None:
    short = [
        Asking(desk_id="miono", words=words, partner=partner, most=1) for words, partner in (("水", ""), ("", "x"))
    ]

    assert [one.has_short_word for one in short] == [True, True]
    assert Asking(desk_id="miono", words="水道 観光", most=1).has_short_word is False


@pytest.mark.parametrize(
    ("today", "how"),
    [(date(2026, 10, 31), Openness.AHEAD), (date(2026, 11, 1), Openness.OPEN), (date(2026, 12, 25), Openness.OPEN),
     (date(2026, 12, 26), Openness.CLOSED)],
)  # fmt: skip
def test_a_call_is_open_from_its_first_day_to_the_end_of_its_last(today: date, how: Openness) -> None:
    assert openness(opens_on=date(2026, 11, 1), closes_on=date(2026, 12, 25), today=today) is how


def test_a_call_that_was_closed_before_its_last_day_is_closed() -> None:
    day = date(2026, 11, 20)

    assert openness(opens_on=day, closes_on=day, closed=True, today=day) is Openness.CLOSED


def test_what_never_closes_is_neither_open_nor_closed() -> None:
    assert openness(opens_on=None, closes_on=None, today=date(2026, 11, 1)) is None
