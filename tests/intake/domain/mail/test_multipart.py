import pytest

from services.intake.domain.mail.multipart import cut
from services.intake.domain.mail.values import Notes, WarningCode


def parts(body: bytes, boundary: str = "b") -> tuple[list[bytes], set[WarningCode]]:
    notes = Notes()
    return cut(body, boundary, notes).parts, {each.code for each in notes.warnings()}


@pytest.mark.parametrize("end", [b"\r\n", b"\n", b"\r", b"\r\r\n"])
def test_parts_are_cut_at_their_delimiters_with_every_line_end(end: bytes) -> None:
    body = end.join((b"preamble", b"--b", b"one", b"--b \t", b"two", b"--bb", b"--b--", b"epilogue"))

    assert parts(body) == ([b"one", b"two" + end + b"--bb"], set())


@pytest.mark.parametrize(
    "body",
    [b"--b comment\none\n--b-->\nevil", b"--bcd\none\n--bcd--\n", b"--B\none\n--B--\n", b"--b\none\n--b-- comment\nx"],
)
def test_a_boundary_that_is_not_quite_the_announced_one_is_recognised(body: bytes) -> None:
    assert parts(body) == ([b"one"], set())


def test_an_unannounced_boundary_is_seen_by_the_headers_below_it() -> None:
    body = b"--other\nContent-Type: text/plain\n\none\n--other--\n"

    assert parts(body, "") == ([b"Content-Type: text/plain\n\none"], {WarningCode.HEADERS_DAMAGED})


def test_a_missing_end_is_told_and_one_glued_to_the_text_is_seen() -> None:
    assert parts(b"--b\none\n") == ([b"one\n"], {WarningCode.TRUNCATED})
    assert parts(b"--b\none--b--\n") == ([b"one"], set())


def test_a_body_without_delimiters_is_all_preamble() -> None:
    assert (cut(b"text", "b", Notes()).preamble, cut(b"text\n--b--\n", "b", Notes()).preamble) == (b"text", b"text\n")
