"""Files as offices make them, written here and nowhere copied from."""

import io
import struct
import zipfile
from collections.abc import Sequence

import docx
import openpyxl
import pptx
from docx.oxml.parser import parse_xml
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import CIDFont, UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def word(*, box: str = "") -> bytes:
    """Return a Word file: a heading, a paragraph, a table, and a text box where *box* says something."""
    document = docx.Document()
    document.add_heading("提案の概要", level=1)
    paragraph = document.add_paragraph("移動販売車で集落をまわります。")
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "団体名", "株式会社みどり商店"
    if box:
        said = f"<w:txbxContent><w:p><w:r><w:t>{box}</w:t></w:r></w:p></w:txbxContent>"
        # Word writes every text box twice: for programs of today, and for those of 2007.
        paragraph._p.append(
            parse_xml(
                f'<w:r xmlns:w="{_W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
                f"<mc:AlternateContent><mc:Choice>{said}</mc:Choice><mc:Fallback>{said}</mc:Fallback>"
                "</mc:AlternateContent></w:r>"
            )
        )
    return saved(document)


def excel() -> bytes:
    """Return a workbook with a value, an empty row and a hidden sheet."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "様式"
    sheet["A1"], sheet["C1"], sheet["A3"] = "団体名", "株式会社①", 1200.0
    book.create_sheet("計算").sheet_state = "hidden"
    return saved(book)


def slides() -> bytes:
    """Return two slides, the second with notes."""
    deck = pptx.Presentation()
    for title in ("見守りのご提案", "役割分担"):
        slide = deck.slides.add_slide(deck.slide_layouts[5])
        slide.shapes.title.text = title
    deck.slides[1].notes_slide.notes_text_frame.text = "県と市町村で分けます"
    return saved(deck)


def pdf(*pages: str, font: str = "HeiseiMin-W3", encoding: str = "", password: str | None = None) -> bytes:
    """Return a PDF whose Japanese font is only named, not embedded; an empty page has a picture and no letters."""
    made = CIDFont(font, encoding) if encoding else UnicodeCIDFont(font)
    pdfmetrics.registerFont(made)
    stream = io.BytesIO()
    canvas = Canvas(stream, encrypt=password)
    for text in pages:
        canvas.setFont(made.fontName, 14)
        if text:
            canvas.drawString(72, 700, text if not encoding else text.encode("cp932").decode("latin-1"))
        else:
            canvas.rect(72, 600, 100, 100, fill=1)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def saved(made: object) -> bytes:
    """Return what a library's object saves."""
    stream = io.BytesIO()
    made.save(stream)  # type: ignore[attr-defined]  # Each of them saves itself.
    return stream.getvalue()


def zipped(files: dict[str, bytes], *, packed: bool = True) -> bytes:
    """Return a zip of these files."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()


def locked(archive: bytes) -> bytes:
    """Return the zip with the mark of a password on every entry."""
    content = bytearray(archive)
    for start, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = content.find(start)
        while place >= 0:
            content[place + flags] |= 1
            place = content.find(start, place + 4)
    return bytes(content)


def ole(streams: Sequence[str]) -> bytes:
    """Return a compound file with these streams, all of them empty."""
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0) + struct.pack("<I", 0)
    header += b"\xff\xff\xff\xff" * 108
    table = struct.pack("<I", 0xFFFFFFFD) + struct.pack("<I", 2) + struct.pack("<I", 0xFFFFFFFE) + b"\xff" * (512 - 12)
    entries = b"".join(_entry(name) for name in ("Root Entry", *streams))
    return header + table + entries.ljust(1024, b"\0")


def _entry(name: str) -> bytes:
    raw = name.encode("utf-16-le")
    return raw.ljust(64, b"\0") + struct.pack("<H", len(raw) + 2) + bytes(62)
