import pytest

from services.routing.domain.evaluation.figures import Measured, coverage, figures_of, macro_f1


def measured(area: str, *guessed: str, also: str = "", confidence: float = 0.5) -> Measured:
    return Measured(area=area, acceptable=frozenset({area, also} - {""}), guessed=guessed, confidence=confidence)


def test_each_figure_counts_what_it_says() -> None:
    texts = [
        measured("a", "a", "b", "c"),
        measured("a", "b", "a", also="b"),
        measured("b", "c", "d", "b", "a"),
        measured("b", "c", "d", "e", "b"),
    ]

    figures = figures_of(texts, seconds=0.002)

    assert (figures.n, figures.top1, figures.acceptable_top1, figures.top3) == (4, 0.25, 0.5, 0.75)
    assert figures.ms_per_text == pytest.approx(0.5)


def test_nothing_guessed_is_wrong_and_covers_nothing() -> None:
    figures = figures_of([measured("a", confidence=0)], seconds=0)

    assert (figures.top1, figures.acceptable_top1, figures.top3) == (0, 0, 0)
    assert (figures.macro_f1, figures.coverage_at_20_percent_error) == (0, 0)


def test_macro_f1_counts_every_area_alike_however_rare() -> None:
    texts = [measured("often", "often")] * 9 + [measured("rare", "often")]

    assert macro_f1(texts) == pytest.approx((2 * 9 / (9 + 10) + 0) / 2)


def test_an_area_that_no_text_has_lowers_macro_f1_when_it_is_guessed() -> None:
    assert macro_f1([measured("a", "a"), measured("a", "b")]) == pytest.approx((2 / 3 + 0) / 2)


def test_coverage_is_the_greatest_share_with_one_wrong_guess_of_five() -> None:
    right = [measured("a", "a", confidence=0.9 - number / 100) for number in range(4)]
    wrong = [measured("a", "b", confidence=0.5), measured("a", "b", confidence=0.4)]

    assert coverage(right + wrong) == pytest.approx(5 / 6)


def test_coverage_goes_on_behind_a_wrong_guess_that_more_right_ones_make_up_for() -> None:
    texts = [measured("a", "b", confidence=0.9), *(measured("a", "a", confidence=0.5 - n / 100) for n in range(4))]

    assert coverage(texts) == 1


def test_texts_of_one_confidence_are_covered_together_or_not_at_all() -> None:
    texts = [measured("a", "a", confidence=0.9), measured("a", "a"), measured("a", "b")]

    assert coverage(texts) == pytest.approx(1 / 3)
    assert coverage(texts[::-1]) == pytest.approx(1 / 3)


def test_an_acceptable_guess_is_no_error_for_the_coverage() -> None:
    assert coverage([measured("a", "b", also="b")]) == 1
