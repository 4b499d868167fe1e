"""Files of a Macintosh, and mails inside a mail."""

from services.intake.domain.mail.parse import parse_mail
from services.intake.domain.mail.values import ParsedMail, WarningCode

HEAD = b"From: a@b.example\r\nSubject: outer\r\nMIME-Version: 1.0\r\nContent-Type: "
FORK = b"Content-Type: application/applefile; name=plan.pdf\r\n\r\n\x00\x05\x16\x07\x00\x02\x00\x00"
DATA = b"Content-Type: application/pdf; name=plan.pdf\r\n\r\n%PDF-1.4"


def multipart(kind: bytes, *parts: bytes, boundary: bytes = b"m") -> bytes:
    body = b"".join(b"\r\n--" + boundary + b"\r\n" + part for part in parts)
    return b"multipart/" + kind + b"; boundary=" + boundary + b"\r\n" + body + b"\r\n--" + boundary + b"--\r\n"


def codes(parsed: ParsedMail) -> set[WarningCode]:
    return {warning.code for warning in parsed.warnings}


def test_the_file_of_a_macintosh_stands_there_once() -> None:
    parsed = parse_mail(HEAD + multipart(b"appledouble", FORK, DATA))

    assert [(file.name, file.content) for file in parsed.attachments] == [("plan.pdf", b"%PDF-1.4")]
    assert WarningCode.APPLE_FORK in codes(parsed)


def test_what_only_a_macintosh_reads_is_kept_when_nothing_else_is_there() -> None:
    parsed = parse_mail(HEAD + multipart(b"appledouble", FORK))

    assert [file.name for file in parsed.attachments] == ["plan.pdf"]
    assert WarningCode.APPLE_FORK not in codes(parsed)


def test_binhex_has_a_name() -> None:
    part = b"Content-Type: application/mac-binhex40\r\n\r\n(This file must be converted with BinHex 4.0)\r\n"

    assert [file.name for file in parse_mail(HEAD + multipart(b"mixed", part)).attachments] == ["attachment-1.hqx"]


def test_pictures_of_a_page_are_files_inside_it() -> None:
    page = b'Content-Type: text/html\r\n\r\n<p>hello<img src="cid:1@b" alt=""></p>'
    picture = (
        b"Content-Type: image/png; name=logo.png\r\nContent-ID: <1@b>\r\nContent-Disposition: inline\r\n\r\n\x89PNG"
    )

    parsed = parse_mail(HEAD + multipart(b"related", page, picture))

    assert (parsed.text, parsed.make_up.html) == ("hello", "<p>hello</p>")
    assert [(file.name, file.inline, file.content_id) for file in parsed.attachments] == [("logo.png", True, "1@b")]


def test_a_mail_inside_a_mail_is_kept_and_read_with_its_head() -> None:
    inner = b"From: c@d.example\r\nSubject: inner\r\nDate: Sun, 22 Nov 2026 14:00:00 +0900\r\n\r\nwords"

    parsed = parse_mail(HEAD + multipart(b"mixed", b"\r\nbody", b"Content-Type: message/rfc822\r\n\r\n" + inner))

    (file,) = parsed.attachments
    assert (file.name, file.content) == ("inner.eml", inner)
    assert (file.text or "").split("\n") == [
        "件名: inner",
        "差出人: <c@d.example>",
        "日時: Sun, 22 Nov 2026 14:00:00 +0900",
        "",
        "words",
    ]
