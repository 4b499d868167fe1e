"""One LMTP session (RFC 2033): aiosmtpd's commands, with one reply per accepted recipient after DATA."""

import asyncio
import re
from collections import defaultdict
from collections.abc import Awaitable
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar, cast

import structlog
from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import Envelope, Session, syntax

from services.intake.mailbox import lmtp_reply as replies
from services.intake.mailbox.lmtp_reply import Reply
from shared.errors import Temporary

log = structlog.get_logger()
T = TypeVar("T")

_SIZE = re.compile(r"(?i)(?:^|\s)SIZE=(\d{1,20})(?=\s|$)")
_PATH = re.compile(r"\s*(?:<((?:[^<>\"\s]|\"[^\"]*\")*)>|([^<>\s]+))(.*)", re.DOTALL)
_CRLF = b"\r\n"
_STREAM_BYTES = 65_536
_COMMAND_BYTES = 4_096
_REPLY_TIMER_BYTES = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class MailEnvelope:
    """What the delivering server said about a mail: sender ("" for the null sender), recipients, its own address."""

    mail_from: str = field(repr=False)
    recipients: tuple[str, ...] = field(repr=False)
    peer: str


class Acceptor(Protocol):
    """Whoever decides on recipients and keeps the mail."""

    async def knows(self, address: str) -> bool:
        """Tell whether mail to *address* is taken here; raise Temporary when that cannot be told now."""

    async def accept(self, raw: bytes, envelope: MailEnvelope) -> dict[str, Reply]:
        """Keep the mail and return a reply for each recipient; raise Temporary when it was not kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LmtpSettings:
    """Limits of the door."""

    hostname: str = "localhost"
    size_limit_bytes: int = 30_000_000
    max_recipients: int = 100
    max_sessions: int = 50
    timeout_seconds: float = 300.0


class Door(Protocol):
    """What a session needs to know of its server."""

    def refusal(self) -> Reply | None:
        """Return why no new session is taken now, or None."""

    @property
    def is_draining(self) -> bool:
        """Tell whether the server takes no new mail."""

    def opened(self, session: "LmtpSession") -> None:
        """Count a session in."""

    def closed(self, session: "LmtpSession") -> None:
        """Count a session out."""


class _TooLargeError(Exception):
    """The mail was read to its end, but is larger than what is taken."""


class LmtpSession(LMTP):
    """A connection of one delivering server."""

    # Lines may be as long as a mail: they are read in pieces, so the stream itself needs little room.
    line_length_limit = _STREAM_BYTES

    def __init__(self, door: Door, acceptor: Acceptor, settings: LmtpSettings, loop: asyncio.AbstractEventLoop) -> None:
        self._door = door
        self._acceptor = acceptor
        self._settings = settings
        super().__init__(
            _Hooks(self),
            data_size_limit=settings.size_limit_bytes,
            enable_SMTPUTF8=True,
            hostname=settings.hostname,
            ident="renkei-desk",
            timeout=settings.timeout_seconds,
            auth_exclude_mechanism=("LOGIN", "PLAIN"),
            loop=loop,
        )
        # The library shares this table between all sessions and clears it with each new one.
        self.command_size_limits = defaultdict(lambda: _COMMAND_BYTES)
        self._in_transaction = False

    # -- the life of a session

    async def _handle_client(self) -> None:
        refusal = self._door.refusal()
        self._door.opened(self)
        try:
            if refusal is not None:
                await self.push(refusal.line)
                self._writer.close()
                return
            await super()._handle_client()
        except ConnectionError:
            # The other side left; whatever it did not hear a 250 for it will send again.
            self._writer.close()
        finally:
            self._door.closed(self)

    async def handle_exception(self, error: Exception) -> str:
        """Answer an unforeseen error as temporary: the mail stays with the server that sent it."""
        log.error("lmtp_session_failed", exception_class=type(error).__name__)
        return replies.TRY_LATER.line

    def stop_when_idle(self) -> None:
        """Say goodbye at once unless a mail is under way."""
        if not self._in_transaction and self.transport is not None and not self.transport.is_closing():
            self._writer.write(replies.CLOSING.line.encode("ascii") + _CRLF)
            self._writer.close()

    def abort(self) -> None:
        """Drop the connection; the other side will send again."""
        if self.transport is not None:
            cast("asyncio.Transport", self.transport).abort()

    # -- commands

    def _getaddr(self, arg: str) -> tuple[str | None, str | None]:
        """Read a path leniently: Japanese carriers gave out addresses like `a..b.@…` that no grammar allows."""
        match = _PATH.fullmatch(arg or "")
        if match is None:
            return None, None
        address = match.group(1) if match.group(1) is not None else match.group(2)
        # A source route says nothing today.
        if address.startswith("@") and ":" in address:
            address = address.rpartition(":")[2]
        try:
            address.encode("utf-8")
        except UnicodeEncodeError:
            return None, None
        return address or "<>", match.group(3).strip()

    @syntax("MAIL FROM: <address>", extended=" [SP <mail-parameters>]")
    async def smtp_MAIL(self, arg: str | None) -> None:  # noqa: N802 - aiosmtpd finds commands by this name.
        """Refuse what is too large before it is sent, and everything while draining."""
        if self._door.is_draining:
            await self.push(replies.CLOSING.line)
            self._writer.close()
            return
        size = _SIZE.search(arg or "")
        if size and int(size.group(1)) > self._settings.size_limit_bytes and cast("Session", self.session).host_name:
            await self.push(replies.TOO_LARGE.line)
            return
        await super().smtp_MAIL(arg)

    @syntax("DATA")
    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 - aiosmtpd finds commands by this name.
        """Take a mail and answer once for each recipient that was accepted, whatever happens."""
        mail = cast("Envelope", self.envelope)
        if not mail.rcpt_tos:
            await self.push("503 5.5.1 Error: need RCPT command")
            return
        if arg:
            await self.push("501 5.5.4 Syntax: DATA")
            return
        recipients = tuple(mail.rcpt_tos)
        self._in_transaction = True
        try:
            await self.push("354 End data with <CR><LF>.<CR><LF>")
            lines = [reply.line for reply in await self._receive(mail.mail_from or "", recipients)]
            self._set_post_data_state()  # type: ignore[no-untyped-call]  # aiosmtpd left this one without types.
            await self.push("\r\n".join(lines))
        finally:
            self._in_transaction = False
        if self._door.is_draining:
            self.stop_when_idle()

    async def _receive(self, mail_from: str, recipients: tuple[str, ...]) -> list[Reply]:
        try:
            raw = await self._read_mail()
        except _TooLargeError:
            return [replies.TOO_LARGE] * len(recipients)
        # Taking the mail has its own limits (database, pool); the session's timer must not cut it off.
        if self._timeout_handle is not None:
            self._timeout_handle.cancel()
        envelope = MailEnvelope(
            mail_from="" if mail_from == "<>" else mail_from,
            recipients=recipients,
            peer=_peer(cast("Session", self.session)),
        )
        given = await _outcome(self._acceptor.accept(raw, envelope), "lmtp_accept_failed")
        self._reset_timeout()
        if isinstance(given, Reply):
            return [given] * len(recipients)
        return [given.get(recipient, replies.TRY_LATER) for recipient in recipients]

    async def _read_mail(self) -> bytes:
        """Read up to the line with a lone dot; only CR LF ends a line, so nothing can be smuggled behind it."""
        found = bytearray()
        count = since_reset = 0
        at_line_start = True
        while True:
            try:
                piece = await self._reader.readuntil(_CRLF)
                ends = True
            except asyncio.LimitOverrunError as error:
                piece = await self._reader.read(error.consumed)
                ends = False
            if at_line_start and ends and piece == b".\r\n":
                break
            if at_line_start and piece.startswith(b"."):
                piece = piece[1:]
            at_line_start = ends
            count += len(piece)
            since_reset += len(piece)
            if count <= self._settings.size_limit_bytes:
                found += piece
            else:
                found.clear()
            if since_reset > _REPLY_TIMER_BYTES:
                since_reset = 0
                self._reset_timeout()
        if count > self._settings.size_limit_bytes:
            raise _TooLargeError
        return bytes(found)


class _Hooks:
    """What aiosmtpd asks while the envelope is written."""

    def __init__(self, session: LmtpSession) -> None:
        self._session = session

    async def handle_EHLO(  # noqa: N802 - aiosmtpd finds hooks by this name.
        self, _server: Any, session: Session, _envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        """Announce what RFC 2033 demands."""
        session.host_name = hostname
        return [*responses[:-1], "250-PIPELINING", "250 ENHANCEDSTATUSCODES"]

    async def handle_MAIL(  # noqa: N802 - aiosmtpd finds hooks by this name.
        self, _server: Any, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take any sender: what they are is for the reader of the mail to judge."""
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return replies.SENDER_OK.line

    async def handle_RCPT(  # noqa: N802 - aiosmtpd finds hooks by this name.
        self, _server: Any, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take the recipients we know, up to the limit."""
        if len(envelope.rcpt_tos) >= self._session._settings.max_recipients:  # noqa: SLF001 - one thing in two classes.
            return replies.TOO_MANY_RECIPIENTS.line
        known = await _outcome(self._session._acceptor.knows(address), "lmtp_recipient_check_failed")  # noqa: SLF001 - same.
        if isinstance(known, Reply):
            return known.line
        if not known:
            return replies.NO_SUCH_RECIPIENT.line
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return replies.RECIPIENT_OK.line

    async def handle_exception(self, error: Exception) -> str:
        """Answer an unforeseen error as temporary and log its class only."""
        return await self._session.handle_exception(error)


async def _outcome(work: Awaitable[T], event: str) -> T | Reply:
    """Return what *work* gives; any failure becomes a temporary reply, and one nobody foresaw is logged by class."""
    (outcome,) = await asyncio.gather(work, return_exceptions=True)
    if not isinstance(outcome, BaseException):
        return outcome
    if not isinstance(outcome, Exception):
        raise outcome
    if not isinstance(outcome, Temporary):
        log.error(event, exception_class=type(outcome).__name__)
    return replies.TRY_LATER


def _peer(session: Session) -> str:
    # Declared as text by aiosmtpd, but a pair of address and port on a real connection.
    peer: object = session.peer
    return str(peer[0]) if isinstance(peer, tuple) and peer else str(peer or "")
