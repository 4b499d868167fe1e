"""What is wrong with a mail server, found on real ones that secure the connection and ask who sends."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from services.notify.handlers.trying import Tried, try_out
from services.notify.mailer.smtp import SmtpServer
from shared.mail_relay import Relay, RelayTrouble, trouble_with
from shared.scheme.load import load_scheme
from shared.settings import PROJECT
from tests.certificate import HOST, make_certificate
from tests.intake.conftest import NOW

PASSWORD = "only-for-tests"
# It does not know that its transport is secret already.
pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")


class Submission:
    """Takes mail of whoever has signed in."""

    def __init__(self) -> None:
        self.taken: list[bytes] = []

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - its name
        assert isinstance(envelope.content, bytes)
        self.taken.append(envelope.content)
        return "250 OK"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("relay")
    make_certificate(folder)
    return folder


@asynccontextmanager
async def submission(folder: Path, *, tls: bool, offers: bool = True) -> AsyncIterator[tuple[Relay, Submission]]:
    """Listen as port 465 does (*tls*), or as 587, which *offers* STARTTLS; yield how to reach it."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    handler = Submission()

    def authenticate(
        _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, said: object
    ) -> AuthResult:
        right = isinstance(said, LoginPassword) and said.password == PASSWORD.encode()
        return AuthResult(success=right, handled=False)

    def speak() -> SMTP:
        return SMTP(
            handler,
            hostname=HOST,
            tls_context=context if offers and not tls else None,
            authenticator=authenticate,
            auth_required=True,
            auth_require_tls=not tls,
        )

    loop = asyncio.get_running_loop()
    server = await loop.create_server(speak, "127.0.0.1", 0, ssl=context if tls else None)
    async with server:
        relay = Relay(
            host=HOST,
            port=server.sockets[0].getsockname()[1],
            user="teian",
            password=PASSWORD,
            starttls=not tls,
            tls=tls,
            certificates=folder / "cert.pem",
            timeout_seconds=5,
        )
        yield relay, handler


@pytest.mark.parametrize("tls", [True, False], ids=["465", "587"])
async def test_a_mail_is_submitted_over_a_secret_connection_by_who_has_signed_in(folder: Path, tls: bool) -> None:
    scheme = load_scheme(PROJECT / "deploy" / "desks" / "miono.toml")

    async with submission(folder, tls=tls) as (relay, taken):
        tried = await try_out(relay, SmtpServer(relay), scheme, "me@example.jp", now=NOW)

    assert tried == Tried(taken=True, code=250)
    assert [b"To: me@example.jp" in one for one in taken.taken] == [True]


@pytest.mark.parametrize("tls", [True, False], ids=["465", "587"])
async def test_a_certificate_nobody_vouches_for_ends_it(folder: Path, tls: bool) -> None:
    async with submission(folder, tls=tls) as (relay, _):
        unknown = Relay(host=relay.host, port=relay.port, starttls=relay.starttls, tls=relay.tls, timeout_seconds=5)

        assert await trouble_with(unknown) is RelayTrouble.CERTIFICATE


async def test_starttls_is_required_and_not_only_tried(folder: Path) -> None:
    scheme = load_scheme(PROJECT / "deploy" / "desks" / "miono.toml")

    async with submission(folder, tls=False, offers=False) as (relay, taken):
        tried = await try_out(relay, SmtpServer(relay), scheme, "me@example.jp", now=NOW)

    assert (tried, taken.taken) == (Tried(taken=False, trouble=RelayTrouble.NO_STARTTLS), [])


async def test_a_wrong_password_and_a_server_that_is_away_are_told_apart(folder: Path) -> None:
    async with submission(folder, tls=True) as (relay, _):
        wrong = Relay(
            host=relay.host,
            port=relay.port,
            user="teian",
            password="wrong",
            tls=True,
            certificates=relay.certificates,
            timeout_seconds=5,
        )
        found = await trouble_with(wrong)
    away = await trouble_with(relay)

    assert (found, away) == (RelayTrouble.SIGN_IN, RelayTrouble.AWAY)
