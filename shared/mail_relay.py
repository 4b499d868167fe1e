"""The mail server that takes our mail: how the connection is kept secret, who signs in, and what is wrong with it."""

import asyncio
import ssl
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Final

import aiosmtplib

LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_TRY_SECONDS: Final = 10.0


class RelayTrouble(StrEnum):
    """Why no mail can be handed over."""

    AWAY = "away"  # つながらない
    NO_STARTTLS = "no_starttls"  # 暗号化（STARTTLS）に応じない
    CERTIFICATE = "certificate"  # 証明書を確認できない
    SIGN_IN = "sign_in"  # サインインを断られる
    REFUSED = "refused"  # 接続を断られる


@dataclass(frozen=True, slots=True, kw_only=True)
class Relay:
    """Where mail leaves the house; without a user nobody signs in.

    With *starttls* mail does not leave before the connection is secret, with *tls* it is from the first byte.
    *certificates* is a file of authorities beside those the system knows. *answer_seconds* is for the letter itself and
    the answer to it: servers look into a letter before they answer, and RFC 5321 (4.5.3.2.6) wants ten minutes of
    patience there; whoever hangs up earlier sends a second copy.
    """

    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)
    starttls: bool = False
    tls: bool = False
    certificates: Path | None = None
    timeout_seconds: float = 60.0
    answer_seconds: float = 300.0


def client_of(relay: Relay) -> aiosmtplib.SMTP:
    """Return a client that secures the connection and signs in when it connects."""
    return aiosmtplib.SMTP(
        hostname=relay.host,
        port=relay.port,
        username=relay.user or None,
        password=relay.password or None,
        # Not left to the server: whoever stands in between could leave the offer out.
        start_tls=relay.starttls and not relay.tls,
        use_tls=relay.tls,
        tls_context=_context(relay) if relay.starttls or relay.tls else None,
        timeout=relay.timeout_seconds,
    )


async def trouble_with(relay: Relay) -> RelayTrouble | None:
    """Greet the server, secure the connection, sign in, and say goodbye; return what went wrong, or None."""
    client = client_of(relay)
    try:
        async with asyncio.timeout(_TRY_SECONDS):
            await client.connect()
    except (aiosmtplib.SMTPException, OSError, ValueError) as error:
        return _trouble(error)
    finally:
        with suppress(aiosmtplib.SMTPException, OSError):
            async with asyncio.timeout(1.0):
                await client.quit()
        client.close()
    return None


def _trouble(error: BaseException) -> RelayTrouble:
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, ssl.SSLCertVerificationError):
            return RelayTrouble.CERTIFICATE
        seen = seen.__cause__ or seen.__context__
    if isinstance(error, aiosmtplib.SMTPAuthenticationError) or "AUTH" in str(error):
        return RelayTrouble.SIGN_IN
    if "STARTTLS" in str(error):
        return RelayTrouble.NO_STARTTLS
    return RelayTrouble.REFUSED if isinstance(error, aiosmtplib.SMTPResponseException) else RelayTrouble.AWAY


def _context(relay: Relay) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if relay.certificates is not None:
        context.load_verify_locations(cafile=str(relay.certificates))
    return context
