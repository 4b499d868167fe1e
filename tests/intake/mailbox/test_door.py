"""The mail door as a foreign client sees it: smtplib over LMTP, a real database behind."""

import asyncio
import smtplib
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text

from services.intake.mailbox.door import MailDoor
from services.intake.mailbox.lmtp import LmtpServer, LmtpSettings
from services.intake.storage.work import Work, work_on
from shared.database.engine import async_url, make_engine
from shared.database.transactions import Transactions
from shared.documents import Keyring
from shared.scheme.model import DeskScheme
from tests.intake.conftest import DESK, NOW
from tests.intake.mails import a_mail

OTHER = "renkei@renkei.miono.example.jp"


@pytest.fixture
async def server(worker_transactions: Transactions[Work], scheme: DeskScheme) -> AsyncIterator[LmtpServer]:
    """A mail door on a free port."""
    door = MailDoor(worker_transactions, {scheme.desk_id: scheme}, lambda: NOW, accepted=lambda: None)
    running = LmtpServer("127.0.0.1", 0, door, LmtpSettings(size_limit_bytes=100_000, max_recipients=2))
    await running.start()
    yield running
    await running.close()


def talk(port: int, recipients: list[str], content: bytes) -> list[bytes]:
    """Return the server's reply to every recipient and, when some were accepted, to the mail for each of them."""
    with smtplib.LMTP("127.0.0.1", port) as client:
        client.ehlo()
        client.mail("hanako@kigyo.example.jp")
        replies = [client.rcpt(recipient) for recipient in recipients]
        said = [str(code).encode() + b" " + line for code, line in replies]
        accepted = [code for code, _ in replies if code == 250]
        if not accepted:
            return said
        client.docmd("DATA")
        client.send(content.replace(b"\n", b"\r\n") + b"\r\n.\r\n")
        for _ in accepted:
            code, line = client.getreply()
            said.append(str(code).encode() + b" " + line)
    return said


async def kept(transactions: Transactions[Work]) -> list[tuple[str, str]]:
    async with transactions.begin() as work:
        rows = await work.connection.execute(text("SELECT raw_id::text, recipient FROM intake.raw_message"))
        return [(row.raw_id, row.recipient) for row in rows]


async def test_a_mail_to_two_addresses_of_one_desk_is_kept_once_and_answered_twice(
    server: LmtpServer, worker_transactions: Transactions[Work]
) -> None:
    replies = await asyncio.to_thread(talk, server.port, [DESK, OTHER], a_mail())

    ((raw_id, recipient),) = await kept(worker_transactions)
    expected = f"250 2.0.0 Message accepted as {raw_id}".encode()
    assert replies[2:] == [expected, expected]
    assert recipient == DESK


async def test_a_plus_address_belongs_to_its_desk(server: LmtpServer, worker_transactions: Transactions[Work]) -> None:
    replies = await asyncio.to_thread(talk, server.port, ["Teian+R8-0001@renkei.miono.example.jp"], a_mail())

    assert replies[1].startswith(b"250 2.0.0 ")
    assert [recipient for _, recipient in await kept(worker_transactions)] == [DESK]


async def test_an_unknown_recipient_is_refused(server: LmtpServer) -> None:
    replies = await asyncio.to_thread(talk, server.port, ["soumu@renkei.miono.example.jp"], a_mail())

    assert replies == [b"550 5.1.1 No such recipient here"]


async def test_too_many_recipients_are_put_off(server: LmtpServer, worker_transactions: Transactions[Work]) -> None:
    recipients = [DESK, OTHER, "teian+3@renkei.miono.example.jp"]

    replies = await asyncio.to_thread(talk, server.port, recipients, a_mail())

    assert [reply[:9] for reply in replies] == [b"250 2.1.5", b"250 2.1.5", b"452 4.5.3", b"250 2.0.0", b"250 2.0.0"]


async def test_an_oversized_mail_is_refused_and_not_kept(
    server: LmtpServer, worker_transactions: Transactions[Work]
) -> None:
    replies = await asyncio.to_thread(talk, server.port, [DESK], a_mail(text="あ" * 60_000))

    assert replies[1].startswith(b"552 5.3.4")
    assert await kept(worker_transactions) == []


async def test_while_the_database_is_away_the_mail_stays_with_its_server(keyring: Keyring, scheme: DeskScheme) -> None:
    nowhere = make_engine(async_url("postgresql://127.0.0.1:1/desk", user="nobody", password="x"), name="test")
    transactions: Transactions[Work] = Transactions(nowhere, lambda connection: work_on(connection, keyring))
    door = MailDoor(transactions, {scheme.desk_id: scheme}, lambda: NOW, accepted=lambda: None)
    server = LmtpServer("127.0.0.1", 0, door)
    await server.start()

    replies = await asyncio.to_thread(talk, server.port, [DESK], a_mail())

    await server.close()
    assert replies[1].startswith(b"451 4.3.0")
