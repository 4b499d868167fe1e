"""The desk's sheet as a Word file."""

import io
from datetime import UTC, datetime
from typing import Any, Final

import docx
from docx.document import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from services.intake.domain.sheet.plan import EMPTY_BOX, MARK, PlannedRow, PlannedSection, SheetPlan
from shared.scheme.fields import FieldKind

_FONT: Final = "BIZ UDPゴシック"
_LABEL_FILL: Final = "EEF2F7"
_HEADING_FILL: Final = "1F3864"
_GREY: Final = RGBColor(0x55, 0x55, 0x55)
_WHITE: Final = RGBColor(0xFF, 0xFF, 0xFF)
_WRITTEN: Final = datetime(2026, 4, 1, tzinfo=UTC)
_LABEL_WIDTH, _ANSWER_WIDTH = Mm(58), Mm(112)
_LINE: Final = Mm(6.5)
_W14: Final = 'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
_CUSTOM_TYPE: Final = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_CUSTOM: Final = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"'
    ' xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">'
    '<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="2" name="{name}"><vt:lpwstr>{value}</vt:lpwstr>'
    "</property></Properties>"
)


def word_sheet(plan: SheetPlan) -> bytes:
    """Return the sheet as a .docx that people fill in with Word or what opens its files."""
    document = docx.Document()
    _set_up(document, plan)
    _head(document, plan)
    for section in plan.sections:
        _section(document, section)
    _closing(document, plan)
    _mark(document, plan.mark)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _set_up(document: Document, plan: SheetPlan) -> None:
    properties = document.core_properties
    properties.author, properties.title, properties.language = "", plan.edition, "ja-JP"
    properties.created = properties.modified = _WRITTEN
    style = document.styles["Normal"]
    style.font.name, style.font.size = _FONT, Pt(10.5)
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), _FONT)
    style.paragraph_format.space_after = Pt(0)
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm(20)
    page.top_margin, page.bottom_margin = Mm(18), Mm(16)
    footer = page.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _small(footer, plan.edition)


def _head(document: Document, plan: SheetPlan) -> None:
    title = document.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.paragraph_format.space_after = Pt(8)
    run = title.add_run(plan.title)
    run.bold, run.font.size = True, Pt(18)
    to = document.add_paragraph(plan.to)
    to.paragraph_format.space_after = Pt(6)
    for line in plan.introduction:
        _small(document.add_paragraph(style="List Bullet"), line)


def _section(document: Document, section: PlannedSection) -> None:
    document.add_paragraph().paragraph_format.line_spacing = Pt(8)
    table = document.add_table(rows=1, cols=2)
    table.style, table.alignment, table.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
    for column, width in zip(table.columns, (_LABEL_WIDTH, _ANSWER_WIDTH), strict=True):
        column.width = width
    heading = table.rows[0].cells[0].merge(table.rows[0].cells[1])
    _fill(heading, _HEADING_FILL)
    run = heading.paragraphs[0].add_run(section.heading)
    run.bold, run.font.color.rgb = True, _WHITE
    if section.hint:
        _small(heading.add_paragraph(), section.hint, _WHITE)
    _repeat(table.rows[0])
    for row in section.rows:
        _row(table, row)


def _row(table: Any, row: PlannedRow) -> None:
    line = table.add_row()
    line.height = _LINE * max(row.lines, 1)
    _keep_whole(line, whole=row.lines == 1)
    label, answer = line.cells
    label.width, answer.width = _LABEL_WIDTH, _ANSWER_WIDTH
    if row.field.kind is FieldKind.CHECKBOX:
        both = label.merge(answer)
        paragraph = both.paragraphs[0]
        _box(paragraph)
        paragraph.add_run(f" {row.label}")
        return
    _fill(label, _LABEL_FILL)
    label.paragraphs[0].add_run(row.label).bold = True
    for hint in row.hints:
        _small(label.add_paragraph(), hint)
    for words in row.boxes:
        paragraph = label.add_paragraph()
        _box(paragraph, small=True)
        _small(paragraph, f" {words}")
    for number, words in enumerate(row.choices):
        paragraph = answer.paragraphs[0] if number == 0 else answer.add_paragraph()
        _box(paragraph)
        paragraph.add_run(f" {words}")


def _closing(document: Document, plan: SheetPlan) -> None:
    document.add_paragraph()
    heading = document.add_paragraph()
    heading.paragraph_format.keep_with_next = True
    heading.add_run(plan.closing_heading).bold = True
    for line in plan.closing:
        paragraph = document.add_paragraph(line)
        paragraph.paragraph_format.keep_together = True


def _box(paragraph: Paragraph, *, small: bool = False) -> None:
    """Add a box that is ticked with a click, and is an ordinary letter for programs that do not know it."""
    size = 17 if small else 21
    paragraph._p.append(  # noqa: SLF001 - the library has no content controls of its own.
        parse_xml(
            f'<w:sdt {nsdecls("w")} {_W14}><w:sdtPr><w14:checkbox><w14:checked w14:val="0"/>'
            '<w14:checkedState w14:val="2611" w14:font="MS Gothic"/>'
            '<w14:uncheckedState w14:val="25A1" w14:font="MS Gothic"/></w14:checkbox></w:sdtPr>'
            f'<w:sdtContent><w:r><w:rPr><w:rFonts w:ascii="MS Gothic" w:eastAsia="MS Gothic" w:hAnsi="MS Gothic"/>'
            f'<w:sz w:val="{size}"/></w:rPr><w:t>{EMPTY_BOX}</w:t></w:r></w:sdtContent></w:sdt>'
        )
    )


def _small(paragraph: Paragraph, words: str, colour: RGBColor = _GREY) -> None:
    run = paragraph.add_run(words)
    run.font.size, run.font.color.rgb = Pt(8.5), colour


def _fill(cell: _Cell, colour: str) -> None:
    shading = parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{colour}"/>')
    cell._tc.get_or_add_tcPr().append(shading)  # noqa: SLF001 - the library has no shading of its own.


def _repeat(row: Any) -> None:
    """Let the heading stand on every page its table reaches."""
    row._tr.get_or_add_trPr().append(parse_xml(f"<w:tblHeader {nsdecls('w')}/>"))  # noqa: SLF001 - as above.


def _keep_whole(row: Any, *, whole: bool) -> None:
    if whole:
        row._tr.get_or_add_trPr().append(parse_xml(f"<w:cantSplit {nsdecls('w')}/>"))  # noqa: SLF001 - as above.


def _mark(document: Document, mark: str) -> None:
    """Write the mark by which the sheet is recognised when it comes back."""
    package = document.part.package
    content = _CUSTOM.format(name=MARK, value=mark).encode()
    part = Part(PackURI("/docProps/custom.xml"), _CUSTOM_TYPE, content, package)
    package.relate_to(part, RELATIONSHIP_TYPE.CUSTOM_PROPERTIES)
