"""Ticks that were typed instead of clicked: they count, or a person sees them."""

import pytest

from services.intake.domain.sheet.boxes import boxes_in
from tests.intake.domain.sheet.sheets import (
    EXCEL,
    TICKED,
    changed,
    fields,
    filled_excel,
    filled_word,
    left,
    read,
)

PROTECT = "保護を求める"
TYPED = ("☑", "■", "✓", "✔", "レ", "●", "✔\ufe0f")


def typed(content: bytes, label: str, words: str, letters: str) -> bytes:
    """Return the Word sheet with *letters* typed over the box before *words* under *label*; its state stays."""

    def over(xml: str) -> str:
        place = xml.index(f"> {words}", xml.index(f">{label}"))
        box = xml.rindex("<w:t>□</w:t>", 0, place)
        return xml[:box] + f"<w:t>{letters}</w:t>" + xml[box + len("<w:t>□</w:t>") :]

    return changed(content, "word/document.xml", over)


def guesses(content: bytes) -> set[str]:
    sheet = read(content)
    return set() if sheet is None else {one.key for one in sheet.values if one.guessed}


@pytest.mark.parametrize("letters", TYPED)
def test_a_tick_typed_over_a_box_counts_as_a_guess(letters: str) -> None:
    ticked = [one for one in TICKED if one != "健康増進・福祉"]

    found = typed(filled_word(ticked=ticked), "分野", "健康増進・福祉", letters)

    assert fields(found)["categories"] == ["health-welfare", "safety"]
    assert guesses(found) == {"categories"}


@pytest.mark.parametrize("letters", TYPED)
def test_protection_asked_for_by_typing_is_protection(letters: str) -> None:
    found = read(typed(filled_word(), "概要", PROTECT, letters))

    assert found is not None
    assert found.marks == {"protect.summary"}
    assert [one.key for one in found.values if one.guessed] == ["summary"]


def test_what_is_no_tick_is_left_for_a_person_to_read() -> None:
    found = typed(typed(filled_word(), "概要", PROTECT, "要"), "分野", "環境・エネルギー", "x")

    assert read(found) is not None
    assert [text for _, text in left(found)] == ["□要 保護を求める", "分野：x"]


def test_a_box_that_shows_nothing_keeps_its_state() -> None:
    assert guesses(filled_word()) == set()
    assert guesses(typed(filled_word(), "概要", PROTECT, "")) == set()


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("□ 保護を求める　□ 公表に同意する", (False, False)),
        ("☑ 保護を求める　□ 公表に同意する", (True, False)),
        ("□ 保護を求める　☑ 公表に同意する", (False, True)),
        ("□☑ 保護を求める　□ 公表に同意する", (True, False)),
        ("☑□ 保護を求める　□ 公表に同意する", (True, False)),
        ("保護を求める ☑　公表に同意する □", (True, False)),
        ("保護を求める □　公表に同意する ○", (False, True)),
        ("□ 保護を求める ✓", (True, None)),
        ("✔\ufe0f保護を求める", (True, None)),
        ("保護を求める", (False, None)),
    ],
)
def test_a_tick_counts_before_its_words_and_behind_them(line: str, found: tuple[bool, bool | None]) -> None:
    boxes = boxes_in(line)

    assert (boxes.get("protect"), boxes.get("consent")) == found


def test_a_ticked_box_whose_label_was_changed_is_kept_in_sight() -> None:
    def renamed(xml: str) -> str:
        return xml.replace(">概要", ">私どもの考えていること", 1)

    found = changed(filled_word(boxes=[("概要", PROTECT)]), "word/document.xml", renamed)

    assert any("☑ 保護を求める" in text for _, text in left(found))


@pytest.mark.parametrize("letters", TYPED)
def test_excel_boxes_take_every_tick(letters: str) -> None:
    content = changed(filled_excel(), "xl/sharedStrings.xml", lambda xml: xml.replace("☑<", f"{letters}<"))

    assert fields(content, EXCEL)["categories"] == ["health-welfare"]
