"""Build one mail for one recipient and prove, on the finished bytes, that it is exactly that."""

import re
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.headerregistry import Address
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from email.utils import format_datetime, getaddresses
from typing import Final

from services.notify.mailer.words import is_one_line, one_line, visible_line
from services.notify.ports import Letter
from shared.errors import Invalid
from shared.japanese.era import JAPAN

_ADDRESS: Final = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?=.{1,189}\Z)[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+"
)
_MAX_MESSAGE_ID: Final = 900
_MESSAGE_ID: Final = re.compile(r"<[!-;=?A-~]+@[!-;=?A-~]+>")
_ANSWERING: Final = ("In-Reply-To", "References")
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
    """What an automatic answer says, and to whom; *answers* is the Message-ID of the mail it answers, if any."""

    sender_name: str
    sender_address: str
    recipient: str
    subject: str
    body: str
    message_id: str
    written_at: datetime
    loop_mark: str
    answers: str = ""


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

    The envelope sender is empty (RFC 3834): whatever answers it answers nobody, so two machines cannot talk
    to each other for ever. `Precedence` is left out on purpose: RFC 3834 discourages it, and some servers
    treat such mail as an advertisement.
    """
    message = EmailMessage(policy=policy.SMTP.clone(max_line_length=76))
    message["From"] = _address(mail.sender_address, one_line(mail.sender_name))
    message["To"] = _address(usable_address(mail.recipient))
    message["Subject"] = one_line(mail.subject)
    message["Date"] = format_datetime(mail.written_at.astimezone(JAPAN))
    message["Message-ID"] = mail.message_id
    message["Auto-Submitted"] = "auto-replied"
    message["X-Desk-Loop"] = mail.loop_mark
    message.set_content(_body(mail.body), charset="utf-8", cte="base64")
    content = _answering(usable_message_id(mail.answers)) + message.as_bytes()
    _prove(content, mail)
    return Letter(envelope_from="", recipient=usable_address(mail.recipient), content=content)


def _answering(message_id: str) -> bytes:
    # Written by hand: Python folds a long Message-ID into encoded words, which no mail program puts together again.
    return "".join(f"{name}: {message_id}\r\n" for name in _ANSWERING if message_id).encode("ascii")


def _address(address: str, name: str = "") -> Address:
    local, _, domain = address.rpartition("@")
    return Address(display_name=name, username=local, domain=domain)


def _body(text: str) -> str:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(visible_line(line) for line in lines).strip("\n") + "\n"


def _prove(content: bytes, mail: AutomaticMail) -> None:
    """Read the bytes as a stranger would: the guard that does not depend on how Python folds headers."""
    head, divider, _ = content.partition(b"\r\n\r\n")
    lines = [line for line in head.split(b"\r\n") if not line.startswith((b" ", b"\t"))]
    found = BytesHeaderParser(policy=policy.compat32).parsebytes(head + divider)
    answered = usable_message_id(mail.answers)
    meant = (*_HEADERS, *_ANSWERING) if answered else _HEADERS
    to = [address for _, address in getaddresses([str(found["To"])])]
    whole = (
        divider
        and b"\n" not in head.replace(b"\r\n", b"")
        and b"\r" not in head.replace(b"\r\n", b"")
        and len(lines) == len(meant)
        and sorted(found.keys()) == sorted(meant)
        and [address.replace('"', "") for address in to] == [usable_address(mail.recipient)]
        and found["Message-ID"] == mail.message_id
        and all(found[name] == answered for name in _ANSWERING if answered)
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
