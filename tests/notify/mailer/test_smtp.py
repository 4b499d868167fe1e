"""What a mail server says becomes one of three answers, and its goodbye changes none of them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from services.notify.mailer.smtp import SmtpServer
from services.notify.ports import Accepted, Later, Letter, Refusal, Unanswered
from shared.mail_relay import Relay
from tests.notify.conftest import Post, hand_over

LETTER = Letter(envelope_from="", recipient="a@example.jp", content=b"Subject: x\r\n\r\nbody\r\n")


@asynccontextmanager
async def server(greeting: bytes, answers: dict[bytes, bytes | None]) -> AsyncIterator[SmtpServer]:
    """Speak SMTP by rote; an answer of None closes the connection, a missing one is 250."""

    async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(greeting)
        in_data = False
        while line := await reader.readline():
            if in_data and line != b".\r\n":
                continue
            verb = b"." if in_data else line[:4].upper().strip()
            said = answers.get(verb, b"354 go on\r\n" if verb == b"DATA" else b"250 OK\r\n")
            in_data = verb == b"DATA" and said is not None and said.startswith(b"354")
            if said is None:
                break
            writer.write(said)
        writer.close()

    listening = await asyncio.start_server(speak, "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    async with listening:
        yield SmtpServer(Relay(host="127.0.0.1", port=port, timeout_seconds=2, answer_seconds=0.5))


@asynccontextmanager
async def counting(*, letters_each: int) -> AsyncIterator[tuple[SmtpServer, list[int]]]:
    """Take so many letters over each connection, then hang up; count what each connection brought."""
    taken: list[int] = []

    async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        here = len(taken)
        taken.append(0)
        writer.write(b"220 hello\r\n")
        in_data = False
        while line := await reader.readline():
            if in_data and line != b".\r\n":
                continue
            taken[here] += in_data
            in_data = line == b"DATA\r\n"
            if line.startswith(b"MAIL") and taken[here] == letters_each:
                break
            writer.write(b"354 go on\r\n" if in_data else b"250 OK\r\n")
        writer.close()

    listening = await asyncio.start_server(speak, "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    async with listening:
        yield SmtpServer(Relay(host="127.0.0.1", port=port, timeout_seconds=2)), taken


async def test_a_mail_that_is_taken_over_is_accepted(post: Post) -> None:
    assert await hand_over(post.server, LETTER) == [Accepted(code=250)]


@pytest.mark.parametrize(
    ("verb", "said", "answer"),
    [
        (b"RCPT", b"550 5.1.1 unknown\r\n", Refusal(code=550)),
        (b"RCPT", b"450 4.2.0 greylisted\r\n", Later(code=450)),
        (b"DATA", b"554 5.7.1 no\r\n", Refusal(code=554)),
        (b".", b"552 5.3.4 too large\r\n", Refusal(code=552)),
        (b".", b"451 4.3.0 later\r\n", Later(code=451)),
        (b"MAIL", b"452 4.3.1 full\r\n", Later(code=452)),
        (b"RCPT", None, Later(code=None)),
        (b".", None, Unanswered()),
        (b".", b"nonsense\r\n", Unanswered()),
        (b".", b"", Unanswered()),
        (b"QUIT", None, Accepted(code=250)),
        (b"QUIT", b"421 4.3.2 bye\r\n", Accepted(code=250)),
    ],
)
async def test_each_answer_of_a_server_has_one_meaning(verb: bytes, said: bytes | None, answer: object) -> None:
    async with server(b"220 hello\r\n", {verb: said}) as mail_server:
        assert await hand_over(mail_server, LETTER) == [answer]


@pytest.mark.parametrize("greeting", [b"554 5.7.1 not you\r\n", b"421 4.3.2 closing\r\n"])
async def test_a_server_that_closes_its_door_to_us_does_not_end_the_mail(greeting: bytes) -> None:
    async with server(greeting, {}) as mail_server:
        (answer,) = await hand_over(mail_server, LETTER)

    assert isinstance(answer, Later)


async def test_several_letters_of_a_conversation_share_a_connection() -> None:
    async with counting(letters_each=10) as (mail_server, taken):
        answers = await hand_over(mail_server, LETTER, LETTER, LETTER)

    assert (answers, taken) == ([Accepted(code=250)] * 3, [3])


async def test_a_server_that_has_enough_of_a_connection_gets_each_letter_once_all_the_same() -> None:
    async with counting(letters_each=1) as (mail_server, taken):
        answers = await hand_over(mail_server, LETTER, LETTER, LETTER)

    assert (answers, taken) == ([Accepted(code=250)] * 3, [1, 1, 1])


async def test_a_quarrel_over_one_letter_never_touches_the_next(post: Post) -> None:
    async with post.server.conversation() as conversation:
        post.sink.data_answer = "554 5.7.1 no"
        refused = await conversation.hand_over(LETTER)
        post.sink.data_answer = "250 OK"
        taken = await conversation.hand_over(LETTER)

    assert (refused, taken, len(post.mails())) == (Refusal(code=554), Accepted(code=250), 1)


async def test_a_server_that_never_answers_is_left_after_the_timeout() -> None:
    async with server(b"", {}) as mail_server:
        assert await hand_over(mail_server, LETTER) == [Later(code=None)]


async def test_a_server_may_look_into_a_letter_for_longer_than_it_may_take_to_be_greeted() -> None:
    async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 hello\r\n")
        in_data = False
        while line := await reader.readline():
            if in_data and line != b".\r\n":
                continue
            if in_data:
                await asyncio.sleep(1.2)  # what is tested is that this is no reason to go
            in_data = line == b"DATA\r\n"
            writer.write(b"354 go on\r\n" if in_data else b"250 OK\r\n")
        writer.close()

    async with await asyncio.start_server(speak, "127.0.0.1", 0) as listening:
        port = listening.sockets[0].getsockname()[1]
        slow = SmtpServer(Relay(host="127.0.0.1", port=port, timeout_seconds=1, answer_seconds=20))

        assert await hand_over(slow, LETTER) == [Accepted(code=250)]
