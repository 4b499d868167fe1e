import pytest

from services.intake.domain.mail.transfer import undo
from services.intake.domain.mail.values import Notes, WarningCode


def undone(encoding: str, body: bytes) -> tuple[bytes, set[WarningCode]]:
    notes = Notes()
    return undo(encoding, body, notes), {each.code for each in notes.warnings()}


@pytest.mark.parametrize(
    ("encoding", "body", "content"),
    [
        ("base64", b"5o+Q\r\n5qGI\r\n", "提案".encode()),
        (" Base64 ; x", b"5o+Q5qGI", "提案".encode()),
        ("base64", b"YQ==\r\nYg==\r\n", b"ab"),
        ("quoted-printable", b"=E6=8F=90=e6=A1=88 \t\r\na= \r\nb\r\n", "提案\r\nab\r\n".encode()),
        ("x-uuencode", b"begin 644 a\r\n#86)C\r\n`\r\nend\r\n", b"abc"),
        ("8bit", b"a=b", b"a=b"),
        ("no-such-thing", b"a=b", b"a=b"),
    ],
)
def test_what_was_encoded_for_the_way_is_as_it_was(encoding: str, body: bytes, content: bytes) -> None:
    assert undone(encoding, body) == (content, set())


@pytest.mark.parametrize(
    ("body", "content"),
    [
        (b"5o+Q5qGI5", "提案".encode()),
        (b"5o+Q*5qGI5o+Q5qGI5o+Q5qGI", "提案提案提案".encode()),
        (b"YWFhYWFhYWFhYWFhYWE= ignored", b"a" * 14),
        (b"5o+Q5qGI5o+Q5qGI5o+Q5qGI\r\n____________\r\nthe list\r\n", "提案提案提案".encode()),
        (b"5o+Q5qGI\r\n!! 5o+Q5qGI5o+Q5qGI\r\n5o+Q5qGI5o+Q\r\n", "提案提案提案提案提".encode()),
        (b"5o+Q5qGI\r\n5o+Q5qGI\r\nsomebody says\r\n5o+Q5qGI5o+Q5qGI\r\n", "提案提案提案提案".encode()),
        (b"5o!+Q5#qGI*5o+Q%5qGI5o+Q5q$GI", "提案提案提案".encode()),
    ],
)
def test_damaged_base64_is_read_as_far_as_it_goes_and_told(body: bytes, content: bytes) -> None:
    assert undone("base64", body) == (content, {WarningCode.ENCODING_DAMAGED})


@pytest.mark.parametrize(
    "body",
    [
        b"This only says it is base64.",
        b"Hello\r\nthis is a mail of words, and it says that it is base64.\r\n",
        "提案です。base64 ではありません。".encode(),
        b"5o!+Q5#qGI*5o+%5qGI5o+5$GI",
    ],
)
def test_what_cannot_be_decoded_stays_as_it_came_and_is_not_called_repaired(body: bytes) -> None:
    assert undone("base64", body) == (body, {WarningCode.NOT_DECODED})


def test_base64_that_breaks_off_before_words_is_told() -> None:
    body = b"5o+Q5qGI5o+Q5qGI5o+Q5qGI5o+\r\nthe line was lost\r\n"

    found, told = undone("base64", body)

    assert found.decode(errors="ignore") == "提案提案提案"
    assert told == {WarningCode.ENCODING_DAMAGED, WarningCode.DECODING_ENDED}
