import asyncio
import smtplib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from services.intake.mailbox.lmtp import LmtpServer, LmtpSettings, MailEnvelope, Reply
from shared.errors import Temporary

MAIL = b"From: a@example.com\r\nSubject: x\r\n\r\nbody\r\n"
KEPT = Reply(250, "2.0.0", "Kept")


@dataclass
class Acceptor:
    """Keeps what it is given; says no, later or nothing by the recipient's name."""

    kept: list[tuple[bytes, MailEnvelope]] = field(default_factory=list)
    failure: Exception | None = None
    wait_for: asyncio.Event | None = None

    async def knows(self, address: str) -> bool:
        if address.startswith("later"):
            raise Temporary
        if address.startswith("broken"):
            raise ZeroDivisionError
        return not address.startswith("nobody")

    async def accept(self, raw: bytes, envelope: MailEnvelope) -> dict[str, Reply]:
        if self.wait_for is not None:
            await self.wait_for.wait()
        if self.failure is not None:
            raise self.failure
        self.kept.append((raw, envelope))
        full = Reply(452, "4.2.2", "Mailbox full")
        return {
            address: full if address.startswith("full") else KEPT
            for address in envelope.recipients
            if not address.startswith("forgotten")
        }


class Client:
    """A raw client that reads exactly the replies it has a right to."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    async def reply(self) -> str:
        async with asyncio.timeout(20):
            while True:
                line = (await self.reader.readline()).decode().rstrip("\r\n")
                if line[3:4] != "-":
                    return line

    async def say(self, line: bytes | str) -> str:
        self.writer.write((line.encode() if isinstance(line, str) else line) + b"\r\n")
        return await self.reply()

    async def send(self, body: bytes, replies: int) -> list[str]:
        assert (await self.say("DATA"))[:3] == "354"
        self.writer.write(body + b".\r\n")
        return [await self.reply() for _ in range(replies)]

    async def is_in_step(self) -> bool:
        return (await self.say("NOOP"))[:3] == "250"


@asynccontextmanager
async def door(acceptor: Acceptor, **limits: int) -> AsyncIterator[LmtpServer]:
    server = LmtpServer("127.0.0.1", 0, acceptor, LmtpSettings(**limits))  # type: ignore[arg-type]  # Only the integers.
    await server.start()
    yield server
    await server.close(grace_seconds=1)


@asynccontextmanager
async def client(server: LmtpServer, *, greet: bool = True) -> AsyncIterator[Client]:
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    found = Client(reader, writer)
    if greet:
        await found.reply()
        await found.say("LHLO test")
    yield found
    writer.close()
    await writer.wait_closed()


async def address(found: Client, *recipients: str, sender: str = "<a@example.com>") -> list[str]:
    answers = [await found.say(f"MAIL FROM:{sender}")]
    return answers + [await found.say(f"RCPT TO:<{each}>") for each in recipients]


async def test_each_accepted_recipient_hears_its_own_reply() -> None:
    async with door(Acceptor()) as server, client(server) as found:
        envelope = await address(found, "one@desk", "nobody@desk", "full@desk", "forgotten@desk")
        answers = await found.send(MAIL, 3)
        in_step = await found.is_in_step()

    assert [answer[:9] for answer in envelope] == ["250 2.1.0", "250 2.1.5", "550 5.1.1", "250 2.1.5", "250 2.1.5"]
    assert answers == ["250 2.0.0 Kept", "452 4.2.2 Mailbox full", "451 4.3.0 Temporary failure, try again later"]
    assert in_step


@pytest.mark.parametrize("failure", [Temporary(), ZeroDivisionError("secret"), OSError("secret")])
async def test_a_failure_is_temporary_for_every_recipient(failure: Exception) -> None:
    async with door(Acceptor(failure=failure)) as server, client(server) as found:
        await address(found, "one@desk", "two@desk", "three@desk")
        answers = await found.send(MAIL, 3)
        in_step = await found.is_in_step()

    assert answers == ["451 4.3.0 Temporary failure, try again later"] * 3
    assert in_step


async def test_a_mail_that_is_too_large_is_refused_once_for_every_recipient() -> None:
    acceptor = Acceptor()
    async with door(acceptor, size_limit_bytes=1000) as server, client(server) as found:
        await address(found, "one@desk", "two@desk")
        many_lines = await found.send(b"x\r\n" * 1000, 2)
        await address(found, "one@desk", "two@desk", "three@desk")
        one_line = await found.send(b"x" * 300_000 + b"\r\n", 3)
        in_step = await found.is_in_step()

    assert [answer[:9] for answer in many_lines + one_line] == ["552 5.3.4"] * 5
    assert in_step
    assert acceptor.kept == []


async def test_a_size_announced_too_large_is_refused_before_it_is_sent() -> None:
    async with door(Acceptor(), size_limit_bytes=1000) as server, client(server) as found:
        refused = await found.say("MAIL FROM:<a@example.com> SIZE=1001")
        taken = await found.say("MAIL FROM:<a@example.com> SIZE=1000 BODY=8BITMIME SMTPUTF8")

    assert [refused[:9], taken[:9]] == ["552 5.3.4", "250 2.1.0"]


async def test_the_recipient_over_the_limit_is_to_be_sent_later() -> None:
    async with door(Acceptor(), max_recipients=2) as server, client(server) as found:
        answers = await address(found, "one@desk", "two@desk", "three@desk")
        replies = await found.send(MAIL, 2)

    assert answers[3][:9] == "452 4.5.3"
    assert [reply[:3] for reply in replies] == ["250", "250"]


async def test_a_recipient_that_cannot_be_checked_is_to_be_sent_later() -> None:
    async with door(Acceptor()) as server, client(server) as found:
        answers = await address(found, "later@desk", "broken@desk")

    assert [answer[:9] for answer in answers[1:]] == ["451 4.3.0", "451 4.3.0"]


@pytest.mark.parametrize("ending", [b"\n.\n", b"\n.\r\n", b"\r.\r\n", b"\r\n.\n", b"\r\n.\r", b"\n.\r"])
async def test_only_a_dot_between_two_proper_line_ends_ends_a_mail(ending: bytes) -> None:
    acceptor = Acceptor()
    body = b"Subject: x\r\n\r\nfirst" + ending + b"MAIL FROM:<evil@example.com>\r\n"
    async with door(acceptor) as server, client(server) as found:
        await address(found, "one@desk")
        answers = await found.send(body, 1)
        in_step = await found.is_in_step()

    assert answers == ["250 2.0.0 Kept"]
    assert in_step
    assert [raw.replace(b"\r\n.", b"\r\n") for raw, _ in acceptor.kept] == [body.replace(b"\r\n.", b"\r\n")]


async def test_bytes_arrive_as_they_were_sent_whatever_the_length_of_lines() -> None:
    acceptor = Acceptor()
    body = b"Subject: \x1b$BDs\r\n\r\n..dots\r\n" + bytes(range(256)).replace(b"\r", b"") * 2000 + b"\r\n" + b"\r\r\n"
    async with door(acceptor) as server, client(server) as found:
        await address(found, "one@desk")
        await found.send(body, 1)

    assert acceptor.kept[0][0] == body.replace(b"\r\n..", b"\r\n.")


async def test_a_line_end_that_falls_between_two_pieces_is_still_one() -> None:
    acceptor = Acceptor()
    async with door(acceptor) as server, client(server) as found:
        for length in range(65_533, 65_539):
            await address(found, "one@desk")
            await found.send(b"x" * length + b"\r\n", 1)

    assert [len(raw) for raw, _ in acceptor.kept] == [length + 2 for length in range(65_533, 65_539)]


async def test_the_null_sender_and_strange_japanese_addresses_are_taken() -> None:
    acceptor = Acceptor()
    async with door(acceptor) as server, client(server) as found:
        for sender in ("<>", "<a..b.@docomo.ne.jp>", "<提案@example.jp>", '<"a b"@example.jp>'):
            await address(found, "one@desk", sender=sender)
            await found.send(MAIL, 1)

    senders = [envelope.mail_from for _, envelope in acceptor.kept]
    assert senders == ["", "a..b.@docomo.ne.jp", "提案@example.jp", '"a b"@example.jp']
    assert acceptor.kept[0][1].peer == "127.0.0.1"


async def test_a_sender_in_no_known_charset_is_malformed() -> None:
    async with door(Acceptor()) as server, client(server) as found:
        answer = await found.say(b"MAIL FROM:<\x92\xf1@example.jp>")

    assert answer[:3] == "553"


async def test_everything_a_client_pipelines_is_answered_in_order() -> None:
    async with door(Acceptor()) as server, client(server) as found:
        found.writer.write(
            b"MAIL FROM:<a@b>\r\nRCPT TO:<one@desk>\r\nRCPT TO:<nobody@desk>\r\nRCPT TO:<two@desk>\r\nDATA\r\n"
        )
        envelope = [(await found.reply())[:3] for _ in range(5)]
        found.writer.write(MAIL + b".\r\nQUIT\r\n")
        rest = [(await found.reply())[:3] for _ in range(3)]

    assert envelope == ["250", "250", "550", "250", "354"]
    assert rest == ["250", "250", "221"]


async def test_data_without_a_recipient_gets_one_reply() -> None:
    async with door(Acceptor()) as server, client(server) as found:
        await address(found, "nobody@desk")
        answer = await found.say("DATA")

    assert answer[:3] == "503"


async def test_a_draining_door_takes_no_new_session_and_no_new_mail() -> None:
    async with door(Acceptor()) as server, client(server) as idle:
        server.draining()
        to_the_idle_one = await idle.reply()
        async with client(server, greet=False) as late:
            to_the_late_one = await late.reply()

    assert [to_the_idle_one[:9], to_the_late_one[:9]] == ["421 4.3.2", "421 4.3.2"]


async def test_a_mail_under_way_is_finished_while_the_door_drains() -> None:
    acceptor = Acceptor(wait_for=asyncio.Event())
    async with door(acceptor) as server, client(server) as found:
        await address(found, "one@desk", "two@desk")
        assert (await found.say("DATA"))[:3] == "354"
        found.writer.write(MAIL + b".\r\n")
        await asyncio.sleep(0)
        server.draining()
        acceptor.wait_for.set()  # type: ignore[union-attr]  # It was given above.
        answers = [(await found.reply())[:3] for _ in range(3)]

    assert answers == ["250", "250", "421"]


async def test_sessions_over_the_limit_are_asked_to_come_back() -> None:
    async with door(Acceptor(), max_sessions=1) as server, client(server), client(server, greet=False) as second:
        answer = await second.reply()

    assert answer[:9] == "421 4.7.0"


async def test_the_standard_library_s_client_delivers_a_mail() -> None:
    acceptor = Acceptor()

    def deliver(port: int) -> tuple[dict[str, tuple[int, bytes]], dict[str, str]]:
        with smtplib.LMTP("127.0.0.1", port) as lmtp:
            lmtp.ehlo()
            # This client reads one reply after DATA, so it may have one accepted recipient only.
            return lmtp.sendmail("a@example.com", ["one@desk", "nobody@desk"], MAIL), dict(lmtp.esmtp_features)

    async with door(acceptor, size_limit_bytes=5000) as server:
        refused, features = await asyncio.to_thread(deliver, server.port)

    assert {who: code for who, (code, _) in refused.items()} == {"nobody@desk": 550}
    assert (features["size"], sorted(features)) == (
        "5000", ["8bitmime", "enhancedstatuscodes", "pipelining", "size", "smtputf8"]
    )  # fmt: skip
    assert acceptor.kept[0][0] == MAIL
