"""Mail bytes as Windows writes them: JIS that is not quite JIS.

Windows puts ① (NEC row 13) and 髙 (NEC's selection of IBM characters) into ISO-2022-JP although the standard
has no such cells. Python's own codec refuses them, so the cells are carried over from code page 932.
"""

from base64 import b64encode, encodebytes
from dataclasses import dataclass
from typing import Final

_TO_KANJI: Final = b"\x1b$B"
_TO_ASCII: Final = b"\x1b(B"
_LEAD_BEHIND_KANA: Final = 0xE0  # code page 932 leaves a gap for half-width kana between its two lead ranges
_SECOND_ROW: Final = 0x9F
_NO_DELETE: Final = 0x7F
_LAST_ROW: Final = 0x7E
_BOUNDARY: Final = "----=_NextPart_000_0047_01DD5A7C.F2D4E6A0"
_WORD_CHARACTERS: Final = 13  # so that an encoded word stays under 75 bytes
_NAME_BYTES: Final = 54  # of a file name on one line


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowsAttachment:
    """A file as Outlook attaches it."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowsMail:
    """A mail as a person wrote it in Outlook."""

    sender: tuple[str, str]  # name and address
    recipient: tuple[str, str]
    subject: str
    date: str
    message_id: str
    text: str
    attachments: tuple[WindowsAttachment, ...]


def windows_mail(mail: WindowsMail) -> bytes:
    """Return the whole message with CRLF line ends."""
    headers = [
        b"From: " + _person(*mail.sender),
        b"To: " + _person(*mail.recipient),
        b"Subject: " + encoded_words(mail.subject),
        f"Date: {mail.date}".encode(),
        f"Message-ID: {mail.message_id}".encode(),
        b"MIME-Version: 1.0",
        f'Content-Type: multipart/mixed;\r\n\tboundary="{_BOUNDARY}"'.encode(),
        b"X-Mailer: Microsoft Outlook 16.0",
        b"Thread-Index: Adx6L4yGq3Zp0mN8Rk2tV1sYh5cQ4A==",
        b"Content-Language: ja",
    ]
    text = [
        b'Content-Type: text/plain;\r\n\tcharset="iso-2022-jp"',
        b"Content-Transfer-Encoding: 7bit",
        b"",
        *(windows_jis(line) for line in mail.text.splitlines()),
    ]
    lines = [*headers, b"", b"This is a multipart message in MIME format.", b"", _fence(), *text, b""]
    for attachment in mail.attachments:
        lines += [_fence(), *_attached(attachment), b""]
    return b"\r\n".join([*lines, _fence() + b"--", b""])


def windows_jis(text: str) -> bytes:
    """Return *text* as ISO-2022-JP with the cells of Windows; it begins and ends in ASCII.

    A character that code page 932 does not have raises UnicodeEncodeError; half-width kana are made wide first
    by whoever writes the text.
    """
    written = bytearray()
    in_kanji = False
    for character in text:
        cell = character.encode("cp932")
        if len(cell) > 1 and not in_kanji:
            written += _TO_KANJI
        if len(cell) == 1 and in_kanji:
            written += _TO_ASCII
        in_kanji = len(cell) > 1
        written += _jis_cell(*cell) if in_kanji else cell
    return bytes(written + _TO_ASCII if in_kanji else written)


def encoded_words(text: str) -> bytes:
    """Return *text* as RFC 2047 words, folded, each a whole ISO-2022-JP text of its own."""
    parts = [text[start : start + _WORD_CHARACTERS] for start in range(0, len(text), _WORD_CHARACTERS)]
    return b"\r\n ".join(b"=?iso-2022-jp?B?" + b64encode(windows_jis(part)) + b"?=" for part in parts)


def continued_name(name: str) -> bytes:
    """Return *name* as an RFC 2231 parameter `filename` in parts, its percent-encoded JIS cut between bytes."""
    coded = windows_jis(name)
    pieces = [coded[start : start + _NAME_BYTES // 3] for start in range(0, len(coded), _NAME_BYTES // 3)]
    lines = [
        f"\tfilename*{number}*={'iso-2022-jp' + chr(39) * 2 if number == 0 else ''}".encode() + _percent(piece)
        for number, piece in enumerate(pieces)
    ]
    return b";\r\n".join(lines)


def _jis_cell(lead: int, trail: int) -> bytes:
    """Carry a two-byte cell of code page 932 over to seven-bit JIS."""
    row = (lead - (0x81 if lead < _LEAD_BEHIND_KANA else 0xC1)) * 2 + 0x21
    if trail >= _SECOND_ROW:
        row, column = row + 1, trail - 0x7E
    else:
        column = trail - (0x1F if trail < _NO_DELETE else 0x20)
    if row > _LAST_ROW:
        raise ValueError("this cell of code page 932 has no place in JIS")
    return bytes((row, column))


def _attached(attachment: WindowsAttachment) -> list[bytes]:
    return [
        f"Content-Type: {attachment.media_type};".encode(),
        b'\tname="' + encoded_words(attachment.name).replace(b"\r\n ", b"\r\n\t") + b'"',
        b"Content-Transfer-Encoding: base64",
        b"Content-Disposition: attachment;",
        continued_name(attachment.name),
        b"",
        *encodebytes(attachment.content).splitlines(),
    ]


def _person(name: str, address: str) -> bytes:
    return encoded_words(name) + f" <{address}>".encode()


def _fence() -> bytes:
    return f"--{_BOUNDARY}".encode()


def _percent(piece: bytes) -> bytes:
    return b"".join(b"%%%02X" % byte for byte in piece)
