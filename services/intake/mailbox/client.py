"""Hand a mail over the LMTP door, as a mail server would; for the command and for the sample desk."""

import re
import smtplib
from dataclasses import dataclass
from email.parser import BytesHeaderParser
from email.policy import compat32
from email.utils import parseaddr
from typing import Final

from shared.errors import Temporary

_KEPT: Final = re.compile(r"Message accepted as ([0-9a-f-]{36})")
_PLAIN: Final = re.compile(r"[!-;=?-~]{1,200}@[!-;=?-~]{1,200}")
_UNKNOWN_SENDER: Final = "unknown@sender.invalid"
_HEADER_BYTES: Final = 256_000
_CONNECT_SECONDS: Final = 30
_OK: Final = 250
_GO_ON: Final = 354


class DoorAway(Temporary):
    """Nobody answers at the mail door."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """What the door said, and the id of the message when it was kept."""

    reply: str
    raw_id: str | None

    @property
    def is_kept(self) -> bool:
        """Tell whether the mail is safe with the desk."""
        return self.raw_id is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class MailDoorClient:
    """Speaks LMTP to one door."""

    host: str
    port: int

    def hand_over(self, content: bytes, recipient: str) -> Handed:
        """Deliver one mail to one recipient and return the door's reply; raise DoorAway."""
        try:
            with smtplib.LMTP(self.host, self.port, timeout=_CONNECT_SECONDS) as client:
                return _talk(client, sender_of(content), recipient, content)
        except (OSError, smtplib.SMTPException) as error:
            raise DoorAway(f"no answer at {self.host}:{self.port} ({type(error).__name__})") from error


def sender_of(content: bytes) -> str:
    """Return the envelope sender a mail server would have used: the Return-Path, else who wrote."""
    headers = BytesHeaderParser(policy=compat32).parsebytes(content[:_HEADER_BYTES])
    returns = str(headers.get("Return-Path", "")).strip()
    if returns == "<>":
        return ""
    address = parseaddr(returns or str(headers.get("From", "")))[1]
    return address if _PLAIN.fullmatch(address) else _UNKNOWN_SENDER


def _talk(client: smtplib.LMTP, sender: str, recipient: str, content: bytes) -> Handed:
    client.ehlo()
    for said in (client.mail(sender, ["BODY=8BITMIME"]), client.rcpt(recipient), client.docmd("DATA")):
        if said[0] not in {_OK, _GO_ON}:
            return Handed(reply=_line(said), raw_id=None)
    # A lone CR may be part of a damaged mail and stays; only what a file calls the end of a line becomes one.
    lines = re.sub(rb"(?m)^\.", b"..", re.sub(rb"(?<!\r)\n", b"\r\n", content))
    client.send(lines + (b"" if lines.endswith(b"\r\n") else b"\r\n") + b".\r\n")
    reply = _line(client.getreply())
    kept = _KEPT.search(reply)
    return Handed(reply=reply, raw_id=kept.group(1) if kept else None)


def _line(said: tuple[int, bytes]) -> str:
    return f"{said[0]} {said[1].decode('utf-8', 'replace')}"
