"""Hand letters to a mail server by SMTP."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Final

import aiosmtplib
import structlog

from services.notify.ports import Accepted, Answer, Later, Letter, Refusal, Unanswered
from shared.mail_relay import Relay, client_of

log = structlog.get_logger()
_TAKEN: Final = 250
_LATER: Final = 400
_FOR_GOOD: Final = 500
_GOODBYE_SECONDS: Final = 2.0
# A wrong password or a closed door is ours to repair; the mail waits meanwhile instead of being given up.
_NOT_ABOUT_THIS_MAIL: Final = (
    aiosmtplib.SMTPAuthenticationError,
    aiosmtplib.SMTPHeloError,
    aiosmtplib.SMTPConnectResponseError,
)


class SmtpServer:
    """A mail server that takes several letters over one connection, as long as there is no quarrel."""

    def __init__(self, relay: Relay) -> None:
        """Send through *relay*."""
        self._relay = relay

    @asynccontextmanager
    async def conversation(self) -> AsyncIterator["SmtpConversation"]:
        """Connect with the first letter and say goodbye in the end."""
        conversation = SmtpConversation(self._relay)
        try:
            yield conversation
        finally:
            await conversation.end()


class SmtpConversation:
    """One connection after the other: a quarrel over one letter ends its connection and never touches the next."""

    def __init__(self, relay: Relay) -> None:
        """Be silent until the first letter."""
        self._relay = relay
        self._connected: aiosmtplib.SMTP | None = None

    async def hand_over(self, letter: Letter) -> Answer:
        """Return what the server answered; it is cut off after the relay's times, before the letter and in it."""
        answer: Answer
        try:
            async with asyncio.timeout(self._relay.timeout_seconds):
                client = await self._begin(letter)
                await client.rcpt(letter.recipient)
            answer = await self._give(letter, client)
        except _NOT_ABOUT_THIS_MAIL as error:
            log.warning("mail_server_refuses_us", error_class=type(error).__name__, code=error.code)
            answer = Later(code=error.code)
        except aiosmtplib.SMTPResponseException as error:
            answer = _judged(error.code)
        except (TimeoutError, aiosmtplib.SMTPException, OSError) as error:
            log.info("mail_server_away", error_class=type(error).__name__)
            answer = Later(code=None)
        if not isinstance(answer, Accepted):
            await self.end()
        return answer

    async def _give(self, letter: Letter, client: aiosmtplib.SMTP) -> Answer:
        """Return the answer to the letter itself, in which silence does not mean that the server has not taken it."""
        try:
            async with asyncio.timeout(self._relay.answer_seconds):
                await client.data(letter.content, timeout=None)
        except aiosmtplib.SMTPResponseException as error:
            return _judged(error.code) if error.code >= _LATER else Unanswered()
        except (TimeoutError, aiosmtplib.SMTPException, OSError) as error:
            # The client does not tell whether it was the 354 or the 250 that did not come; the worse is assumed.
            log.warning("mail_server_silent_over_letter", error_class=type(error).__name__)
            return Unanswered()
        return Accepted(code=_TAKEN)

    async def end(self) -> None:
        """Close the connection; whatever goes wrong now cannot change what was answered before."""
        client, self._connected = self._connected, None
        if client is None:
            return
        with suppress(aiosmtplib.SMTPException, OSError, asyncio.TimeoutError):
            async with asyncio.timeout(_GOODBYE_SECONDS):
                await client.quit()
        client.close()

    async def _begin(self, letter: Letter) -> aiosmtplib.SMTP:
        """Return a connection on which the server waits for the recipient of the letter."""
        if (kept := self._connected) is not None:
            try:
                await kept.mail(letter.envelope_from)
            except (aiosmtplib.SMTPException, OSError):
                # It has had enough of this connection; nothing of this letter was said yet that could arrive twice.
                await self.end()
            else:
                return kept
        client = self._connected = client_of(self._relay)
        await client.connect()
        await client.mail(letter.envelope_from)
        return client


def _judged(code: int) -> Answer:
    return Refusal(code=code) if code >= _FOR_GOOD else Later(code=code)
