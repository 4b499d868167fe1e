"""Mails as people write them."""

from email.message import EmailMessage


def a_mail(
    subject: str = "移動販売車による見守りのご提案",
    text: str = "買い物に困る集落を、週に二度まわります。\n",
    *,
    message_id: str = "<1@kigyo.example.jp>",
    files: tuple[tuple[str, bytes], ...] = (),
    **headers: str,
) -> bytes:
    """Return the bytes of a mail from a company."""
    mail = EmailMessage()
    mail["From"] = "佐藤 花子 <hanako@kigyo.example.jp>"
    mail["To"] = "teian@renkei.miono.example.jp"
    mail["Subject"] = subject
    mail["Message-ID"] = message_id
    mail["Date"] = "Sun, 22 Nov 2026 14:00:00 +0900"
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    for name, content in files:
        mail.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return bytes(mail)
