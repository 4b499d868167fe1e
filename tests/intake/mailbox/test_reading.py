"""The path of a mail from the door to a proposal."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

import pytest
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.intake.domain.mail.parse import parse_mail
from services.intake.domain.mail.values import ParsedMail, Unreadable
from services.intake.handlers.mail_door import MailAtTheDoor, accept_mails
from services.intake.mailbox.reading import MailReading
from services.intake.ports import ReaderGaveUp, UnreadMail
from services.intake.storage.tables import metadata, raw_message
from services.intake.storage.work import Work
from shared.database.transactions import Transactions
from shared.scheme.model import DeskScheme
from shared.workers.pool import WorkersClosed
from tests.intake.conftest import DESK, LINK_SECRET, NOW
from tests.intake.mails import a_mail
from tests.statements import noting_statements


class ReaderHere:
    """Reads in this process; a mail may ask for what goes wrong in real life."""

    async def read(self, mails: Sequence[UnreadMail]) -> list[ParsedMail | Unreadable]:
        if any(b"X-Too-Slow" in mail.content for mail in mails):
            raise ReaderGaveUp
        if any(b"X-Stopping" in mail.content for mail in mails):
            raise WorkersClosed
        return [read_here(mail) for mail in mails]


def read_here(mail: UnreadMail) -> ParsedMail | Unreadable:
    """Read a mail, or fail as it asks for."""
    if b"X-Unreadable" in mail.content:
        return Unreadable()
    read = parse_mail(mail.content, return_path=mail.return_path)
    if b"X-Unwritable" not in mail.content:
        return read
    # No column can hold it: a bug of the reading that only shows when the mail is settled.
    return replace(read, attachments=tuple(replace(one, media_type="a\x00b") for one in read.attachments))


def reading(transactions: Transactions[Work], scheme: DeskScheme) -> MailReading:
    return MailReading(
        transactions, ReaderHere(), {scheme.desk_id: scheme}, lambda: NOW, at_once=2, link_secret=LINK_SECRET
    )


async def deliver(transactions: Transactions[Work], scheme: DeskScheme, content: bytes) -> None:
    async with transactions.begin() as work:
        mail = MailAtTheDoor(recipient=DESK, mail_from="hanako@kigyo.example.jp", rcpt_to=(DESK,), content=content)
        await accept_mails([(mail, scheme)], work, now=NOW)


async def outcomes(transactions: Transactions[Work]) -> list[str]:
    async with transactions.begin() as work:
        rows = await work.connection.execute(select(raw_message.c.outcome).order_by(raw_message.c.raw_id))
        return list(rows.scalars())


async def facts(transactions: Transactions[Work]) -> list[tuple[str, dict[str, object]]]:
    async with transactions.begin() as work:
        rows = await work.connection.execute(text("SELECT type, data FROM intake.event_log ORDER BY seq"))
        return [(row.type, row.data) for row in rows]


async def test_a_mail_becomes_a_proposal_with_a_receipt_number(
    worker_transactions: Transactions[Work], scheme: DeskScheme
) -> None:
    await deliver(worker_transactions, scheme, a_mail())

    await reading(worker_transactions, scheme).read_once()

    assert await outcomes(worker_transactions) == ["case"]
    told = await facts(worker_transactions)
    assert [type_ for type_, _ in told] == ["mail.received.v1", "proposal.received.v1"]
    assert (told[1][1]["receipt"], told[1][1]["answerable"]) == ("R8-0001", True)


async def test_the_same_mail_twice_is_one_proposal(worker_transactions: Transactions[Work], scheme: DeskScheme) -> None:
    await deliver(worker_transactions, scheme, a_mail())
    await deliver(worker_transactions, scheme, b"Received: from another server\n" + a_mail())

    await reading(worker_transactions, scheme).read_once()

    assert sorted(await outcomes(worker_transactions)) == ["case", "duplicate"]


async def test_another_mail_under_a_guessed_message_id_is_a_proposal_of_its_own(
    worker_transactions: Transactions[Work], scheme: DeskScheme
) -> None:
    await deliver(worker_transactions, scheme, a_mail(text="先に届いた別の内容\n"))
    await deliver(worker_transactions, scheme, a_mail())

    await reading(worker_transactions, scheme).read_once()

    assert await outcomes(worker_transactions) == ["case", "case"]


async def test_a_machine_is_neither_a_proposal_nor_answered(
    worker_transactions: Transactions[Work], scheme: DeskScheme
) -> None:
    await deliver(worker_transactions, scheme, a_mail(subject="不在通知", Auto_Submitted="auto-replied"))

    await reading(worker_transactions, scheme).read_once()

    assert await outcomes(worker_transactions) == ["machine"]
    assert [type_ for type_, _ in await facts(worker_transactions)] == ["mail.received.v1"]


@pytest.mark.parametrize(("header", "reason"), [("X-Unreadable", "unreadable"), ("X-Too-Slow", "worker_gave_up")])
async def test_what_cannot_be_read_is_held_and_somebody_is_told(
    worker_transactions: Transactions[Work], scheme: DeskScheme, header: str, reason: str
) -> None:
    await deliver(worker_transactions, scheme, header.encode() + b": 1\n" + a_mail())

    await reading(worker_transactions, scheme).read_once()

    assert await outcomes(worker_transactions) == ["held"]
    assert (await facts(worker_transactions))[1:] == [("mail.held.v1", {"reason": reason, "answerable": False})]


@pytest.mark.parametrize(
    ("subject", "answers"),
    [
        ("Re: 受付のお知らせ", "<x@renkei.miono.example.jp>"),
        ("Re: 【受付番号 Ｒ８－０００１】追加の資料", "<y@kigyo.example.jp>"),
    ],
)
async def test_what_looks_like_a_reply_waits_for_a_person_and_takes_no_number(
    worker_transactions: Transactions[Work], scheme: DeskScheme, subject: str, answers: str
) -> None:
    await deliver(worker_transactions, scheme, a_mail())
    await reading(worker_transactions, scheme).read_once()
    await deliver(worker_transactions, scheme, a_mail(subject, message_id="<2@kigyo.example.jp>", In_Reply_To=answers))

    await reading(worker_transactions, scheme).read_once()

    assert await outcomes(worker_transactions) == ["case", "held"]
    assert (await facts(worker_transactions))[-1] == ("mail.held.v1", {"reason": "reply", "answerable": False})


async def test_a_number_that_was_never_given_makes_no_reply(
    worker_transactions: Transactions[Work], scheme: DeskScheme
) -> None:
    await deliver(worker_transactions, scheme, a_mail("R8-0099 型センサーを使った提案"))

    await reading(worker_transactions, scheme).read_once()

    assert await outcomes(worker_transactions) == ["case"]


async def test_a_mail_whose_reading_was_stopped_is_read_by_the_next_process(
    worker_transactions: Transactions[Work], scheme: DeskScheme
) -> None:
    await deliver(worker_transactions, scheme, a_mail(X_Stopping="1"))

    with pytest.raises(WorkersClosed):
        await reading(worker_transactions, scheme).read_once()

    async with worker_transactions.begin() as work:
        (raw,) = await work.raw_messages.claim(5, [scheme.desk_id])
    assert raw.attempt == 1


async def test_a_mail_another_process_is_reading_is_left_to_it(
    worker_transactions: Transactions[Work], scheme: DeskScheme
) -> None:
    await deliver(worker_transactions, scheme, a_mail())
    async with worker_transactions.begin() as work:
        await work.raw_messages.claim(1, [scheme.desk_id])

    done = await reading(worker_transactions, scheme).read_once()

    assert done == 0


async def test_a_mail_that_killed_its_reader_again_and_again_is_held(
    worker_transactions: Transactions[Work], scheme: DeskScheme
) -> None:
    await deliver(worker_transactions, scheme, a_mail())
    async with worker_transactions.begin() as work:
        await work.connection.execute(text("UPDATE intake.raw_message SET parse_attempts = 5"))

    await reading(worker_transactions, scheme).read_once()

    assert await outcomes(worker_transactions) == ["held"]


async def test_numbers_run_on_and_begin_anew_with_the_fiscal_year(
    worker_transactions: Transactions[Work], scheme: DeskScheme
) -> None:
    for number in range(3):
        await deliver(worker_transactions, scheme, a_mail(text=f"{number}件目\n"))
    async with worker_transactions.begin() as work:
        # The last second of the fiscal year in Tokyo, and the one after it.
        for last, at in ((0, "2027-03-31 14:59:59+00"), (1, "2027-03-31 15:00:00+00")):
            await work.connection.execute(
                text(
                    "UPDATE intake.raw_message SET received_at = cast(:at AS text)::timestamptz WHERE raw_id ="
                    " (SELECT raw_id FROM intake.raw_message ORDER BY raw_id OFFSET :skip LIMIT 1)"
                ),
                {"at": at, "skip": 1 + last},
            )

    for _ in range(2):
        await reading(worker_transactions, scheme).read_once()

    told = [fact["receipt"] for type_, fact in await facts(worker_transactions) if type_ == "proposal.received.v1"]
    assert told == ["R8-0001", "R8-0002", "R9-0001"]


async def test_no_fact_and_no_row_says_what_the_mail_says(
    worker_transactions: Transactions[Work], scheme: DeskScheme, admin: AsyncEngine
) -> None:
    await deliver(worker_transactions, scheme, a_mail(files=(("秘密の図面.bin", b"secret-drawing"),)))
    await reading(worker_transactions, scheme).read_once()

    async with admin.connect() as connection:
        rows = [str(row) for table in metadata.sorted_tables for row in await connection.execute(table.select())]

    everything = "\n".join(rows)
    words = ("移動販売", "買い物", "佐藤", "hanako", "秘密の図面", "secret-drawing")
    assert [word for word in words if word in everything] == []


async def test_a_mail_that_takes_too_much_costs_its_neighbours_nothing(
    worker_transactions: Transactions[Work], scheme: DeskScheme
) -> None:
    for content in (a_mail(text="一\n"), b"X-Too-Slow: 1\n" + a_mail(), a_mail(text="二\n")):
        await deliver(worker_transactions, scheme, content)

    await reading(worker_transactions, scheme).read_once()

    assert await outcomes(worker_transactions) == ["case", "held", "case"]


async def test_a_mail_that_cannot_be_settled_is_held_and_takes_no_number_from_its_neighbours(
    worker_transactions: Transactions[Work], scheme: DeskScheme
) -> None:
    for content in (
        a_mail(text="一\n"),
        b"X-Unwritable: 1\n" + a_mail(files=(("図面.bin", b"x"),)),
        a_mail(text="二\n"),
    ):
        await deliver(worker_transactions, scheme, content)

    await reading(worker_transactions, scheme).read_once()

    assert await outcomes(worker_transactions) == ["case", "held", "case"]
    told = [fact["receipt"] for type_, fact in await facts(worker_transactions) if type_ == "proposal.received.v1"]
    assert told == ["R8-0001", "R8-0002"]


async def test_two_readers_at_the_same_time_give_each_mail_one_number(
    worker_transactions: Transactions[Work], scheme: DeskScheme
) -> None:
    for number in range(40):
        await deliver(worker_transactions, scheme, a_mail(text=f"{number}件目\n"))

    done = [
        *await asyncio.gather(*(reading(worker_transactions, scheme).read_once() for _ in range(2))),
        *await asyncio.gather(*(reading(worker_transactions, scheme).read_once() for _ in range(2))),
    ]

    assert sum(done) == 40
    told = [fact["receipt"] for type_, fact in await facts(worker_transactions) if type_ == "proposal.received.v1"]
    assert sorted(map(str, told)) == [f"R8-{number:04}" for number in range(1, 41)]


async def test_three_mails_ask_the_database_no_more_than_one(
    worker_transactions: Transactions[Work], scheme: DeskScheme
) -> None:
    asked = []
    for count in (1, 3):
        for number in range(count):
            await deliver(worker_transactions, scheme, a_mail(text=f"{count}回目の{number}件目\n"))
        with noting_statements(worker_transactions.engine) as said:
            await reading(worker_transactions, scheme).read_once()
        asked.append(said)

    assert asked[1] == asked[0]


async def test_no_more_is_claimed_than_fits_into_one_hand_but_always_one(
    worker_transactions: Transactions[Work], scheme: DeskScheme
) -> None:
    for number in range(3):
        await deliver(worker_transactions, scheme, a_mail(text=f"{number}件目\n"))

    async with worker_transactions.begin() as work:
        claimed = [len(await work.raw_messages.claim(5, [scheme.desk_id], max_bytes=limit)) for limit in (1, 10**6)]

    assert claimed == [1, 2]


async def test_a_mail_that_is_still_being_read_is_not_taken_up_by_another(
    worker_transactions: Transactions[Work], scheme: DeskScheme
) -> None:
    await deliver(worker_transactions, scheme, a_mail())
    async with worker_transactions.begin() as work:
        (raw,) = await work.raw_messages.claim(1, [scheme.desk_id])
        await work.connection.execute(text("UPDATE intake.raw_message SET leased_until = now() - interval '1 s'"))
        await work.raw_messages.renew({raw.raw_id: raw.attempt})

    assert await reading(worker_transactions, scheme).read_once() == 0


async def test_a_mail_whose_content_is_gone_is_held(
    worker_transactions: Transactions[Work], scheme: DeskScheme, admin: AsyncEngine
) -> None:
    await deliver(worker_transactions, scheme, a_mail())
    async with admin.begin() as connection:
        await connection.execute(text("UPDATE intake.keeper SET wrapped_key = NULL"))

    await reading(worker_transactions, scheme).read_once()

    assert await outcomes(worker_transactions) == ["held"]
