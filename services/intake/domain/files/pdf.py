"""Read the text of PDF pages, Japanese fonts that are only named in the file included."""

import io
from collections.abc import Iterator

from pdfminer.converter import PDFPageAggregator
from pdfminer.layout import LAParams, LTContainer, LTPage, LTTextBox
from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser


def pdf_pages(content: bytes) -> Iterator[str]:
    """Yield the text of page after page, empty for one without; raise PDFPasswordIncorrect for a locked file."""
    manager = PDFResourceManager(caching=True)
    device = PDFPageAggregator(manager, laparams=LAParams(detect_vertical=True))
    interpreter = PDFPageInterpreter(manager, device)
    document = PDFDocument(PDFParser(io.BytesIO(content)))
    for page in PDFPage.create_pages(document):
        interpreter.process_page(page)
        yield "\n".join(_boxes(device.get_result())).strip()


def _boxes(node: LTPage | LTContainer) -> Iterator[str]:  # type: ignore[type-arg]  # The library names its elements nowhere.
    for one in node:
        if isinstance(one, LTTextBox):
            yield one.get_text().rstrip("\n")
        elif isinstance(one, LTContainer):
            yield from _boxes(one)
