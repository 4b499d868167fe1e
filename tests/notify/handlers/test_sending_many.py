"""Several mails on their way at once: each ends by itself, the brake counts them all, nothing is sent twice."""

import asyncio
from contextlib import suppress

from services.notify.domain.mail import Brake
from services.notify.domain.pace import Pace
from services.notify.handlers.sending import PACE, Bell, Mailer
from services.notify.ports import Accepted, Answer, Letter, MailServer
from services.notify.storage.work import Work, work_on
from services.notify.wiring import office_of
from shared.database.transactions import Transactions
from shared.documents.contents import ContactContent
from shared.settings import ServiceSettings
from tests.notify.conftest import Hand, House, Post
from tests.statements import noting_statements
from tests.waiting import until, until_ended


class WaitsFor(Hand):
    """A mail server that keeps one recipient waiting until it is told to answer."""

    def __init__(self, recipient: str) -> None:
        self.recipient = recipient
        self.may_answer = asyncio.Event()
        self.asked: list[str] = []

    async def hand_over(self, letter: Letter) -> Answer:
        self.asked.append(letter.recipient)
        if letter.recipient == self.recipient:
            await self.may_answer.wait()
        return Accepted(code=250)


async def arrange(house: House, count: int, *, address: str = "a{}@example.jp", first: int = 0) -> None:
    for number in range(first, first + count):
        await house.acknowledged(ContactContent(email=address.format(number)), receipt=f"R8-000{number}")


async def states(house: House) -> list[tuple[str, str | None, int]]:
    rows = await house.rows("SELECT state, reason, attempt FROM notify.mail_send ORDER BY send_id")
    return [(row["state"], row["reason"], row["attempt"]) for row in rows]


def mailer(
    house: House,
    server: MailServer,
    *,
    at_once: int = 4,
    bell: Bell | None = None,
    pace: Pace = PACE,
    patience_seconds: float = 60.0,
    transactions: Transactions[Work] | None = None,
) -> Mailer:
    """Return a mailer that looks by itself once a minute only."""
    brake = Brake(per_address_and_day=10, per_hour=300)
    office = office_of(ServiceSettings("notify").installation, house.schemes, brake=brake)
    return Mailer(
        transactions or house.transactions,
        server,
        office,
        at_once=at_once,
        bell=bell,
        pace=pace,
        patience_seconds=patience_seconds,
        quiet_seconds=(60.0,),
    )


async def test_mails_claimed_together_are_each_sent_recorded_told_and_kept(house: House, post: Post) -> None:
    await arrange(house, 3)

    due = await house.mailer(post.server).send_due(5)

    assert (due, len(post.mails())) == (3, 3)
    assert await states(house) == [("sent", None, 1)] * 3
    assert await house.rows("SELECT type FROM notify.event_log") == [{"type": "mail.sent.v1"}] * 3
    kept = await house.rows(
        "SELECT 1 FROM notify.mail_send m JOIN notify.document d ON d.document_id = m.document_id"
        " AND d.keeper_id = m.proposal_id"
    )
    assert len(kept) == 3


async def test_the_limit_of_an_address_holds_for_mails_claimed_together(house: House, post: Post) -> None:
    await arrange(house, 3, address="same@example.jp")

    await house.mailer(post.server, brake=Brake(per_address_and_day=2, per_hour=300)).send_due(3)

    assert await states(house) == [("sent", None, 1), ("sent", None, 1), ("deferred", "address_limit", 0)]
    assert len(post.mails()) == 2


async def test_the_limit_of_the_hour_holds_for_mails_claimed_together_and_the_rest_wait_unopened(
    house: House, post: Post
) -> None:
    await arrange(house, 4)
    mailer = house.mailer(post.server, brake=Brake(per_address_and_day=9, per_hour=2))

    counts = [await mailer.send_due(4) for _ in range(3)]

    assert counts == [2, 2, 0]
    assert await states(house) == [("sent", None, 1)] * 2 + [("deferred", "hour_limit", 0)] * 2


async def test_a_mail_whose_contact_is_destroyed_is_given_up_alone(house: House, post: Post) -> None:
    await arrange(house, 3)
    await house.change(
        "UPDATE intake.keeper SET wrapped_key = NULL, destroyed_at = now() WHERE keeper_id ="
        " (SELECT proposal_id FROM notify.mail_send WHERE receipt = 'R8-0001')"
    )

    await house.mailer(post.server).send_due(3)

    assert await states(house) == [("sent", None, 1), ("failed", "content_gone", 1), ("sent", None, 1)]


async def test_a_contact_under_a_wrong_key_is_given_up_alone(house: House, post: Post) -> None:
    await arrange(house, 3)
    await house.change(
        "UPDATE intake.keeper SET wrapped_key = '\\x00' || substring(wrapped_key from 2) WHERE keeper_id ="
        " (SELECT proposal_id FROM notify.mail_send WHERE receipt = 'R8-0001')"
    )

    await house.mailer(post.server).send_due(3)

    assert await states(house) == [("sent", None, 1), ("failed", "content_gone", 1), ("sent", None, 1)]


async def test_a_slow_server_keeps_one_mail_waiting_and_no_other(house: House) -> None:
    await arrange(house, 4)
    server = WaitsFor("a0@example.jp")
    running = asyncio.create_task(mailer(house, server, at_once=2).run())

    async def three_sent() -> bool:
        return [state for state, _, _ in await states(house)] == ["sending", "sent", "sent", "sent"]

    await until(three_sent)
    running.cancel()
    server.may_answer.set()
    with suppress(asyncio.CancelledError):
        await running

    assert await states(house) == [("sent", None, 1)] * 4
    assert sorted(server.asked) == [f"a{number}@example.jp" for number in range(4)]


async def test_a_committed_mail_wakes_the_mailer(house: House) -> None:
    bell, server = Bell(), WaitsFor("nobody")
    telling = Transactions(
        house.transactions.engine,
        lambda connection: work_on(connection, house.keyring, mail_recorded=bell.recorded),
        after_commit=bell.committed,
    )
    received = house.received(await house.proposal())
    with noting_statements(house.transactions.engine) as asked:
        running = asyncio.create_task(mailer(house, server, bell=bell).run())
        await until(lambda: [statement for statement in asked if "SKIP LOCKED" in statement])

    async with telling.begin() as work:
        await house.proposer_mail.handle([received], work)
    await until(lambda: server.asked)
    await until_ended(running)

    assert server.asked == ["tanaka@example.co.jp"]


def test_the_bell_rings_only_for_a_commit_that_recorded_a_mail() -> None:
    bell = Bell()

    bell.committed()
    silent = bell.rung.is_set()
    bell.recorded()
    bell.committed()

    assert (silent, bell.rung.is_set()) == (False, True)


async def both_sent(house: House) -> bool:
    return [state for state, _, _ in await states(house)].count("sent") == 2


async def test_after_a_burst_mails_leave_at_the_pace_and_nobody_asks_the_database_meanwhile(house: House) -> None:
    await arrange(house, 5)
    server = WaitsFor("nobody")

    with noting_statements(house.transactions.engine) as asked:
        running = asyncio.create_task(mailer(house, server, pace=Pace(per_second=0.001, burst=2)).run())
        await until(lambda: both_sent(house))
        claims = len([statement for statement in asked if "SKIP LOCKED" in statement])
        await until_ended(running)

    assert (claims, server.asked) == (1, ["a0@example.jp", "a1@example.jp"])
    assert await states(house) == [("sent", None, 1)] * 2 + [("created", None, 0)] * 3


async def test_what_waits_for_the_pace_leaves_with_the_next_round(house: House) -> None:
    await arrange(house, 5)
    server = WaitsFor("nobody")
    running = asyncio.create_task(mailer(house, server, pace=Pace(per_second=20, burst=2)).run())

    async def all_sent() -> bool:
        return await states(house) == [("sent", None, 1)] * 5

    await until(all_sent)
    await until_ended(running)

    assert sorted(server.asked) == [f"a{number}@example.jp" for number in range(5)]


async def test_who_stops_puts_back_what_was_not_begun_and_it_is_due_at_once(house: House) -> None:
    await arrange(house, 3)
    server = WaitsFor("a0@example.jp")
    running = asyncio.create_task(mailer(house, server, at_once=1).run())
    await until(lambda: server.asked)

    running.cancel()
    for _ in range(5):
        await asyncio.sleep(0)  # until it has begun to stop
    server.may_answer.set()
    with suppress(asyncio.CancelledError):
        await running
    stopped = await states(house)
    due = await mailer(house, server).send_due(5)

    assert stopped == [("sent", None, 1)] + [("deferred", None, 0)] * 2
    assert (due, sorted(server.asked)) == (2, [f"a{number}@example.jp" for number in range(3)])


async def test_a_letter_that_found_no_free_hand_for_too_long_is_put_back_before_others_take_it_over(
    house: House,
) -> None:
    await arrange(house, 2)
    server = WaitsFor("nobody")

    await mailer(house, server, patience_seconds=-1.0).send_due(2)

    assert await states(house) == [("deferred", "server_away", 0)] * 2
    assert server.asked == []


async def test_a_round_is_claimed_and_written_with_as_many_statements_as_one_mail(house: House) -> None:
    asked_for = []
    for first, count in ((0, 1), (1, 8)):
        await arrange(house, count, first=first)
        with noting_statements(house.transactions.engine) as asked:
            await mailer(house, WaitsFor("nobody"), at_once=1).send_due(count)
        asked_for.append(len([statement for statement in asked if statement.startswith(("SELECT", "WITH due"))]))

    assert asked_for[0] == asked_for[1]


async def test_while_more_is_waiting_rounds_are_whole_ones(house: House) -> None:
    await arrange(house, 7)
    server = WaitsFor("nobody")

    with noting_statements(house.transactions.engine) as asked:
        running = asyncio.create_task(mailer(house, server, pace=Pace(per_second=3, burst=3)).run())
        await until(lambda: len(server.asked) >= 6)
        claims = len([statement for statement in asked if "SKIP LOCKED" in statement])
        await until_ended(running)

    assert (claims, len(server.asked)) == (2, 6)
