import base64
import io
import zipfile
from datetime import datetime, timedelta, timezone
from email.message import EmailMessage
from pathlib import Path

import pytest

from services.intake.domain.files.kinds import EXCEL, WORD
from services.intake.domain.mail.parse import parse_mail
from services.intake.domain.mail.values import MachineKind, ParsedMail, WarningCode
from tests.intake.office_files import excel, word

HEAD = b"From: =?UTF-8?B?5bGx55Sw?= <taro@example.jp>\r\nTo: desk@example.lg.jp\r\nSubject: =?UTF-8?B?5o+Q5qGI?=\r\n"
DATA = Path(__file__).resolve().parents[4].parent / "shared" / "data" / "mail"


def mail(body: bytes, *, head: bytes = b"") -> bytes:
    return HEAD + head + b"\r\n" + body


def multipart(*parts: bytes, kind: bytes = b"mixed", end: bytes = b"\r\n--b--\r\n") -> bytes:
    body = b"".join(b"\r\n--b\r\n" + part for part in parts) + end
    return mail(body, head=b"Content-Type: multipart/" + kind + b'; boundary="b"\r\n')


def part(content: bytes, name: str = "", media_type: str = "application/octet-stream") -> bytes:
    head = f"Content-Type: {media_type}\r\nContent-Transfer-Encoding: base64\r\n".encode()
    if name:
        head += b'Content-Disposition: attachment; filename="' + name.encode() + b'"\r\n'
    return head + b"\r\n" + base64.b64encode(content)


def codes(parsed: ParsedMail) -> set[WarningCode]:
    return {warning.code for warning in parsed.warnings}


def test_an_ordinary_mail_is_a_value() -> None:
    head = b"Message-ID: <1@x>\r\nIn-Reply-To: <0@x>\r\nReferences: <a@x> <0@x>\r\n"
    head += b"Date: Mon, 1 Jun 2026 09:00:00 +0900\r\n"

    parsed = parse_mail(mail("本文です。\r\n".encode(), head=head + b"Content-Type: text/plain; charset=utf-8\r\n"))

    assert (parsed.subject, parsed.from_name, parsed.from_address) == ("提案", "山田", "taro@example.jp")
    assert (parsed.message_id, parsed.in_reply_to, parsed.references) == ("1@x", "0@x", ("a@x", "0@x"))
    assert parsed.date == datetime(2026, 6, 1, 9, tzinfo=timezone(timedelta(hours=9)))
    assert (parsed.to, parsed.text, parsed.warnings) == (("desk@example.lg.jp",), "本文です。\n", ())
    assert (parsed.machine, parsed.answerable) == (None, True)


def test_quoted_printable_jis_is_read() -> None:
    body = b"=1B$BDs0F=\r\n-!=1B(B"
    head = b"Content-Type: text/plain; charset=iso-2022-jp\r\nContent-Transfer-Encoding: quoted-printable\r\n"

    assert parse_mail(mail(body, head=head)).text == "提案①"


def test_the_plain_text_is_preferred_and_html_read_when_there_is_no_other() -> None:
    plain = b"Content-Type: text/plain\r\n\r\nplain"
    html = b"Content-Type: text/html; charset=utf-8\r\n\r\n"
    html += b"<style>x{}</style><p>a&amp;b<br>c</p><script>evil()</script><ul><li>d</ul>"

    both = parse_mail(multipart(plain, html, kind=b"alternative"))
    only = parse_mail(multipart(html, kind=b"alternative"))

    assert (both.text, both.warnings, both.attachments) == ("plain", (), ())
    assert (only.text, codes(only)) == ("a&b\nc\n\n・d", {WarningCode.TEXT_FROM_HTML})


def test_flowed_lines_are_joined() -> None:
    head = b"Content-Type: text/plain; format=flowed\r\n"

    assert parse_mail(mail(b"one \r\ntwo\r\n> q \r\n> r\r\n-- \r\nme", head=head)).text == "one two\n> q r\n-- \nme"


def test_a_file_is_known_by_its_content_and_its_text_waits_for_its_own_reading() -> None:
    parsed = parse_mail(
        multipart(
            b"\r\nbody",
            part(word(), "提案書.docx"),
            part(excel(), "sheet.xlsx"),
            part("名称,数\r\n".encode("cp932"), "a.csv", "text/csv; charset=shift_jis"),
        )
    )

    # Only the mail knows in which letters its own text files are written.
    assert [file.text for file in parsed.attachments] == [None, None, "名称,数\n"]
    assert [file.name for file in parsed.attachments] == ["提案書.docx", "sheet.xlsx", "a.csv"]
    assert [file.media_type for file in parsed.attachments] == [WORD, EXCEL, "text/csv"]
    assert parsed.warnings == ()


@pytest.mark.parametrize(
    ("original", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\\\temp\\\\a.txt", "a.txt"),
        ("CON.txt", "_CON.txt"),
        ("a.pdf. ", "a.pdf"),
        ("..", "attachment-1.bin"),
        ("x\u202efdp.exe", "xfdp.exe"),
        ("a<b>|c?.txt", "a_b__c_.txt"),
        ("長" * 1000 + ".pdf", "長" * 65 + ".pdf"),
    ],
)
def test_a_dangerous_file_name_is_made_safe_and_told(original: str, safe: str) -> None:
    parsed = parse_mail(multipart(part(b"x", original)))

    assert parsed.attachments[0].name == safe
    assert WarningCode.NAME_CHANGED in codes(parsed)


def test_two_files_of_one_name_are_kept_apart() -> None:
    parsed = parse_mail(multipart(part(b"x", "a.bin"), part(b"y", "A.bin"), part(b"")))

    assert [file.name for file in parsed.attachments] == ["a.bin", "A (2).bin", "attachment-3.bin"]


def test_a_file_that_is_not_what_it_says_is_told() -> None:
    parsed = parse_mail(multipart(part(b"MZ\x90\x00", "a.pdf", "application/pdf")))

    assert parsed.attachments[0].media_type == "application/vnd.microsoft.portable-executable"
    assert codes(parsed) >= {WarningCode.TYPE_DIFFERS}


def test_a_zip_bomb_in_a_sheet_is_not_opened() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"\x00" * 150_000_000)

    parsed = parse_mail(multipart(part(buffer.getvalue(), "a.xlsx")))

    assert WarningCode.ARCHIVE_REFUSED in codes(parsed)
    assert parsed.attachments[0].text is None


def test_a_message_inside_is_kept_exactly_and_can_be_read() -> None:
    inner = mail(b"inner body\r\n")

    parsed = parse_mail(multipart(b"\r\nouter", b"Content-Type: message/rfc822\r\n\r\n" + inner))

    assert (parsed.text, parsed.attachments[0].content, parsed.attachments[0].name) == ("outer", inner, "提案.eml")
    assert parsed.attachments[0].text == "件名: 提案\n差出人: 山田 <taro@example.jp>\n日時: \n\ninner body\n"


def test_a_file_uuencoded_in_the_text_is_taken_out() -> None:
    parsed = parse_mail(mail(b"before\r\nbegin 644 a.txt\r\n#86)C\r\n`\r\nend\r\nafter\r\n"))

    assert (parsed.text, parsed.attachments[0].content) == ("before\nafter\n", b"abc")


@pytest.mark.parametrize("depth", [100, 3000])
def test_endless_nesting_ends_at_the_limit(depth: int) -> None:
    raw = b"".join(b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (n, n) for n in range(depth))

    parsed = parse_mail(b"From: a@example.jp\r\n" + raw + b"\r\nend")

    assert WarningCode.TOO_DEEP in codes(parsed)


def test_fifty_messages_in_each_other_are_one_attachment() -> None:
    raw = mail(b"inner")
    for _ in range(50):
        raw = b"From: a@example.jp\r\nContent-Type: message/rfc822\r\n\r\n" + raw

    parsed = parse_mail(raw)

    assert len(parsed.attachments) == 1


def test_too_many_parts_are_told() -> None:
    parsed = parse_mail(multipart(*[part(b"x")] * 2000))

    assert (len(parsed.attachments), codes(parsed) >= {WarningCode.TOO_MANY_PARTS}) == (499, True)


@pytest.mark.parametrize(
    "head",
    [b"Subject: " + b"x" * 1_000_000 + b"\r\n", b"X-A: b\r\n" * 10_000, b"To: " + b"a@b.c, " * 100_000 + b"\r\n"],
)
def test_giant_headers_cost_a_warning(head: bytes) -> None:
    parsed = parse_mail(head + mail(b"body"))

    assert (parsed.from_address, parsed.text) == ("taro@example.jp", "body")
    assert WarningCode.HEADERS_CUT in codes(parsed)


def test_no_text_that_comes_out_holds_a_nul_or_half_a_character() -> None:
    body = b"Content-Type: text/html; charset=utf-7\r\n\r\n<p>a\x00b&#0;&#xd800;+2AA-</p>"

    outside = b"Content-Type: message/external-body; access-type=URL; url=a\x00\xffb\r\n\r\n\x00"

    parsed = parse_mail(multipart(body, part(b"a\x00b", "x\x01.txt", "text/plain"), outside))
    texts = [
        parsed.text,
        *(file.text or "" for file in parsed.attachments),
        *(file.name for file in parsed.attachments),
    ]

    assert [text for text in texts if "\x00" in text] == []
    assert "".join(texts).encode("utf-8") != b""


def test_bytes_without_any_header_are_still_a_mail() -> None:
    parsed = parse_mail("見出しのない、ただの文章です。".encode("cp932"))

    assert parsed.text == "見出しのない、ただの文章です。"
    assert codes(parsed) >= {WarningCode.HEADERS_MISSING, WarningCode.SENDER_MISSING}
    assert parsed.answerable is False


@pytest.mark.parametrize(
    ("head", "name", "address"),
    [
        (b"Reply-To: Taro <taro@example.jp>\r\n", "Taro", "taro@example.jp"),
        (b"From: Hanako\r\nReply-To: Taro <taro@example.jp>\r\n", "Hanako", "taro@example.jp"),
        (b"From: <>\r\nReturn-Path: <taro@example.jp>\r\nSender: office@example.jp\r\n", "", "office@example.jp"),
    ],
)
def test_who_may_be_answered_is_shown_where_nobody_is_named_as_the_author(head: bytes, name: str, address: str) -> None:
    parsed = parse_mail(head + b"Subject: x\r\n\r\nbody")

    assert (parsed.from_name, parsed.from_address) == (name, address)
    assert WarningCode.SENDER_GUESSED in codes(parsed)
    assert parsed.answerable is False


def test_a_page_that_was_given_a_name_is_the_text_where_there_is_no_other() -> None:
    page = b'Content-Type: text/html; charset=utf-8; name="a.html"\r\n\r\n<p>one</p>'

    parsed = parse_mail(multipart(page))

    assert (parsed.text, [file.name for file in parsed.attachments]) == ("one", ["a.html"])


@pytest.mark.parametrize(
    ("head", "body", "text", "files"),
    [
        (b"multipart/mixed boundary=b", b"--b\r\n\r\none\r\n--b--\r\n", "one", []),
        (b"multipart/digest; boundary=b", b"--b\r\n\r\nSubject: x\r\n\r\none\r\n--b--", "", ["x.eml"]),
        (b"multipart/parallel; boundary=b", b"--b\r\n\r\none\r\n--b\r\n\r\ntwo\r\n--b--\r\n", "one\ntwo", []),
        (b"multipart/alternative; boundary=b", b"--b\r\n\r\none\r\n--b\r\n\r\ntwo\r\n--b--\r\n", "one\ntwo", []),
        (b"multipart/mixed; boundary=b", b"text\r\nwithout parts", "text\nwithout parts", []),
        (b"message/partial; number=2; total=3; id=x", b"rest", "", ["partial.txt"]),
        (b"message/external-body; access-type=URL", b"Content-Type: image/png\r\n\r\n", "", ["external-body.txt"]),
        (b"text/x-unheard-of", b"one", "one", []),
    ],
)
def test_every_shape_of_a_mail_ends_in_text_and_files(head: bytes, body: bytes, text: str, files: list[str]) -> None:
    parsed = parse_mail(mail(body, head=b"Content-Type: " + head + b"\r\n"))

    assert (parsed.text, [file.name for file in parsed.attachments]) == (text, files)


def test_a_part_whose_delimiter_was_lost_is_read_all_the_same() -> None:
    head = b"Content-Type: multipart/alternative; boundary=b\r\nContent-Type: text/plain; charset=iso-2022-jp\r\n"

    parsed = parse_mail(mail(b"\x1b$BDs0F\x1b(B\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>x\r\n--b--", head=head))

    assert (parsed.text, WarningCode.HEADERS_DAMAGED in codes(parsed)) == ("提案\n", True)


def test_what_stands_in_yenc_is_told() -> None:
    parsed = parse_mail(mail(b"=ybegin line=128 size=1 name=a.bin\r\n*\r\n=yend size=1\r\n"))

    assert codes(parsed) == {WarningCode.YENC}


def test_an_empty_mail_is_a_mail() -> None:
    assert codes(parse_mail(b"")) == {WarningCode.HEADERS_MISSING, WarningCode.SENDER_MISSING, WarningCode.BODY_EMPTY}


def test_an_impossible_date_is_no_date() -> None:
    assert [
        parse_mail(b"Date: " + each + b"\r\n\r\n").date
        for each in (b"x", b"99 Foo 9999", b"Fri, 31 Dec 9999 23:59:59 -2359")
    ] == [None] * 3


def test_identity_is_what_the_sender_wrote_and_not_the_way_it_came() -> None:
    head = b"Message-ID: <1@x>\r\nDate: Mon, 1 Jun 2026 09:00:00 +0900\r\n"
    first = mail(b"body\r\n", head=head)

    again = b"Return-Path: <a@b>\nReceived: by x\nDelivered-To: y\n" + first.replace(b"\r\n", b"\n") + b"\n"
    other = mail(b"other body\r\n", head=head)

    assert parse_mail(again).identity == parse_mail(first).identity
    assert parse_mail(other).identity != parse_mail(first).identity


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (b"Date: Mon, 1 Jun 2026 09:00:00 +0900\r\nSubject: a\r\n", b"Received: by x\r\n", True),
        (b"Date: Mon, 1 Jun 2026 09:00:00 +0900\r\nSubject: a\r\n", b"Subject: b\r\n", False),
        (b"Subject: a\r\nReceived: by x; Mon\r\n", b"", True),
        (b"Subject: a\r\n", b"Received: by x; Tue\r\n", False),
    ],
)
def test_a_mail_without_a_message_id_is_known_by_what_else_it_says(one: bytes, other: bytes, same: bool) -> None:
    first = parse_mail(b"From: a@b.example\r\n" + one + b"\r\nbody\r\n")
    second = parse_mail(b"From: a@b.example\r\n" + other + one + b"\r\nbody\r\n")

    assert (first.identity == second.identity) is same


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"X-Desk-Loop: 1\r\n", MachineKind.OWN),
        (b"Auto-Submitted: auto-replied\r\n", MachineKind.AUTO_REPLY),
        (b"Precedence: auto_reply\r\n", MachineKind.AUTO_REPLY),
        (b"Subject: x\r\nX-Autoreply: yes\r\n", MachineKind.AUTO_REPLY),
        (b"List-Id: <x.example.jp>\r\n", MachineKind.LIST),
        (b"Precedence: bulk\r\n", MachineKind.LIST),
        (b"Content-Type: multipart/report; report-type=disposition-notification; boundary=b\r\n", MachineKind.RECEIPT),
        (b"Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n", MachineKind.BOUNCE),
    ],
)
def test_a_machine_is_known_by_its_marks(head: bytes, kind: MachineKind) -> None:
    parsed = parse_mail(mail(b"body", head=head))

    assert parsed.machine is not None
    assert (parsed.machine.kind, parsed.answerable) == (kind, False)


@pytest.mark.parametrize(
    ("subject", "kind"),
    [
        ("自動返信：ご連絡ありがとうございます", MachineKind.AUTO_REPLY),
        ("【自動返信】お問い合わせ", MachineKind.AUTO_REPLY),
        ("Automatic reply: 提案", MachineKind.AUTO_REPLY),
        ("開封済み: 提案の件", MachineKind.RECEIPT),
    ],
)
def test_a_machine_is_known_by_its_subject(subject: str, kind: MachineKind) -> None:
    parsed = parse_mail(f"From: a@example.jp\r\nSubject: {subject}\r\n\r\nbody".encode())

    assert parsed.machine is not None
    assert parsed.machine.kind == kind


@pytest.mark.parametrize(
    "subject", ["提案：自動返信システムの共同開発", "不在者投票の広報に関する提案", "Re: 提案の件", "開封調査のご提案"]
)
def test_a_person_who_writes_about_machines_is_a_person(subject: str) -> None:
    assert parse_mail(f"From: a@example.jp\r\nSubject: {subject}\r\n\r\nbody".encode()).machine is None


@pytest.mark.parametrize(
    "head",
    [b"X-Auto-Response-Suppress: All\r\n", b"List-Unsubscribe: <mailto:x@y>\r\n", b"From: no-reply@example.jp\r\n"],
)
def test_what_may_not_be_answered_can_still_be_a_proposal(head: bytes) -> None:
    parsed = parse_mail(head + mail(b"body"))

    assert (parsed.machine, parsed.answerable) == (None, False)


def test_a_delay_is_not_a_bounce() -> None:
    status = b"Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; x\r\n\r\n"
    status += b"Action: delayed\r\nStatus: 4.4.1\r\n"
    head = b'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n'

    parsed = parse_mail(HEAD + head + b"\r\n--b\r\n\r\ntext\r\n--b\r\n" + status + b"\r\n--b--\r\n")

    assert parsed.machine is not None
    assert parsed.machine.kind is MachineKind.DELAY


def test_a_mail_written_by_the_standard_library_is_read_back() -> None:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = (
        "山田 <taro@example.jp>",
        "desk@example.lg.jp",
        "髙﨑①の提案" * 10,
    )
    message.set_content("本文\n" * 50)
    message.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="長い名前の提案書" * 5 + ".pdf")

    parsed = parse_mail(message.as_bytes())

    assert (parsed.subject, parsed.text) == ("髙﨑①の提案" * 10, "本文\n" * 50)
    assert parsed.attachments[0].original_name == "長い名前の提案書" * 5 + ".pdf"


@pytest.mark.skipif(not DATA.is_dir(), reason="The real messages lie beside the project, not in it.")
@pytest.mark.parametrize(
    ("name", "subject", "text"),
    [
        ("jpmobile/iphone-circled-numbers-in-jis.eml", "テスト①", "丸数字のテストです②ⅱ"),
        ("jpmobile/iphone-cp932.eml", "Re: 【NKSC】test", "テストです。㈱"),
        ("jpmobile/docomo-jis.eml", "テスト", "テスト本文"),
        ("mimekit/messages/japanese.txt", "日本語メールテスト (testing Japanese emails)", None),
    ],
)
def test_real_japanese_mail_reads_as_it_was_written(name: str, subject: str, text: str | None) -> None:
    parsed = parse_mail((DATA / name).read_bytes())

    assert parsed.subject == subject
    assert text is None or parsed.text.strip() == text
