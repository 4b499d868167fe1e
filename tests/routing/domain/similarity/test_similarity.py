"""The twin of a proposal stands among the first three, and strangers stay below the line."""

import json
import tomllib
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

from services.routing.domain.similarity import ALIKE, CLOSE, Spread, likeness, marks_of, shared_words
from tests.routing.domain.similarity.strangers import strangers

HERE = Path(__file__).parent
REAL_TEXTS = Path(__file__).resolve().parents[4].parent / "shared" / "data" / "routing" / "dev.jsonl"
PAIRS = tomllib.loads((HERE / "paraphrases.toml").read_text(encoding="utf-8"))["pairs"]
FIRSTS = [pair["first"] for pair in PAIRS]
SECONDS = [pair["second"] for pair in PAIRS]


class Desk:
    """All texts a desk has received, as its database would answer for them."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.marks = [marks_of(text) for text in texts]
        self.number = {mark: number for number, mark in enumerate(sorted(frozenset().union(*self.marks)))}
        self.spread = Counter(mark for marks in self.marks for mark in marks)

    def alike(self, place: int) -> list[tuple[float, int]]:
        """Return how alike the others are to the text at *place*, the closest first."""
        mine = self.marks[place]
        spread = Spread(texts=len(self.marks), of={self.number[mark]: self.spread[mark] for mark in mine})
        found = [
            (likeness(spread, {self.number[mark] for mark in mine & other}, len(other)), at)
            for at, other in enumerate(self.marks)
            if at != place
        ]
        return sorted(found, reverse=True)


def twins_among_the_first_three(others: Sequence[str]) -> tuple[int, int]:
    """Return for how many of the pairs the twin is found, from either side."""
    desk = Desk([*FIRSTS, *SECONDS, *others])
    pairs = len(PAIRS)

    def found(place: int) -> bool:
        return (place + pairs) % (2 * pairs) in [at for _, at in desk.alike(place)[:3]]

    return sum(map(found, range(pairs))), sum(map(found, range(pairs, 2 * pairs)))


def test_of_twenty_paraphrases_the_twin_is_among_the_first_three_of_hundreds_in_the_same_fields() -> None:
    others = strangers()

    from_the_first, from_the_second = twins_among_the_first_three(others)

    assert (len(PAIRS), len(others)) == (20, 240)
    assert min(from_the_first, from_the_second) >= 15


@pytest.mark.skipif(not REAL_TEXTS.exists(), reason="the texts of real offices are not beside the project")
def test_it_is_so_among_a_thousand_real_texts_too() -> None:
    rows = REAL_TEXTS.read_text(encoding="utf-8").splitlines()[::4]

    found = twins_among_the_first_three([*strangers(), *(json.loads(row)["text"] for row in rows)])

    assert min(found) >= 15


def test_strangers_of_another_field_stay_below_the_line() -> None:
    desk = Desk([*FIRSTS, *strangers()])

    false_company = [place for place in range(len(FIRSTS)) if desk.alike(place)[0][0] > CLOSE]

    assert false_company == []


def test_the_first_two_proposals_of_a_young_desk_are_found_alike_too() -> None:
    desk = Desk([FIRSTS[12], SECONDS[12], FIRSTS[0]])

    (score, place), (other, _) = desk.alike(0)

    assert (place, score > CLOSE, other < ALIKE) == (1, True, True)


def test_the_same_text_is_as_alike_as_can_be() -> None:
    desk = Desk([FIRSTS[0], FIRSTS[0], *SECONDS])

    score, place = desk.alike(0)[0]
    assert (round(score, 9), place) == (1.0, 1)


def test_what_is_shared_is_told_in_words_of_one_notion() -> None:
    first, second = "一人暮らしのシニアの見守り", "お年寄りへの声かけ"

    shared = marks_of(first) & marks_of(second)

    assert shared_words(first, shared) == ("見守り", "高齢者")


@pytest.mark.parametrize("nothing", ["", "hello", "ありがとうございます", "123"])
def test_where_nothing_is_said_there_is_nothing_to_compare(nothing: str) -> None:
    marks = marks_of(nothing)

    assert likeness(Spread(texts=3, of={}), (), len(marks)) == 0.0


def test_spelling_makes_no_difference() -> None:
    assert marks_of("ﾄﾞﾛｰﾝで髙齢者の 見守り") == marks_of("ドローンで高齢者の見守り")
