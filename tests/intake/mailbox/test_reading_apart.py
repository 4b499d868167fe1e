"""What goes wrong with one message, or one desk, stays with it."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import cast

from sqlalchemy import text

from services.intake.domain.mail.values import ParsedMail, Unreadable
from services.intake.mailbox.housekeeping import name_unknown_desks
from services.intake.mailbox.reading import MailReading
from services.intake.ports import UnreadMail
from services.intake.storage.work import Work
from shared.database.transactions import Transactions
from shared.scheme.model import DeskScheme
from tests.intake.conftest import LINK_SECRET, NOW
from tests.intake.mailbox.test_reading import ReaderHere, deliver, outcomes, reading
from tests.intake.mails import a_mail
from tests.waiting import until, until_ended

# Whatever is done with a mail of this desk, its settling fails.
BROKEN = cast(DeskScheme, None)


class ReaderWithABug(ReaderHere):
    """Reads in this process, but for the mails it does not expect."""

    async def read(self, mails: Sequence[UnreadMail]) -> list[ParsedMail | Unreadable]:
        if any(b"X-Unexpected" in mail.content for mail in mails):
            raise KeyError("unexpected")
        return await super().read(mails)


def knowing(transactions: Transactions[Work], schemes: Mapping[str, DeskScheme]) -> MailReading:
    return MailReading(transactions, ReaderWithABug(), schemes, lambda: NOW, at_once=2, link_secret=LINK_SECRET)


async def rows(transactions: Transactions[Work]) -> list[tuple[str, str, int]]:
    async with transactions.begin() as work:
        found = await work.connection.execute(
            text("SELECT desk_id, outcome, parse_attempts FROM intake.raw_message ORDER BY raw_id")
        )
        return [(row[0], row[1], row[2]) for row in found]


async def let_claims_run_out(transactions: Transactions[Work]) -> None:
    async with transactions.begin() as work:
        await work.connection.execute(text("UPDATE intake.raw_message SET leased_until = now() - interval '1 s'"))


async def test_a_desk_without_a_file_keeps_its_mails_and_the_others_are_read(
    worker_transactions: Transactions[Work], scheme: DeskScheme
) -> None:
    await deliver(worker_transactions, scheme.model_copy(update={"desk_id": "gone"}), a_mail())
    await deliver(worker_transactions, scheme, a_mail())

    await reading(worker_transactions, scheme).read_once()

    assert await rows(worker_transactions) == [("gone", "pending", 0), (scheme.desk_id, "case", 1)]
    assert await name_unknown_desks(worker_transactions, [scheme.desk_id]) == {"gone": 1}
    assert await name_unknown_desks(worker_transactions, [scheme.desk_id, "gone"]) == {}


async def test_a_mail_that_nobody_can_settle_is_put_off_and_its_neighbours_and_the_worker_go_on(
    worker_transactions: Transactions[Work], scheme: DeskScheme
) -> None:
    for desk in (scheme, scheme.model_copy(update={"desk_id": "broken"}), scheme):
        await deliver(worker_transactions, desk, a_mail(message_id=f"<{id(desk)}@kigyo.example.jp>"))
    job = asyncio.create_task(
        knowing(worker_transactions, {scheme.desk_id: scheme, "broken": BROKEN}).run(), name="reading"
    )

    async def the_others_are_settled() -> bool:
        return sorted(await outcomes(worker_transactions)) == ["case", "duplicate", "pending"]

    await until(the_others_are_settled)
    await deliver(worker_transactions, scheme, a_mail(text="そのあとの一通\n"))

    async def the_next_is_read() -> bool:
        return sorted(await outcomes(worker_transactions)) == ["case", "case", "duplicate", "pending"]

    await until(the_next_is_read)
    assert not job.done()
    await until_ended(job)


async def test_a_mail_the_reader_has_a_bug_with_is_tried_again_and_held_at_last(
    worker_transactions: Transactions[Work], scheme: DeskScheme
) -> None:
    await deliver(worker_transactions, scheme, a_mail(X_Unexpected="1"))
    await deliver(worker_transactions, scheme, a_mail())
    seen = []

    for _ in range(6):
        await knowing(worker_transactions, {scheme.desk_id: scheme}).read_once()
        seen.append(await outcomes(worker_transactions))
        await let_claims_run_out(worker_transactions)

    assert seen == [["pending", "case"]] * 5 + [["held", "case"]]


async def test_a_claim_that_ran_out_and_was_taken_by_another_is_not_given_back(
    worker_transactions: Transactions[Work], scheme: DeskScheme
) -> None:
    await deliver(worker_transactions, scheme, a_mail())
    async with worker_transactions.begin() as work:
        (ours,) = await work.raw_messages.claim(1, [scheme.desk_id])
    await let_claims_run_out(worker_transactions)
    async with worker_transactions.begin() as work:
        (theirs,) = await work.raw_messages.claim(1, [scheme.desk_id])

    async with worker_transactions.begin() as work:
        await work.raw_messages.release({ours.raw_id: ours.attempt})
        taken_away = await work.raw_messages.claim(1, [scheme.desk_id])
        await work.raw_messages.release({theirs.raw_id: theirs.attempt})
        given_back = await work.raw_messages.claim(1, [scheme.desk_id])

    assert (taken_away, [one.attempt for one in given_back]) == ([], [2])
