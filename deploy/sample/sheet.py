"""The desk's Word sheet, filled in; the same words always give the same bytes."""

from collections.abc import Iterable
from datetime import UTC, datetime
from io import BytesIO
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document

DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_WRITTEN: Final = datetime(2026, 11, 19, 6, 30, tzinfo=UTC)


def proposal_sheet(title: str, rows: Iterable[tuple[str, str]]) -> bytes:
    """Return a .docx with a heading and a table of labels and answers."""
    document = Document()
    document.core_properties.author = ""
    document.core_properties.created = _WRITTEN
    document.core_properties.modified = _WRITTEN
    document.add_heading(title, level=1)
    document.add_paragraph("太枠の中をご記入ください。書ききれない場合は、別の紙を添えていただいて構いません。")
    table = document.add_table(rows=0, cols=2)
    table.style = "Table Grid"
    for label, words in rows:
        cells = table.add_row().cells
        cells[0].text = label
        cells[1].text = words
    buffer = BytesIO()
    document.save(buffer)
    return without_clock(buffer.getvalue())


def without_clock(archive: bytes) -> bytes:
    """Return the same archive with one time on all members: saving stamps them with the present."""
    buffer = BytesIO()
    with ZipFile(BytesIO(archive)) as source, ZipFile(buffer, "w") as target:
        for member in source.infolist():
            still = ZipInfo(member.filename, date_time=_WRITTEN.timetuple()[:6])
            still.compress_type = ZIP_DEFLATED
            target.writestr(still, source.read(member))
    return buffer.getvalue()
