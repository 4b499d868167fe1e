"""A paper as a Word file."""

import io
from collections.abc import Sequence
from datetime import UTC, datetime, time
from typing import Final

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from services.routing.domain.paper import Cell, Pairs, Paper, Table, cell_words
from shared.japanese.era import wareki

_FONT: Final = "BIZ UDPゴシック"
# A table with more columns than this lies across.
_UPRIGHT_COLUMNS: Final = 6


def word_paper(paper: Paper) -> bytes:
    """Return the paper as a .docx."""
    document = docx.Document()
    _set_up(document, paper)
    head = document.add_paragraph(f"{paper.office}　{wareki(paper.made_on)}作成")
    head.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    title = document.add_heading(paper.title, level=1)
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for block in paper.blocks:
        document.add_heading(block.title, level=2)
        _draw(document, block)
    for note in paper.notes:
        document.add_paragraph(f"※ {note}")
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _set_up(document: Document, paper: Paper) -> None:
    properties = document.core_properties
    properties.author, properties.title, properties.language = "", paper.title, "ja-JP"
    properties.created = properties.modified = datetime.combine(paper.made_on, time(), UTC)
    for name in ("Normal", "Heading 1", "Heading 2"):
        style = document.styles[name]
        style.font.name = _FONT
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), _FONT)
    document.styles["Normal"].font.size = Pt(10)
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    if any(isinstance(block, Table) and len(block.columns) > _UPRIGHT_COLUMNS for block in paper.blocks):
        page.orientation = WD_ORIENT.LANDSCAPE
        page.page_width, page.page_height = Mm(297), Mm(210)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Mm(18)


def _draw(document: Document, block: Table | Pairs) -> None:
    if isinstance(block, Pairs):
        _table(document, (), [(word, value) for word, value in block.rows])
    elif block.rows:
        _table(document, block.columns, block.lines)
    else:
        document.add_paragraph(block.none)


def _table(document: Document, columns: Sequence[str], lines: Sequence[Sequence[Cell]]) -> None:
    head = [list(columns)] if columns else []
    written = [*head, *([cell_words(cell) for cell in line] for line in lines)]
    table = document.add_table(rows=len(written), cols=len(written[0]), style="Table Grid")
    for row, words in zip(table.rows, written, strict=True):
        for cell, word in zip(row.cells, words, strict=True):
            cell.text = word
    for row, line in zip(table.rows[len(head) :], lines, strict=True):
        for cell, value in zip(row.cells, line, strict=True):
            if isinstance(value, int):
                cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
    if columns:
        # Word repeats the row on every page.
        properties = table.rows[0]._tr.get_or_add_trPr()  # noqa: SLF001 - the library has no other way
        properties.append(properties.makeelement(qn("w:tblHeader"), {qn("w:val"): "true"}))
