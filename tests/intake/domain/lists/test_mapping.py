import pytest

from services.intake.domain.lists.mapping import (
    ListMapping,
    faults_of,
    guessed,
    heading_row,
    named_cells,
    values_of_line,
)
from services.intake.domain.lists.table import Row, read_table
from services.intake.domain.lists.words import UnreadableList
from shared.scheme.model import DeskScheme


def test_headings_are_each_once_and_a_missing_one_is_named_by_its_place() -> None:
    table = read_table("名前,,名前\nx,y,z\n".encode())

    assert heading_row(table, 1) == ["名前", "（2列目）", "名前（2）"]
    assert heading_row(table, 0) == ["（1列目）", "（2列目）", "（3列目）"]


def test_a_heading_row_with_nothing_in_it_is_refused() -> None:
    with pytest.raises(UnreadableList):
        heading_row(read_table(b"a\n\nb\n"), 2)


def test_headings_that_say_the_label_or_the_key_are_guessed_once(scheme: DeskScheme) -> None:
    found = guessed(["提案名", "提案名（2）", "summary", "法人番号", "備考"], scheme.form)

    assert found == {"提案名": "title", "summary": "summary", "法人番号": "corporate_number"}


def test_choices_are_read_by_their_words_and_the_rest_is_kept(scheme: DeskScheme) -> None:
    labels = {one.key: [choice.label for choice in one.choices] for one in scheme.form.fields}
    mapping = ListMapping(
        columns={"種別": "proposer_kind", "分野": "categories", "誓約": "oath", "同意": "privacy", "案": "title"}
    )
    cells = {
        "種別": labels["proposer_kind"][0],
        "分野": f"{labels['categories'][0]}、{labels['categories'][1]}",
        "誓約": "○",
        "同意": "たぶん",
        "案": "=1+1",
        "備考": "社外秘",
    }

    values, kept = values_of_line(mapping, scheme.form, cells)

    first = [choice.value for choice in scheme.form.fields[3].choices[:2]]
    assert values == {"proposer_kind": "company", "categories": first, "oath": "yes", "title": "=1+1"}
    assert kept == {"同意": "たぶん", "備考": "社外秘"}


def test_what_our_own_file_of_wrong_lines_added_is_taken_off_again() -> None:
    row = Row(line=2, cells=("'=1+1", "'quoted'", "7", "なぜか", "x"))

    cells = named_cells(["案", "語", "元の行", "取り込めなかった理由"], row)

    assert cells == {"案": "=1+1", "語": "'quoted'", "（5列目）": "x"}


def test_a_mapping_that_cannot_work_is_told_by_the_input(scheme: DeskScheme) -> None:
    mapping = ListMapping(columns={"a": "contact_email", "b": "contact_email", "c": "colour"}, key_column="z")

    assert sorted(faults_of(mapping, ["a", "b", "c"], scheme.form)) == [
        "column.0",
        "column.1",
        "column.2",
        "key_column",
    ]
