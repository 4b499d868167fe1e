"""The door for mail: an LMTP server in the running event loop, behind the site's own mail server."""

import asyncio
import logging

import structlog

from services.intake.mailbox import lmtp_reply as replies
from services.intake.mailbox.lmtp_reply import Reply
from services.intake.mailbox.lmtp_session import Acceptor, LmtpSession, LmtpSettings, MailEnvelope

__all__ = ["Acceptor", "LmtpServer", "LmtpSettings", "MailEnvelope", "Reply"]

log = structlog.get_logger()


class LmtpServer:
    """Listen for mail and hand each one to the acceptor; a 250 is only ever what the acceptor said."""

    def __init__(self, host: str, port: int, acceptor: Acceptor, settings: LmtpSettings | None = None) -> None:
        """Open nothing yet; port 0 takes a free one."""
        self._host = host
        self._wanted_port = port
        self._acceptor = acceptor
        self._settings = settings or LmtpSettings()
        self._server: asyncio.Server | None = None
        self._sessions: set[LmtpSession] = set()
        self._empty = asyncio.Event()
        self._draining = False

    @property
    def port(self) -> int:
        """The port that is really listened on."""
        if self._server is None or not self._server.sockets:
            return self._wanted_port
        return int(self._server.sockets[0].getsockname()[1])

    @property
    def is_draining(self) -> bool:
        """Tell whether no new mail is taken."""
        return self._draining

    async def start(self) -> None:
        """Listen; an address in use is an OSError."""
        # The library logs senders, recipients and unknown commands word by word.
        logging.getLogger("mail.log").setLevel(logging.CRITICAL + 1)
        loop = asyncio.get_running_loop()
        self._empty.set()
        self._server = await loop.create_server(
            lambda: LmtpSession(self, self._acceptor, self._settings, loop), self._host, self._wanted_port
        )
        log.info("lmtp_listening", host=self._host, port=self.port)

    def draining(self) -> None:
        """Answer new sessions and new mails with 421; mails under way are finished."""
        self._draining = True
        for session in tuple(self._sessions):
            session.stop_when_idle()

    async def close(self, grace_seconds: float = 10.0) -> None:
        """Stop listening, let mails under way finish for *grace_seconds*, then drop what is left."""
        if self._server is None:
            return
        self.draining()
        self._server.close()
        try:
            async with asyncio.timeout(grace_seconds):
                await self._empty.wait()
        except TimeoutError:
            for session in tuple(self._sessions):
                session.abort()
            log.warning("lmtp_sessions_dropped", count=len(self._sessions))
        await self._server.wait_closed()
        self._server = None

    def refusal(self) -> Reply | None:
        """Return why no new session is taken now, or None."""
        if self._draining:
            return replies.CLOSING
        if len(self._sessions) >= self._settings.max_sessions:
            return replies.TOO_MANY_SESSIONS
        return None

    def opened(self, session: LmtpSession) -> None:
        """Count a session in."""
        self._sessions.add(session)
        self._empty.clear()

    def closed(self, session: LmtpSession) -> None:
        """Count a session out."""
        self._sessions.discard(session)
        if not self._sessions:
            self._empty.set()
