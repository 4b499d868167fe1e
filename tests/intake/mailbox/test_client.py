"""The client of the mail door, against the real door."""

import asyncio

import pytest

from services.intake.mailbox.client import DoorAway, MailDoorClient, sender_of
from services.intake.mailbox.lmtp import LmtpServer, MailEnvelope, Reply

KEPT = "01900000-0000-7000-8000-000000000001"


class Remembering:
    """Takes every mail and remembers it."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, bytes]] = []

    async def knows(self, address: str) -> bool:
        return True

    async def accept(self, raw: bytes, envelope: MailEnvelope) -> dict[str, Reply]:
        self.taken.append((envelope.mail_from, raw))
        return {address: Reply(250, "2.0.0", f"Message accepted as {KEPT}") for address in envelope.recipients}


async def test_a_file_arrives_as_a_mail_server_would_have_sent_it() -> None:
    acceptor = Remembering()
    server = LmtpServer("127.0.0.1", 0, acceptor)
    await server.start()
    client = MailDoorClient(host="127.0.0.1", port=server.port)
    content = "From: a@b.example\n\n.dot\na\rb\nあ".encode()

    handed = await asyncio.to_thread(client.hand_over, content, "teian@miono.example.jp")

    await server.close()
    assert (handed.raw_id, handed.is_kept) == (KEPT, True)
    assert acceptor.taken == [("a@b.example", "From: a@b.example\r\n\r\n.dot\r\na\rb\r\nあ\r\n".encode())]


async def test_a_closed_door_is_said_in_one_line() -> None:
    with pytest.raises(DoorAway):
        await asyncio.to_thread(MailDoorClient(host="127.0.0.1", port=1).hand_over, b"", "a@b.example")


@pytest.mark.parametrize(
    ("headers", "sender"),
    [
        (b"From: Sato <sato@kigyo.example.jp>", "sato@kigyo.example.jp"),
        (b"Return-Path: <bounce@list.example>\nFrom: a@b.example", "bounce@list.example"),
        (b"Return-Path: <>\nFrom: MAILER-DAEMON@b.example", ""),
        (b"Subject: nobody", "unknown@sender.invalid"),
        (b"From: \xff <\xff@x>", "unknown@sender.invalid"),
    ],
)
def test_the_envelope_sender_is_the_one_a_server_would_have_used(headers: bytes, sender: str) -> None:
    assert sender_of(headers + b"\n\ntext") == sender
