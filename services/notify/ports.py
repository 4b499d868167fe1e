"""What the handlers ask of the world outside."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A finished mail: exactly one recipient, and bytes that were checked."""

    envelope_from: str
    recipient: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """The mail server took the mail over."""

    code: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Later:
    """The mail server is away (no code) or asks to try again later (4xx)."""

    code: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """The mail server will never take this mail (5xx)."""

    code: int


Answer = Accepted | Later | Refusal


class MailServer(Protocol):
    """Hands one letter to a mail server."""

    async def hand_over(self, letter: Letter) -> Answer:
        """Return what the server answered; never raise for a server's answer or absence."""
        ...
