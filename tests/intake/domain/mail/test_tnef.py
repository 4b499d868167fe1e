"""winmail.dat: what Outlook packed is read as if it had sent a mail."""

import struct
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

import pytest

from services.intake.domain.mail.parse import parse_mail
from services.intake.domain.mail.rtf import decompress, read_rtf
from services.intake.domain.mail.values import ParsedMail, WarningCode
from tests.growth import grows_too_fast
from tests.intake.domain.mail.winmail import INSIDE, attachment, filetime, message, properties, record, stream, winmail

MANY_STRINGS = struct.pack("<IHHII", 1, 0x101E, 0x1000, 0xFFFFFFFF, 0)
JAPANESE = "㈱髙波_企画書（最終）.docx"
RTF = rb"{\rtf1\ansi\ansicpg932\fromtext{\fonttbl{\f0\fcharset128 MS PGothic;}}\f0 \'92\'f1\'88\'c4\par \'83A\u12486?}"


def packed_bomb(size: int) -> bytes:
    return struct.pack("<IIII", 9, 2**32 - 1, 0x75465A4C, 0) + b"\xff\x00\x1f" * size


def uncompressed(rtf: bytes) -> bytes:
    return struct.pack("<IIII", len(rtf) + 12, len(rtf), 0x414C454D, 0) + rtf


def codes(parsed: ParsedMail) -> set[WarningCode]:
    return {warning.code for warning in parsed.warnings}


@pytest.mark.parametrize("media_type", ["application/ms-tnef", "application/vnd.ms-tnef", "application/octet-stream"])
def test_the_files_in_it_stand_in_its_place(media_type: str) -> None:
    content = stream(
        attachment(b"~1.DOC", b"word", (0x3707, 0x1E, JAPANESE.encode("cp932"))),
        attachment("見積.xls".encode("cp932"), b"excel"),
        attachment(b"LONG~1.PDF", b"pdf", (0x3707, 0x1F, ("長" * 100 + ".pdf\x00").encode("utf-16-le"))),
    )

    parsed = parse_mail(winmail(content, text="本文", media_type=media_type))

    assert [(file.original_name, file.content) for file in parsed.attachments] == [
        (JAPANESE, b"word"),
        ("見積.xls", b"excel"),
        ("長" * 100 + ".pdf", b"pdf"),
    ]
    assert (parsed.text.strip(), WarningCode.WINMAIL in codes(parsed)) == ("本文", True)


@pytest.mark.parametrize(
    ("body", "text", "html"),
    [
        ((0x1000, 0x1E, "提案①です。\x00".encode("cp932")), "提案①です。", None),
        ((0x1000, 0x1F, "提案です。\x00".encode("utf-16-le")), "提案です。", None),
        ((0x1013, 0x102, "<p>提案<script>x</script></p>".encode("cp932")), "提案", "<p>提案</p>"),
        ((0x1009, 0x102, uncompressed(RTF)), "提案\nアテ", None),
    ],
)
def test_its_body_is_read_when_the_mail_has_none(body: tuple[int, int, bytes], text: str, html: str | None) -> None:
    parsed = parse_mail(winmail(stream(message(body))))

    assert (parsed.text, parsed.make_up.html) == (text, html)
    assert WarningCode.BODY_EMPTY not in codes(parsed)


def test_a_body_beside_a_text_is_not_read_twice() -> None:
    parsed = parse_mail(winmail(stream(message((0x1000, 0x1E, b"again\x00"))), text="本文"))

    assert (parsed.text.strip(), parsed.attachments) == ("本文", ())


def test_a_message_inside_is_a_text_with_its_files() -> None:
    inner = stream(
        message((0x0037, 0x1F, "先の話\x00".encode("utf-16-le")), (0x1000, 0x1E, "中の本文\x00".encode("cp932"))),
        attachment(b"a.txt", b"inner"),
    )

    parsed = parse_mail(winmail(stream(attachment(b"Untitled Attachment", b"", (0x3701, 0x0D, INSIDE + inner)))))

    assert [(file.name, file.text) for file in parsed.attachments] == [
        ("先の話.txt", "件名: 先の話\n\n中の本文"),
        ("a.txt", None),
    ]


@pytest.mark.parametrize(
    ("kind", "head"),
    [(b"IPM.Schedule.Meeting.Request", "予定の案内"), (b"IPM.Schedule.Meeting.Canceled", "予定の取消し")],
)
def test_a_meeting_is_told_in_lines(kind: bytes, head: str) -> None:
    start, end = datetime(2026, 12, 1, 5, tzinfo=UTC), datetime(2026, 12, 1, 6, 30, tzinfo=UTC)
    found = message(
        (0x0037, 0x1F, "打合せ\x00".encode("utf-16-le")),
        (0x0C1A, 0x1F, "佐藤 花子\x00".encode("utf-16-le")),
        kind=kind,
        named=[
            (0x820D, 0x40, filetime(start)),
            (0x820E, 0x40, filetime(end)),
            (0x8208, 0x1F, "県庁３階\x00".encode("utf-16-le")),
        ],
    )

    parsed = parse_mail(winmail(stream(found), text="よろしくお願いします。"))

    time_and_place = "日時：令和8年12月1日（火） 14時00分 ～ 15時30分\n場所：県庁３階"
    assert [(file.name, file.text) for file in parsed.attachments] == [
        ("予定の案内.txt", f"【{head}】\n件名：打合せ\n{time_and_place}\n主催者：佐藤 花子"),
    ]


def test_what_cannot_be_opened_is_kept_as_it_came() -> None:
    parsed = parse_mail(winmail(b"no stream at all", text="本文"))

    assert [(file.name, file.content) for file in parsed.attachments] == [("winmail.dat", b"no stream at all")]
    assert WarningCode.WINMAIL_KEPT in codes(parsed)


@pytest.mark.parametrize("cut", [7, 20, 60, 100, 180])
def test_a_stream_that_is_cut_gives_what_stands_before(cut: int) -> None:
    whole = stream(attachment(b"a.txt", b"first"), attachment(b"b.txt", b"second", (0x3707, 0x1E, b"long.txt")))

    names = [file.name for file in parse_mail(winmail(whole[:cut])).attachments]

    assert names[-1] == "winmail.dat"
    assert names[:-1] == ["a.txt", "b.txt"][: len(names) - 1]


def nested(depth: int) -> bytes:
    content = stream(attachment(b"end.txt", b"x"))
    for _ in range(depth):
        content = stream(attachment(b"m", b"", (0x3701, 0x0D, INSIDE + content)))
    return content


@pytest.mark.parametrize(
    ("bomb", "size"),
    [
        (lambda size: stream(record(0x9003, struct.pack("<I", 0xFFFFFFFF) + b"\x03\x00\x01\x00" * size)), 50_000),
        (lambda size: stream(record(0x9003, properties((0x1000, 0x101E, b"")) + b"\xff" * size)), 100_000),
        (lambda size: stream(record(0x9003, MANY_STRINGS + b"\x00" * size)), 400_000),
        (lambda size: stream(*[record(0x9002, b"", 2)] * size), 50_000),
        (nested, 300),
        (lambda size: stream(message((0x1009, 0x102, packed_bomb(size)))), 50_000),
        (lambda size: stream(message((0x1009, 0x102, uncompressed(b"{" * size)))), 500_000),
    ],
    ids=["count", "values", "many", "files", "nested", "packed", "groups"],
)
def test_a_bomb_costs_no_more_than_its_size(bomb: Callable[[int], bytes], size: int) -> None:
    half, whole = (partial(parse_mail, winmail(bomb(number))) for number in (size // 2, size))

    assert not grows_too_fast(half, whole)


def test_packed_rich_text_is_unpacked() -> None:
    packed = bytes.fromhex(
        "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0"
    )

    assert decompress(packed) == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"


def test_html_packed_into_rich_text_comes_out_as_html() -> None:
    rtf = (
        rb"{\rtf1\ansi\ansicpg932\fromhtml1 {\*\htmltag64 <p>}\htmlrtf {\b \htmlrtf0 \'92\'f1\'88\'c4\htmlrtf }"
        rb"\htmlrtf0"
        rb"{\*\htmltag72 </p>}{\*\mhtmltag84 <x>}\{1\}}"
    )

    rich = read_rtf(rtf)

    assert (rich.text, rich.is_html) == ("<p>提案</p>{1}", True)
