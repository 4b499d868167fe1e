"""Make the desk's sheet in the format somebody asks for."""

from enum import StrEnum

from services.intake.domain.sheet.plan import SheetPlan


class SheetFormat(StrEnum):
    """The file formats the sheet is handed out in."""

    DOCX = "docx"  # Word
    XLSX = "xlsx"  # Excel

    @property
    def program(self) -> str:
        """Return the program people know the format by."""
        return "Word" if self is SheetFormat.DOCX else "Excel"


def make_sheet(plan: SheetPlan, format_: SheetFormat) -> bytes:
    """Return the empty sheet of *plan*."""
    # What writes office files is large: only the process that makes one pays for it.
    if format_ is SheetFormat.DOCX:
        from services.intake.domain.sheet.make_word import word_sheet  # noqa: PLC0415 - see above.

        return word_sheet(plan)
    from services.intake.domain.sheet.make_excel import excel_sheet  # noqa: PLC0415 - see above.

    return excel_sheet(plan)


def sheet_name(plan: SheetPlan, format_: SheetFormat) -> str:
    """Return the name of the file."""
    return f"{plan.title}.{format_.value}"
