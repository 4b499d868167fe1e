import io
import zipfile
from datetime import date, datetime, time

import pytest
from openpyxl import Workbook

from services.intake.domain.lists.table import read_table
from services.intake.domain.lists.words import UnreadableList
from services.intake.domain.lists.workbook import text_of
from tests.intake.office_files import word


def workbook(*rows: tuple[str | float | None, ...]) -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(row)
    book.create_sheet("別").append(["ほか"])
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def test_the_first_sheet_is_read_as_a_person_sees_it() -> None:
    table = read_table(workbook(("提案名", "番号"), (None, None), ("海の図書室", 12.0)))

    assert [(row.line, row.cells) for row in table.rows] == [(1, ("提案名", "番号")), (3, ("海の図書室", "12"))]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""),
        (True, "はい"),
        (1.5, "1.5"),
        (datetime(2026, 11, 22), "2026-11-22"),  # noqa: DTZ001 -- Excel knows no time zone.
        (datetime(2026, 11, 22, 9, 30), "2026-11-22T09:30:00"),  # noqa: DTZ001 -- The same.
        (date(2026, 11, 22), "2026-11-22"),
        (time(9, 30), "09:30:00"),
    ],
)
def test_a_cell_is_written_so_that_every_reader_knows_it(cell: object, text: str) -> None:
    assert text_of(cell) == text


def test_a_small_file_that_unpacks_to_a_large_one_is_refused_unopened() -> None:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 100_000_001)

    with pytest.raises(UnreadableList) as error:
        read_table(kept.getvalue())

    assert error.value.public == "Excelのファイルの中身が100MBを超えています。分けてください。"


def test_an_archive_that_is_no_workbook_is_refused() -> None:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        archive.writestr("readme.txt", "x")

    with pytest.raises(UnreadableList):
        read_table(kept.getvalue())


def test_a_word_file_is_told_to_be_no_list() -> None:
    with pytest.raises(UnreadableList) as error:
        read_table(word())

    assert error.value.public.startswith("Excelのファイルとして読み取れませんでした。")
