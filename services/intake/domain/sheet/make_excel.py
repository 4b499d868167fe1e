"""The desk's sheet as an Excel file."""

import io
from datetime import datetime
from typing import Final

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.packaging.custom import StringProperty
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from services.intake.domain.sheet.plan import EMPTY_BOX, FULL_BOX, HIDDEN, MARK, PlannedRow, PlannedSection, SheetPlan
from shared.scheme.fields import FieldKind

_FONT: Final = "BIZ UDPゴシック"
_THIN: Final = Side(style="thin", color="808080")
_FRAME: Final = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_LABEL: Final = PatternFill("solid", fgColor="EEF2F7")
_HEADING: Final = PatternFill("solid", fgColor="1F3864")
_WRAP: Final = Alignment(wrap_text=True, vertical="top")
_MIDDLE: Final = Alignment(horizontal="center", vertical="center")
_TEXT: Final = "@"  # Numbers of telephones keep their zero in front.
_WIDTHS: Final = {"A": 34, "B": 5, "C": 28, "D": 28, "E": 17, "F": 19}
_WRITTEN: Final = datetime(2026, 4, 1)  # noqa: DTZ001 - the file format knows no zones.
_POINTS_PER_LINE: Final = 15
_LETTERS_PER_LINE: Final = 20


def excel_sheet(plan: SheetPlan) -> bytes:
    """Return the sheet as an .xlsx with drop-down lists; there is no macro in it."""
    book = Workbook()
    book.properties.creator, book.properties.title = "", plan.edition
    book.properties.created = book.properties.modified = _WRITTEN
    book.custom_doc_props.append(StringProperty(name=MARK, value=plan.mark))  # type: ignore[attr-defined]  # Stubs: old.
    sheet = book.worksheets[0]
    sheet.title = "提案書"
    _Drawing(sheet, book.create_sheet(HIDDEN)).draw(plan)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


class _Drawing:
    """Fills the sheet row by row."""

    def __init__(self, sheet: Worksheet, lists: Worksheet) -> None:
        self._sheet = sheet
        self._lists = lists
        self._row = 1
        lists.sheet_state = "hidden"
        self._boxes = DataValidation(type="list", formula1=f'"{EMPTY_BOX},{FULL_BOX}"', allow_blank=True)
        sheet.add_data_validation(self._boxes)
        self._worded: dict[str, DataValidation] = {}

    def draw(self, plan: SheetPlan) -> None:
        for letter, width in _WIDTHS.items():
            self._sheet.column_dimensions[letter].width = width
        self._wide(plan.title, Font(name=_FONT, size=18, bold=True), height=32).alignment = _MIDDLE
        self._wide(plan.to, Font(name=_FONT, size=11), height=22)
        for line in plan.introduction:
            self._wide(f"・{line}", Font(name=_FONT, size=9, color="555555"), height=26)
        for section in plan.sections:
            self._section(section)
        self._row += 1
        self._wide(plan.closing_heading, Font(name=_FONT, size=11, bold=True), height=20)
        for line in plan.closing:
            self._wide(line, Font(name=_FONT, size=10), height=28 if len(line) > 60 else 16)  # noqa: PLR2004 - letters.
        self._page(plan)

    def _page(self, plan: SheetPlan) -> None:
        setup = self._sheet.page_setup
        setup.paperSize, setup.orientation, setup.fitToWidth, setup.fitToHeight = 9, "portrait", 1, 0
        self._sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        self._sheet.oddFooter.right.text = plan.edition  # type: ignore[union-attr]  # A new sheet has one.
        self._sheet.sheet_view.showGridLines = False

    def _wide(self, words: str, font: Font, *, height: int) -> Cell:
        cell = self._merged("A", "F", self._row, self._row)
        cell.value, cell.font, cell.alignment = words, font, _WRAP
        self._sheet.row_dimensions[self._row].height = height
        self._row += 1
        return cell

    def _section(self, section: PlannedSection) -> None:
        self._row += 1
        heading = self._wide(section.heading, Font(name=_FONT, size=11, bold=True, color="FFFFFF"), height=20)
        heading.fill = _HEADING
        if section.hint:
            self._wide(section.hint, Font(name=_FONT, size=9, color="555555"), height=28)
        for row in section.rows:
            self._question(row)

    def _question(self, row: PlannedRow) -> None:
        if row.field.kind is FieldKind.CHECKBOX:
            self._statement(row)
            return
        count = len(row.choices) if row.field.kind is FieldKind.MULTI else 1
        first, last = self._row, self._row + count - 1
        label = self._merged("A", "A", first, last)
        label.value = "\n".join((row.label, *row.hints))
        label.font, label.fill, label.alignment = Font(name=_FONT, size=10), _LABEL, _WRAP
        if row.field.kind is FieldKind.MULTI:
            for offset, words in enumerate(row.choices):
                self._boxed(words, first + offset)
        else:
            self._single(row)
        self._side_boxes(row, first, last)
        self._height(row, first, count)
        self._row = last + 1

    def _single(self, row: PlannedRow) -> None:
        answer = self._merged("B", "D", self._row, self._row)
        answer.alignment, answer.font, answer.number_format = _WRAP, Font(name=_FONT, size=10.5), _TEXT
        if row.choices:
            self._list(row).add(f"B{self._row}")

    def _boxed(self, words: str, row: int) -> None:
        box = self._merged("B", "B", row, row)
        box.value, box.alignment, box.font = EMPTY_BOX, _MIDDLE, Font(name=_FONT, size=11)
        self._boxes.add(f"B{row}")
        self._merged("C", "D", row, row).value = words

    def _statement(self, row: PlannedRow) -> None:
        box = self._merged("A", "A", self._row, self._row)
        box.value, box.alignment, box.fill = EMPTY_BOX, _MIDDLE, _LABEL
        self._boxes.add(f"A{self._row}")
        statement = self._merged("B", "F", self._row, self._row)
        statement.value, statement.alignment, statement.font = row.label, _WRAP, Font(name=_FONT, size=10)
        self._sheet.row_dimensions[self._row].height = 34
        self._row += 1

    def _side_boxes(self, row: PlannedRow, first: int, last: int) -> None:
        for letter, words in zip("EF", (*row.boxes, "", "")[:2], strict=True):
            cell = self._merged(letter, letter, first, last)
            cell.font, cell.alignment = Font(name=_FONT, size=9), Alignment(wrap_text=True, vertical="center")
            if words:
                cell.value = f"{EMPTY_BOX} {words}"
                self._mark(words).add(f"{letter}{first}")

    def _height(self, row: PlannedRow, first: int, count: int) -> None:
        label_lines = (
            1 + sum(-(-len(line) // _LETTERS_PER_LINE) for line in row.hints) + len(row.label) // _LETTERS_PER_LINE
        )
        lines = max(row.lines, label_lines if count == 1 else 1)
        for offset in range(count):
            self._sheet.row_dimensions[first + offset].height = 6 + _POINTS_PER_LINE * lines

    def _list(self, row: PlannedRow) -> DataValidation:
        """Return a drop-down list of the choices, whose words stand on a hidden sheet."""
        column = self._lists.max_column + 1 if self._lists["A1"].value else 1
        for number, words in enumerate(row.choices, start=1):
            self._lists.cell(number, column, words)
        letter = get_column_letter(column)
        chosen = DataValidation(
            type="list", formula1=f"'{HIDDEN}'!${letter}$1:${letter}${len(row.choices)}", allow_blank=True
        )
        self._sheet.add_data_validation(chosen)
        return chosen

    def _mark(self, words: str) -> DataValidation:
        if words not in self._worded:
            formula = f'"{EMPTY_BOX} {words},{FULL_BOX} {words}"'
            self._worded[words] = DataValidation(type="list", formula1=formula, allow_blank=True)
            self._sheet.add_data_validation(self._worded[words])
        return self._worded[words]

    def _merged(self, left: str, right: str, top: int, bottom: int) -> Cell:
        for cells in self._sheet[f"{left}{top}:{right}{bottom}"]:
            for cell in cells:
                cell.border = _FRAME
        if (left, top) != (right, bottom):
            self._sheet.merge_cells(f"{left}{top}:{right}{bottom}")
        found: Cell = self._sheet[f"{left}{top}"]
        return found
