"""A press release as a Word file."""

import io
from datetime import UTC, datetime
from typing import Final

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from services.routing.handlers.publishing.release import Release
from shared.xml_text import xml_text

_FONT: Final = "BIZ UDPゴシック"
_WRITTEN: Final = datetime(2026, 4, 1, tzinfo=UTC)


def word_release(release: Release) -> bytes:
    """Return the release as a .docx, which says in its head from when on it may be reported."""
    document = docx.Document()
    _set_up(document, release)
    for words in (f"{release.number}（報道発表資料案）", release.day, release.issuer):
        document.add_paragraph(xml_text(words)).alignment = WD_ALIGN_PARAGRAPH.RIGHT
    embargo = document.add_paragraph().add_run(f"解禁日時：{release.embargo}")
    embargo.bold = True
    title = document.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = title.add_run(xml_text(release.title))
    run.bold, run.font.size = True, Pt(16)
    if release.lead:
        document.add_paragraph(xml_text(release.lead))
    for heading, text in (*release.sections, ("問合せ先", release.contact)):
        if heading:
            document.add_paragraph().add_run(xml_text(heading)).bold = True
        for line in xml_text(text).splitlines():
            document.add_paragraph(line)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _set_up(document: Document, release: Release) -> None:
    properties = document.core_properties
    properties.author, properties.title, properties.language = "", xml_text(release.title), "ja-JP"
    properties.created = properties.modified = _WRITTEN
    style = document.styles["Normal"]
    style.font.name, style.font.size = _FONT, Pt(10.5)
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), _FONT)
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
