import pytest

from services.intake.domain.sheet.choices import Ticked, read_choices

LABELS = {"企業・個人事業主": "company", "NPO・各種団体": "npo", "個人": "individual", "その他": "other"}


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("□企業・個人事業主　☑NPO・各種団体　□個人", ("npo",)),
        ("☐ 企業・個人事業主\n■ NPO・各種団体\n☐ 個人", ("npo",)),
        ("レ企業・個人事業主 □個人", ("company",)),
        ("□レ企業・個人事業主 □個人", ("company",)),
        ("○企業・個人事業主　　個人", ("company",)),
        ("○企業・個人事業主 □個人", ("company",)),
        ("企業・個人事業主☑　個人□", ("company",)),
        ("✓個人、✔NPO・各種団体", ("individual", "npo")),
        ("ＮＰＯ・各種団体", ("npo",)),
        ("個人、企業・個人事業主", ("individual", "company")),
    ],
)
def test_ticks_are_read_however_they_are_drawn(text: str, values: tuple[str, ...]) -> None:
    assert read_choices(text, LABELS) == Ticked(values=values)


def test_nothing_ticked_is_nothing() -> None:
    assert read_choices("□企業・個人事業主　□NPO・各種団体", LABELS) == Ticked(values=())


def test_circles_before_every_choice_are_bullets_and_left_to_a_person() -> None:
    text = "○企業・個人事業主\n○個人"

    assert read_choices(text, LABELS) == Ticked(values=(), rest=text)


def test_words_added_to_a_choice_are_kept() -> None:
    assert read_choices("□個人　☑その他（農業協同組合）", LABELS) == Ticked(values=("other",), rest="農業協同組合")


def test_a_choice_that_was_shortened_is_a_guess() -> None:
    assert read_choices("企業", LABELS) == Ticked(values=("company",), guessed=True)


def test_words_no_choice_begins_with_are_left_to_a_person() -> None:
    assert read_choices("協同組合", LABELS) == Ticked(values=(), rest="協同組合")
