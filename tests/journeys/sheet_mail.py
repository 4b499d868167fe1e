"""A mail as Outlook sends it: the desk's own Word sheet, filled in, and a Japanese PDF."""

import io

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from deploy.sample.proposals import INTAKE_ADDRESS
from deploy.sample.windows_mail import WindowsAttachment, WindowsMail, windows_mail
from tests.intake.domain.sheet.sheets import ANSWERS, WORD, filled_word

SENDER = "takagi@takanami-suisan.example.jp"
PDF_WORDS = "別紙　藻場の再生に要する経費の内訳"


def a_pdf(words: str = PDF_WORDS) -> bytes:
    """Return a page with Japanese words."""
    pdfmetrics.registerFont(UnicodeCIDFont("HeiseiKakuGo-W5"))
    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    canvas.setFont("HeiseiKakuGo-W5", 12)
    canvas.drawString(60, 760, words)
    canvas.save()
    return buffer.getvalue()


def sheet_mail(*, number: int, title: str) -> bytes:
    """Return the mail; *number* makes it another one."""
    sheet = filled_word(ANSWERS | {"提案名": title}, boxes=[("概要", "保護を求める")])
    return windows_mail(
        WindowsMail(
            sender=("㈱髙波水産技研　髙木", SENDER),
            recipient=("澪野県公民連携デスク", INTAKE_ADDRESS),
            subject=f"【ご提案】{title}（㈱髙波水産技研）①",
            date="Fri, 20 Nov 2026 10:42:17 +0900",
            message_id=f"<sheet-{number}@takanami-suisan.example.jp>",
            text="お世話になっております。\r\n様式に記入し、経費の内訳を添えてお送りします。よろしくお願いします。",
            attachments=(
                WindowsAttachment(name="公民連携提案書（㈱髙波水産技研）.docx", media_type=WORD, content=sheet),
                WindowsAttachment(name="別紙　経費の内訳.pdf", media_type="application/pdf", content=a_pdf()),
            ),
        )
    )
