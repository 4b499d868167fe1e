"""Sheets as people send them back: ours, filled in, and those of other offices."""

import io
from collections.abc import Iterable, Mapping, Sequence
from zipfile import ZIP_DEFLATED, ZipFile

import docx
import openpyxl

from services.intake.domain.sheet.make_excel import excel_sheet
from services.intake.domain.sheet.make_word import word_sheet
from services.intake.domain.sheet.plan import FULL_BOX, own_layout, plan_of
from services.intake.domain.sheet.reading import read_sheets
from services.intake.domain.sheet.values import ReadSheet, SheetFile, SheetsOfDesk
from shared.scheme.load import load_scheme, load_sheets
from shared.settings import PROJECT

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DESKS = PROJECT / "deploy" / "desks"
SCHEME = load_scheme(DESKS / "miono.toml")
PLAN = plan_of(SCHEME)
EMPTY_WORD, EMPTY_EXCEL = word_sheet(PLAN), excel_sheet(PLAN)
DESK = SheetsOfDesk(
    form=SCHEME.form,
    layouts=(own_layout(SCHEME), *load_sheets(DESKS / "sheets", {"miono": SCHEME})["miono"]),
)
ANSWERS = {
    "提案名": "移動販売車による買い物支援と見守り",
    "概要": "買い物に困る集落を、週に二度まわります。\n見守りも兼ねます。",
    "提案者名（団体名）": "㈱みお商店",
    "郵便番号": "〒０００－８５７０",
    "担当者の氏名": "髙木 亮",
    "担当者のメールアドレス": "ｔａｋａｇｉ@mio-shoten.example.jp",
    "担当者の電話番号": "０００－８２４－１１８０",
    "具体的な手段・事業内容": "① 車を二台用意します。\n② 令和９年４月から始めます。",
}
TICKED = (
    "企業・個人事業主",
    "健康増進・福祉",
    "安全・安心",
    "フリー型",
    "ない",
    "その都度相談したい",
    "暴力団",
    "ご記入いただいた",
)


def filled_word(
    answers: Mapping[str, str] = ANSWERS, ticked: Sequence[str] = TICKED, boxes: Sequence[tuple[str, str]] = ()
) -> bytes:
    """Return our Word sheet with *answers* by label, choices *ticked*, and *boxes* (label, words) under labels."""
    document = docx.Document(io.BytesIO(EMPTY_WORD))
    for table in document.tables:
        for row in table.rows:
            label = row.cells[0].paragraphs[0].text.removesuffix("（必須）")
            if len(row.cells) > 1 and label in answers:
                row.cells[1].text = answers[label]
    buffer = io.BytesIO()
    document.save(buffer)
    return changed(buffer.getvalue(), "word/document.xml", lambda xml: _with_ticks(xml, ticked, boxes))


def _with_ticks(xml: str, ticked: Sequence[str], boxes: Sequence[tuple[str, str]]) -> str:
    for words in ticked:
        xml = _tick_before(xml, xml.index(f"> {words}"))
    for label, words in boxes:
        xml = _tick_before(xml, xml.index(f"> {words}", xml.index(f">{label}")))
    return xml


def _tick_before(xml: str, place: int) -> str:
    box = xml.rindex('<w14:checked w14:val="0"', 0, place)
    return xml[:box] + xml[box:].replace('w14:val="0"', 'w14:val="1"', 1).replace("<w:t>□<", "<w:t>☑<", 1)


def filled_excel(answers: Mapping[str, str] = ANSWERS, ticked: Sequence[str] = ("健康増進・福祉",)) -> bytes:
    """Return our Excel sheet with *answers* by label and boxes *ticked* beside their words."""
    book = openpyxl.load_workbook(io.BytesIO(EMPTY_EXCEL))
    sheet = book.worksheets[0]
    for row in range(1, sheet.max_row + 1):
        label = str(sheet.cell(row, 1).value or "").split("\n")[0].removesuffix("（必須）")
        if label in answers and sheet.cell(row, 2).value is None:
            sheet.cell(row, 2, answers[label])
        if sheet.cell(row, 3).value in ticked:
            sheet.cell(row, 2, FULL_BOX)
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    """Return a workbook as bytes."""
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def word_table(rows: Iterable[Sequence[str]], *, columns: int = 2, before: Sequence[str] = ()) -> bytes:
    """Return a Word file with paragraphs and one table."""
    document = docx.Document()
    for words in before:
        document.add_paragraph(words)
    table = document.add_table(rows=0, cols=columns)
    for row in rows:
        for cell, words in zip(table.add_row().cells, row, strict=True):
            cell.text = words
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def word_text(*paragraphs: str) -> bytes:
    """Return a Word file of paragraphs alone."""
    return word_table((), before=paragraphs)


def changed(archive: bytes, name: str, change: object) -> bytes:
    """Return an office file with one part rewritten by *change* (text to text)."""
    buffer = io.BytesIO()
    with ZipFile(io.BytesIO(archive)) as source, ZipFile(buffer, "w", ZIP_DEFLATED) as target:
        for member in source.infolist():
            content = source.read(member)
            if member.filename == name and callable(change):
                content = change(content.decode()).encode()
            target.writestr(member.filename, content)
    return buffer.getvalue()


def read(content: bytes, media_type: str = WORD, name: str = "様式.docx") -> ReadSheet | None:
    """Return a file as a sheet of the sample desk."""
    found = read_sheets([SheetFile(name=name, media_type=media_type, content=content)], DESK)
    return found[0] if found else None


def fields(content: bytes, media_type: str = WORD) -> dict[str, object]:
    """Return the values of a sheet by key."""
    sheet = read(content, media_type)
    return {} if sheet is None else {one.key: one.value for one in sheet.values}


def left(content: bytes, media_type: str = WORD) -> list[tuple[str, str]]:
    """Return what of a sheet was read into no field."""
    sheet = read(content, media_type)
    return [] if sheet is None else [(one.place, one.text) for one in sheet.unread]
