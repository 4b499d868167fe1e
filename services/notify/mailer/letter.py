"""Build one mail for one recipient and prove, on the finished bytes, that it is exactly that."""

import base64
import re
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.errors import HeaderParseError
from email.header import Header, decode_header, make_header
from email.parser import BytesHeaderParser
from email.utils import format_datetime, getaddresses
from functools import lru_cache
from typing import Final

from services.notify.mailer.words import is_one_line, one_line, visible_lines
from services.notify.ports import Letter
from shared.errors import Invalid
from shared.japanese.era import JAPAN

_ADDRESS: Final = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?=.{1,189}\Z)[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+"
)
_MAX_MESSAGE_ID: Final = 900
_MESSAGE_ID: Final = re.compile(r"<[!-;=?A-~]+@[!-;=?A-~]+>")
_ANSWERING: Final = ("In-Reply-To", "References")
_REPLY_TO: Final = "Reply-To"
_LINE_LENGTH: Final = 76
_SENDERS_KEPT: Final = 64
_BODY_HEAD: Final = (
    'MIME-Version: 1.0\r\nContent-Type: text/plain; charset="utf-8"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
).encode("ascii")
_HEADERS: Final = (
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "Auto-Submitted",
    "X-Desk-Loop",
    "Content-Type",
    "Content-Transfer-Encoding",
    "MIME-Version",
)


class UnusableAddress(Invalid):
    """The address cannot be written to."""


class UnsafeMail(Invalid):
    """The finished mail is not exactly what was meant; it must not leave."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AutomaticMail:
    """What an automatic answer says, and to whom; *answers* is the Message-ID of the mail it answers, if any.

    *return_path* is where mail servers report that it did not arrive; empty where nobody is to.
    *reply_to* is the address answers belong to where it is not the sender's. *is_answer* says that a machine answers
    what came, and does not only pass on what an officer did (RFC 3834).
    """

    sender_name: str
    sender_address: str
    recipient: str
    subject: str
    body: str
    message_id: str
    written_at: datetime
    loop_mark: str
    answers: str = ""
    return_path: str = ""
    reply_to: str = ""
    is_answer: bool = True


def usable_address(text: str) -> str:
    """Return the one plain address in *text*, or raise UnusableAddress."""
    address = text.strip()
    if _ADDRESS.fullmatch(address) is None:
        raise UnusableAddress
    return address


def usable_message_id(text: str) -> str:
    """Return the one plain Message-ID in *text*, or nothing: it came from a stranger, and an answer needs none."""
    said = text.strip()
    return said if len(said) <= _MAX_MESSAGE_ID and _MESSAGE_ID.fullmatch(said) else ""


def seal(mail: AutomaticMail) -> Letter:
    """Return the letter; raise UnsafeMail when its bytes say anything that was not meant.

    The envelope sender is where mail servers report that it did not arrive, an address that is read and never
    answered, or empty; so two machines cannot talk to each other for ever (RFC 3834). `Precedence` is left out on
    purpose: RFC 3834 discourages it, and some servers treat such mail as an advertisement.
    """
    return_path = usable_address(mail.return_path) if mail.return_path else ""
    recipient, answered = usable_address(mail.recipient), usable_message_id(mail.answers)
    content = _head(mail, recipient, answered) + _BODY_HEAD + _body(mail.body)
    _prove(content, mail, recipient, answered)
    return Letter(envelope_from=return_path, recipient=recipient, content=content)


def _head(mail: AutomaticMail, recipient: str, answered: str) -> bytes:
    # Line by line: the headers of EmailMessage take ten times as long to fold, and fold a long Message-ID into
    # encoded words, which no mail program puts together again. What is said here is proved on the bytes.
    lines = [f"{name}: {answered}" for name in _ANSWERING if answered]
    lines += [
        f"From: {_sender(one_line(mail.sender_name), mail.sender_address)}",
        f"To: {recipient}",
        *([f"{_REPLY_TO}: {usable_address(mail.reply_to)}"] if mail.reply_to else ()),
        f"Subject: {_words('Subject', one_line(mail.subject))}",
        f"Date: {format_datetime(mail.written_at.astimezone(JAPAN))}",
        f"Message-ID: {mail.message_id}",
        f"Auto-Submitted: {'auto-replied' if mail.is_answer else 'auto-generated'}",
        f"X-Desk-Loop: {mail.loop_mark}",
    ]
    try:
        return "".join(f"{line}\r\n" for line in lines).encode("ascii")
    except UnicodeEncodeError as error:
        raise UnsafeMail from error


@lru_cache(maxsize=_SENDERS_KEPT)
def _sender(name: str, address: str) -> str:
    if not name:
        return address
    # The address stands on a line of its own: nobody need know how long the last line of the name is.
    return f"{_words('From', name)}\r\n <{address}>"


def _words(header: str, text: str) -> str:
    return Header(text, "utf-8", header_name=header, maxlinelen=_LINE_LENGTH).encode(linesep="\r\n")


def _body(text: str) -> bytes:
    said = visible_lines(text).strip("\n") + "\n"
    return base64.encodebytes(said.replace("\n", "\r\n").encode()).replace(b"\n", b"\r\n")


def _prove(content: bytes, mail: AutomaticMail, recipient: str, answered: str) -> None:
    """Read the bytes as a stranger would: the guard that does not depend on how the headers were made."""
    head, divider, _ = content.partition(b"\r\n\r\n")
    lines = [line for line in head.split(b"\r\n") if not line.startswith((b" ", b"\t"))]
    found = BytesHeaderParser(policy=policy.compat32).parsebytes(head + divider)
    meant = (*_HEADERS, *(_ANSWERING if answered else ()), *((_REPLY_TO,) if mail.reply_to else ()))
    to, sender = ([address for _, address in getaddresses([str(found[name])])] for name in ("To", "From"))
    whole = (
        divider
        and b"\n" not in head.replace(b"\r\n", b"")
        and b"\r" not in head.replace(b"\r\n", b"")
        and len(lines) == len(meant)
        and sorted(found.keys()) == sorted(meant)
        and [address.replace('"', "") for address in to] == [recipient]
        and sender == [mail.sender_address]
        and (found[_REPLY_TO] or "") == mail.reply_to
        and (found["Message-ID"], found["X-Desk-Loop"]) == (mail.message_id, mail.loop_mark)
        and all(found[name] == answered for name in _ANSWERING if answered)
        and is_one_line(mail.message_id + mail.loop_mark)
        and _same_words(str(found["Subject"]), one_line(mail.subject))
    )
    if not whole:
        raise UnsafeMail


def _same_words(header: str, meant: str) -> bool:
    try:
        said = str(make_header(decode_header(header)))
    except (HeaderParseError, LookupError, UnicodeError) as error:
        raise UnsafeMail from error
    # Folding may add and take spaces, nothing else.
    return "".join(said.split()) == "".join(meant.split()) and is_one_line(said)
