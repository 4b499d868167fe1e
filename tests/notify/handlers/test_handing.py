"""What a process has in its hands it does not lose while it lives, and it never has more there than it has hands."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest

from services.notify.handlers import mishaps
from services.notify.ports import Accepted, Answer, Letter
from services.notify.storage.work import Work
from shared.database.errors import DatabaseAway
from shared.database.transactions import NOBODY, DatabaseActor, Transactions
from tests.notify.conftest import Hand, House
from tests.notify.handlers.test_sending_many import arrange, mailer, states
from tests.waiting import until

LONG_AGO = "UPDATE notify.mail_send SET sending_at = sending_at - interval '1 day' WHERE state = 'sending'"


class Unsteady(Transactions[Work]):
    """Transactions of a database that can be taken away."""

    away = False
    refused = 0

    @asynccontextmanager
    async def begin(self, actor: DatabaseActor = NOBODY) -> AsyncIterator[Work]:
        if self.away:
            self.refused += 1
            raise DatabaseAway
        async with super().begin(actor) as work:
            yield work


class TakesTheDatabaseAway(Hand):
    """A mail server whose first 250 is the last thing that is heard for a while."""

    def __init__(self, database: Unsteady) -> None:
        self.database = database
        self.taken = 0

    async def hand_over(self, letter: Letter) -> Answer:
        del letter
        self.taken += 1
        self.database.away = True
        return Accepted(code=250)


@pytest.fixture
def unsteady(house: House, monkeypatch: pytest.MonkeyPatch) -> Unsteady:
    """The database of *house*, asked again at once when it is away."""
    monkeypatch.setattr(mishaps, "_AWAY_SECONDS", (0.001,))
    return Unsteady(house.transactions.engine, house.transactions.make_work)


async def test_a_mail_the_server_took_is_recorded_however_long_the_database_is_away_and_never_sent_again(
    house: House, unsteady: Unsteady
) -> None:
    await arrange(house, 1)
    server = TakesTheDatabaseAway(unsteady)
    living = mailer(house, server, transactions=unsteady)
    sending = asyncio.create_task(living.send_due())

    await until(lambda: unsteady.refused > 100)
    await house.change(LONG_AGO)
    unsteady.away = False
    await living.settle_lost()
    await sending

    assert await states(house) == [("sent", None, 1)]
    assert (server.taken, await house.rows("SELECT resends FROM notify.mail_send")) == (1, [{"resends": 0}])


async def test_while_answers_cannot_be_recorded_no_more_letters_leave_than_there_are_hands(
    house: House, unsteady: Unsteady
) -> None:
    await arrange(house, 7)
    server = TakesTheDatabaseAway(unsteady)
    sending = asyncio.create_task(mailer(house, server, at_once=2, transactions=unsteady).send_due(7))

    await until(lambda: unsteady.refused > 20)
    left = server.taken
    unsteady.away = False
    server.database = Unsteady(house.transactions.engine, house.transactions.make_work)
    await sending

    assert (left, server.taken) == (2, 7)
    assert await states(house) == [("sent", None, 1)] * 7


async def test_what_another_process_took_over_and_did_not_claim_yet_is_recorded_as_sent(
    house: House, unsteady: Unsteady
) -> None:
    await arrange(house, 1)
    server = TakesTheDatabaseAway(unsteady)
    sending = asyncio.create_task(mailer(house, server, transactions=unsteady).send_due())
    await until(lambda: unsteady.refused)

    await house.change(LONG_AGO)
    await house.mailer(server).settle_lost()
    unsteady.away = False
    await sending

    assert await states(house) == [("sent", None, 1)]
    assert await house.mailer(server).send_due() == 0


class IsCutOff(Hand):
    """A mail server whose client cancels whoever waits for it, the first time."""

    taken = 0

    async def hand_over(self, letter: Letter) -> Answer:
        del letter
        self.taken += 1
        if self.taken == 1:
            raise asyncio.CancelledError
        return Accepted(code=250)


async def test_a_letter_that_is_cut_off_counts_no_longer_as_on_its_way(house: House) -> None:
    await arrange(house, 2)
    server = IsCutOff()
    one = mailer(house, server, at_once=1)

    with suppress(asyncio.CancelledError):
        await one.send_due(2)
    await until(lambda: server.taken == 2)
    await one._hands.finish()

    assert one._writer.on_the_way == 0
    assert one._hands.held == frozenset()
    assert await states(house) == [("sending", None, 1), ("sent", None, 1)]
