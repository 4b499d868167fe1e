import pytest

from services.intake.domain.mail.head import read_head
from services.intake.domain.mail.values import Limits, Notes, WarningCode


def read(raw: bytes) -> tuple[list[tuple[str, str]], bytes, set[WarningCode]]:
    notes = Notes()
    headers, body = read_head(raw, Limits(), notes)
    return list(headers), body, {each.code for each in notes.warnings()}


@pytest.mark.parametrize("end", [b"\r\n", b"\n", b"\r", b"\r\r\n"])
def test_every_line_end_parts_headers_and_body(end: bytes) -> None:
    raw = end.join((b"From: a@example.jp", b"Subject: one", b"\ttwo", b"", b"body", b""))

    headers, body, codes = read(raw)

    assert headers == [("from", "a@example.jp"), ("subject", "one\n\ttwo")]
    assert (body, codes) == (b"body" + end, set())


def test_lines_that_are_no_headers_are_skipped_where_headers_follow() -> None:
    headers, body, codes = read(b"From: a@example.jp\n>From b\ngarbage here\nInval\xecd-Field: x\nSubject : x\n\nbody")

    assert headers == [("from", "a@example.jp"), ("subject", "x")]
    assert (body, codes) == (b"body", {WarningCode.HEADERS_DAMAGED})


def test_where_the_blank_line_is_missing_the_text_begins_with_the_first_line_that_is_no_header() -> None:
    headers, body, _ = read(b"Subject: x\nHello there,\n\nsecond paragraph")

    assert (headers, body) == ([("subject", "x")], b"Hello there,\n\nsecond paragraph")


def test_a_delimiter_ends_the_headers() -> None:
    assert read(b"Content-Type: text/plain\n--b\nContent-Type: text/html\n\nx")[1].startswith(b"--b\n") is True


@pytest.mark.parametrize(
    ("raw", "fields", "body"),
    [
        (b"Subject: x\n \nbody", 1, b"body"),
        (b"Subject: x\n \nFrom: a@example.jp\n\nbody", 2, b"body"),
        (b"Subject: x\n \n more\nFrom: a@example.jp\n\nbody", 2, b"body"),
    ],
)
def test_a_line_of_blanks_ends_the_headers_unless_headers_follow(raw: bytes, fields: int, body: bytes) -> None:
    headers, rest, _ = read(raw)

    assert (len(headers), rest) == (fields, body)


def test_a_subject_whose_folds_lost_their_blanks_is_read_whole() -> None:
    headers, body, _ = read(b"Subject: =?UTF-8?B?5o+Q?=\n=?UTF-8?B?5qGI?=\nthe rest\nFrom: a@example.jp\n\nbody")

    assert headers == [("subject", "=?UTF-8?B?5o+Q?=\n =?UTF-8?B?5qGI?=\n the rest"), ("from", "a@example.jp")]
    assert body == b"body"


def test_a_trace_that_lost_its_indent_is_still_one_header() -> None:
    headers, body, _ = read(b"Received: from x\nby y (Postfix) with ESMTP;\nThu, 12 Feb 2026 13:21:03 +0100\n\nbody")

    assert (len(headers), body) == (1, b"body")


def test_what_intake_reads_survives_a_flood_of_headers() -> None:
    raw = b"X-A: b\n" * 20_000 + b"From: a@example.jp\nSubject: x\nX-Desk-Loop: 1\n\nbody"

    headers, body, codes = read(raw)

    assert [name for name, _ in headers if name != "x-a"] == ["from", "subject", "x-desk-loop"]
    assert (body, codes) == (b"body", {WarningCode.HEADERS_CUT})
