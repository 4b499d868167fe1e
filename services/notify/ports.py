"""What the handlers ask of the world outside."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network
from typing import Protocol

from services.notify.domain.webhook import Answered


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Unanswered:
    """The mail server was given the letter and did not answer: whether it took it over, nobody knows."""


Answer = Accepted | Later | Refusal | Unanswered


class Conversation(Protocol):
    """Hands letters to a mail server, one after the other."""

    async def hand_over(self, letter: Letter) -> Answer:
        """Return what the server answered; never raise for a server's answer or absence."""
        ...


class MailServer(Protocol):
    """A mail server one can talk with, also in several conversations at the same time."""

    def conversation(self) -> AbstractAsyncContextManager[Conversation]:
        """Return a conversation that ends with the block; nothing connects before its first letter."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A finished message to another system; *allow* are the networks inside the office its address may lead to."""

    url: str
    headers: Mapping[str, str]
    body: bytes
    allow: Sequence[IPv4Network | IPv6Network] = ()


class Line(Protocol):
    """The way messages leave for other systems."""

    async def send(self, call: Call) -> Answered:
        """Return what the receiver answered; never raise for its answer, its absence or an address that may not be."""
        ...
