"""Hand letters to a mail server by SMTP."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

import aiosmtplib
import structlog

from services.notify.ports import Accepted, Answer, Later, Letter, Refusal

log = structlog.get_logger()
_TAKEN: Final = 250
_FOR_GOOD: Final = 500
_GOODBYE_SECONDS: Final = 2.0
# A wrong password or a closed door is ours to repair; the mail waits meanwhile instead of being given up.
_NOT_ABOUT_THIS_MAIL: Final = (
    aiosmtplib.SMTPAuthenticationError,
    aiosmtplib.SMTPHeloError,
    aiosmtplib.SMTPConnectResponseError,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Relay:
    """Where mail leaves the house; without a user nobody signs in."""

    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)
    starttls: bool = False
    timeout_seconds: float = 60.0


class SmtpServer:
    """A mail server that is asked anew for every letter: a quarrel over one never touches the next."""

    def __init__(self, relay: Relay) -> None:
        """Send through *relay*."""
        self._relay = relay

    async def hand_over(self, letter: Letter) -> Answer:
        """Return what the server answered; the whole conversation is cut off after the relay's timeout."""
        client = self._client()
        try:
            async with asyncio.timeout(self._relay.timeout_seconds):
                await client.connect()
                await client.sendmail(letter.envelope_from, [letter.recipient], letter.content)
        except aiosmtplib.SMTPRecipientsRefused as error:
            answer: Answer = _judged(error.recipients[0].code)
        except _NOT_ABOUT_THIS_MAIL as error:
            log.warning("mail_server_refuses_us", error_class=type(error).__name__, code=error.code)
            answer = Later(code=error.code)
        except aiosmtplib.SMTPResponseException as error:
            answer = _judged(error.code)
        except (TimeoutError, aiosmtplib.SMTPException, OSError) as error:
            log.info("mail_server_away", error_class=type(error).__name__)
            answer = Later(code=None)
        else:
            answer = Accepted(code=_TAKEN)
        await _say_goodbye(client)
        return answer

    def _client(self) -> aiosmtplib.SMTP:
        relay = self._relay
        return aiosmtplib.SMTP(
            hostname=relay.host,
            port=relay.port,
            username=relay.user or None,
            password=relay.password or None,
            start_tls=relay.starttls,
            use_tls=False,
            timeout=relay.timeout_seconds,
        )


async def _say_goodbye(client: aiosmtplib.SMTP) -> None:
    """Close the connection; whatever goes wrong now cannot change what was answered before."""
    with suppress(aiosmtplib.SMTPException, OSError, asyncio.TimeoutError):
        async with asyncio.timeout(_GOODBYE_SECONDS):
            await client.quit()
    client.close()


def _judged(code: int) -> Answer:
    return Refusal(code=code) if code >= _FOR_GOOD else Later(code=code)
