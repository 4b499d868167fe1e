"""A mail that went wrong is a person's to repeat, and one mail's mishap never stops the others."""

import asyncio
from collections.abc import Awaitable, Callable
from uuid import UUID, uuid4

from services.notify.handlers.sending import Mailer
from services.notify.ports import Accepted, Answer, Letter, Unanswered
from shared.documents.contents import ContactContent
from shared.events import MailSent
from tests.notify.conftest import Hand, House, Post, told
from tests.waiting import until, until_ended

CUT_OFF_TOO_OFTEN = (
    "UPDATE notify.mail_send SET state = 'sending', attempt = 4, resends = 3, sending_at = now() - interval '1 hour'"
)


class BreaksOnce(Hand):
    """A mail server whose client has a bug that the first letter meets."""

    def __init__(self) -> None:
        self.recipients: list[str] = []
        self.broken = False

    async def hand_over(self, letter: Letter) -> Answer:
        if not self.broken:
            self.broken = True
            raise ValueError(letter.recipient)
        self.recipients.append(letter.recipient)
        return Accepted(code=250)


class SaysNothing(Hand):
    """A mail server that takes every letter and says nothing."""

    def __init__(self) -> None:
        self.taken = 0

    async def hand_over(self, letter: Letter) -> Answer:
        del letter
        self.taken += 1
        return Unanswered()


async def repeat(house: House, send_id: UUID) -> bool:
    async with house.transactions.begin() as work:
        return await work.mails.try_again(send_id)


async def run_until(mailer: Mailer, condition: Callable[[], Awaitable[bool]]) -> bool:
    """Let the loop run until *condition* holds; return whether it was still running then."""
    running = asyncio.create_task(mailer.run())

    async def is_over() -> bool:
        return running.done() or await condition()

    await until(is_over, seconds=20)
    alive = not running.done()
    await until_ended(running)
    return alive


async def versions(house: House) -> list[tuple[str, int]]:
    rows = await house.rows("SELECT type, aggregate_version FROM notify.event_log ORDER BY seq")
    return [(row["type"], row["aggregate_version"]) for row in rows]


async def test_a_lost_mail_that_a_person_repeats_is_sent_and_told_without_gap_or_clash(
    house: House, post: Post
) -> None:
    await house.acknowledged()
    await house.change(CUT_OFF_TOO_OFTEN)
    mailer = house.mailer(post.server)

    await mailer.settle_lost()
    lost = await house.mail()
    repeated = await repeat(house, lost["send_id"])
    sent = await mailer.send_due()

    row = await house.mail()
    assert (lost["state"], lost["reason"], lost["version"]) == ("unknown", "killed_again", 1)
    assert (repeated, sent, len(post.mails())) == (True, 1, 1)
    assert (row["state"], row["reason"], row["resends"], row["version"]) == ("sent", None, 0, 2)
    assert await versions(house) == [("mail.gave_up.v1", 1), ("mail.sent.v1", 2)]


async def test_a_repeated_mail_has_all_its_chances_again(house: House, post: Post) -> None:
    await house.acknowledged()
    await house.change(CUT_OFF_TOO_OFTEN)
    mailer = house.mailer(post.server)
    await mailer.settle_lost()
    await repeat(house, (await house.mail())["send_id"])
    await house.change("UPDATE notify.mail_send SET state = 'sending', sending_at = now() - interval '1 hour'")

    await mailer.settle_lost()
    due = await mailer.send_due()

    row = await house.mail()
    assert (due, row["state"], row["resends"]) == (1, "sent", 1)


async def test_a_mail_that_is_lost_twice_is_told_twice(house: House, post: Post) -> None:
    await house.acknowledged()
    mailer = house.mailer(post.server)

    for _ in range(2):
        await house.change(CUT_OFF_TOO_OFTEN)
        await mailer.settle_lost()
        await repeat(house, (await house.mail())["send_id"])
    await mailer.send_due()

    assert await versions(house) == [("mail.gave_up.v1", 1), ("mail.gave_up.v1", 2), ("mail.sent.v1", 3)]


async def test_a_bug_in_handing_over_leaves_that_mail_to_a_person_and_the_loop_sends_the_next(house: House) -> None:
    await house.acknowledged(ContactContent(email="a@example.jp"), receipt="R8-0001")
    await house.acknowledged(ContactContent(email="b@example.jp"), receipt="R8-0002")
    server = BreaksOnce()

    async def sent() -> bool:
        return server.recipients != [] and await house.rows("SELECT 1 FROM notify.mail_send WHERE state = 'sent'") != []

    alive = await run_until(house.mailer(server), sent)

    assert alive is True
    assert server.recipients == ["b@example.jp"]
    assert await house.rows("SELECT receipt, state, reason FROM notify.mail_send ORDER BY receipt") == [
        {"receipt": "R8-0001", "state": "unknown", "reason": "unforeseen"},
        {"receipt": "R8-0002", "state": "sent", "reason": None},
    ]
    assert sorted(await versions(house)) == [("mail.gave_up.v1", 1), ("mail.sent.v1", 1)]


async def test_a_bug_in_writing_gives_the_mail_up_for_nothing_has_left(house: House, post: Post) -> None:
    await house.acknowledged()
    await house.change("UPDATE intake.proposal SET created_at = 'infinity'")

    await house.mailer(post.server).send_due()

    row = await house.mail()
    assert (row["state"], row["reason"], post.mails()) == ("failed", "unforeseen", [])
    assert await versions(house) == [("mail.gave_up.v1", 1)]


async def test_a_sent_mail_whose_record_is_refused_stays_a_trouble_and_the_loop_goes_on(
    house: House, post: Post
) -> None:
    await house.acknowledged(ContactContent(email="a@example.jp"), receipt="R8-0001")
    await _claim_the_next_version(house, (await house.mail())["send_id"])
    await house.acknowledged(ContactContent(email="b@example.jp"), receipt="R8-0002")

    async def sent() -> bool:
        return await house.rows("SELECT 1 FROM notify.mail_send WHERE state = 'sent'") != []

    alive = await run_until(house.mailer(post.server), sent)

    assert (alive, len(post.mails())) == (True, 2)
    assert await house.rows("SELECT receipt, state, reason, version FROM notify.mail_send ORDER BY receipt") == [
        {"receipt": "R8-0001", "state": "unknown", "reason": "unforeseen", "version": 0},
        {"receipt": "R8-0002", "state": "sent", "reason": None, "version": 1},
    ]


async def test_a_lost_mail_that_cannot_be_told_holds_up_no_other(house: House, post: Post) -> None:
    await house.acknowledged(ContactContent(email="a@example.jp"), receipt="R8-0001")
    await house.change(CUT_OFF_TOO_OFTEN)
    await _claim_the_next_version(house, (await house.mail())["send_id"])
    await house.acknowledged(ContactContent(email="b@example.jp"), receipt="R8-0002")

    mailer = house.mailer(post.server)

    await mailer.settle_lost()
    await mailer.send_due()

    assert await house.rows("SELECT receipt, state, reason FROM notify.mail_send ORDER BY receipt") == [
        {"receipt": "R8-0001", "state": "unknown", "reason": "killed_again"},
        {"receipt": "R8-0002", "state": "sent", "reason": None},
    ]


async def _claim_the_next_version(house: House, send_id: UUID) -> None:
    """Put a fact into the log that makes the next fact of this mail impossible."""
    async with house.transactions.begin() as work:
        await work.outbox.add(told(MailSent(purpose="acknowledgement"), about=send_id, id_=uuid4()))


async def test_a_server_that_never_says_whether_it_took_a_mail_gets_few_copies_and_then_a_person_finds_out(
    house: House,
) -> None:
    await house.acknowledged()
    server = SaysNothing()
    mailer, seen = house.mailer(server), []

    while await mailer.send_due():
        row = await house.mail()
        seen.append((row["state"], row["reason"], row["resends"]))
        await house.change("UPDATE notify.mail_send SET next_at = now() - interval '1 second'")

    assert seen == [("deferred", "no_answer", resends) for resends in (1, 2, 3)] + [("unknown", "no_answer", 3)]
    assert server.taken == 4
    assert await versions(house) == [("mail.gave_up.v1", 1)]


async def test_a_mail_that_is_refused_after_a_copy_nobody_knows_of_is_not_called_unsent(
    house: House, post: Post
) -> None:
    await house.acknowledged()
    await house.mailer(SaysNothing()).send_due()
    await house.change("UPDATE notify.mail_send SET next_at = now() - interval '1 second'")
    post.sink.data_answer = "554 5.7.1 seen this one"

    await house.mailer(post.server).send_due()

    row = await house.mail()
    assert (row["state"], row["reason"], row["smtp_code"]) == ("unknown", "server_refuses", 554)
