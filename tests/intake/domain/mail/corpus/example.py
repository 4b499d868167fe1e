"""One message of our own corpus: where the trouble in it was first seen, and what must become of it."""

from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from services.intake.domain.mail.values import WarningCode
from services.intake.domain.outcome import Outcome

DESK: Final = "teian@renkei.miono.example.jp"
FROM: Final = "佐藤 花子"
SENDER: Final = "hanako@kigyo.example.jp"
SUBJECT: Final = "見守りのご提案"
TEXT: Final = "集落を週に二度まわります。"


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What is promised of a message; what is None is not what the message is about."""

    outcome: Outcome = Outcome.CASE
    subject: str | None = None
    who: str | None = None
    sender: str | None = None
    text: str | None = None
    # Words the text must hold, where the whole of it is not what the message is about.
    says: tuple[str, ...] = ()
    files: tuple[str, ...] | None = None
    warned: frozenset[WarningCode] = frozenset()
    answerable: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A message under a name; *source* is the line or the issue it stands for."""

    name: str
    source: str
    raw: Callable[[], bytes] = field(repr=False)
    expected: Expected
    return_path: str = SENDER


def example(
    name: str,
    source: str,
    raw: bytes | Callable[[], bytes],
    *,
    warned: tuple[WarningCode, ...] = (),
    return_path: str = SENDER,
    **expected: object,
) -> Example:
    """Return an example; what is large is made when it is needed."""
    return Example(
        name=name,
        source=source,
        raw=raw if callable(raw) else lambda: raw,
        return_path=return_path,
        expected=Expected(warned=frozenset(warned), **expected),  # type: ignore[arg-type]  # Named above.
    )


def head(**headers: str | bytes | None) -> bytes:
    """Return a header block with the usual sender, subject and id unless said otherwise; None leaves one out."""
    usual: dict[str, str | bytes | None] = {
        "From": f"=?UTF-8?B?{in_base64(FROM)}?= <{SENDER}>",
        "To": DESK,
        "Subject": f"=?UTF-8?B?{in_base64(SUBJECT)}?=",
        "Message-ID": "<corpus@kigyo.example.jp>",
        "Date": "Sun, 22 Nov 2026 14:00:00 +0900",
    }
    said = usual | {name.replace("_", "-"): value for name, value in headers.items()}
    return b"".join(b"%s: %s\r\n" % (name.encode(), _bytes(value)) for name, value in said.items() if value is not None)


def mail(
    body: bytes | str = TEXT + "\r\n", kind: str = "text/plain; charset=UTF-8", **headers: str | bytes | None
) -> bytes:
    """Return a message of one part."""
    given = {"Content_Type": kind} if kind else {}
    return head(**given, **headers) + b"\r\n" + _bytes(body)


def parts(*pieces: bytes, kind: str = "mixed", **headers: str | bytes | None) -> bytes:
    """Return a message of several parts; each piece is its headers, an empty line and its body."""
    given = head(Content_Type=f'multipart/{kind}; boundary="=_b"', **headers)
    return given + b"\r\n" + b"".join(b"--=_b\r\n" + piece + b"\r\n" for piece in pieces) + b"--=_b--\r\n"


def text_part(text: str = TEXT) -> bytes:
    """Return a part that is the text of a mail."""
    return b"Content-Type: text/plain; charset=UTF-8\r\n\r\n" + text.encode()


def file_part(
    content: bytes, kind: str = "application/octet-stream", *, names: bytes = b"", more: bytes = b""
) -> bytes:
    """Return a part that is a file; *names* are the parameters of its Content-Disposition."""
    said = b"Content-Type: %s\r\nContent-Disposition: attachment%s\r\n%s" % (kind.encode(), names, more)
    return said + b"Content-Transfer-Encoding: base64\r\n\r\n" + b64encode(content)


def in_base64(text: str | bytes, charset: str = "utf-8") -> str:
    """Return the text as base64."""
    return b64encode(text.encode(charset) if isinstance(text, str) else text).decode()


def _bytes(said: bytes | str) -> bytes:
    return said.encode() if isinstance(said, str) else said
