"""The proposer's stage follows the facts of routing, in whatever order and however often they come."""

import asyncio
from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.intake.consumers import NoSuchProposal, progress_reader, show_progress
from services.intake.handlers.mail_door import MailAtTheDoor, accept_mails
from services.intake.storage.tables import messaging
from services.intake.storage.work import Work
from shared.database.transactions import Transactions
from shared.events import FACTS as ALL_FACTS
from shared.events import (
    AccessChanged,
    CaseConfirmed,
    CaseOpened,
    Classification,
    Direction,
    Fact,
    OfferAccepted,
    OfferMade,
    Recorded,
)
from shared.ids import new_id
from shared.messaging.collector import Collector
from shared.messaging.issues import Incoming, Issues
from shared.messaging.wire import to_wire
from shared.scheme.model import DeskScheme
from tests.intake.conftest import DESK, NOW
from tests.intake.mailbox.test_reading import reading
from tests.intake.mails import a_mail
from tests.statements import noting_statements
from tests.waiting import until_ended

CASE = UUID("01900000-0000-7000-8000-000000000001")
OFFER = UUID("01900000-0000-7000-8000-000000000002")
STEPS: tuple[Fact, ...] = (
    CaseOpened(proposal_id=CASE, receipt="R8-0001", direction=Direction.TO_DEPARTMENTS),
    CaseConfirmed(receipt="R8-0001", abstract_id=OFFER),
    OfferMade(offer_id=OFFER, receipt="R8-0001", department="suisan", lead=True, due=date(2026, 12, 1)),
    AccessChanged(offered=("suisan",), taken_up=()),
    OfferAccepted(offer_id=OFFER, receipt="R8-0001", department="suisan"),
)
FACTS: tuple[Recorded[Fact], ...] = tuple(
    Recorded(
        id=new_id(),
        fact=fact,
        source="routing",
        desk_id="miono",
        aggregate_id=CASE,
        aggregate_version=version,
        actor="test",
        rule_version="miono.1",
        occurred_at=NOW,
        classification=Classification.LIMITED,
        correlation_id=CASE,
    )
    for version, fact in enumerate(STEPS, start=1)
)


async def hear(transactions: Transactions[Work], *versions: int) -> list[str]:
    """Let the collector of the reader hear the facts one after the other, and return the stage after each."""
    both = Transactions(transactions.engine, lambda connection: (connection, transactions.make_work(connection)))
    collector = Collector(progress_reader(), messaging, both)
    settling = asyncio.create_task(collector.run())
    stages = []
    for version in versions:
        await collector.take(_message(FACTS[version - 1]))
        await _take_due(both, collector)
        async with transactions.begin() as work:
            stages.append(str(await work.connection.scalar(text("SELECT stage FROM intake.progress"))))
    await until_ended(settling)
    return stages


def _message(fact: Recorded[Fact]) -> Incoming:
    wire = to_wire(fact)
    return Incoming(headers=wire.headers, body=wire.body)


async def _take_due(both: Transactions[tuple[AsyncConnection, Work]], collector: Collector[Work]) -> None:
    async with both.begin() as (connection, _):
        due = await Issues(connection, messaging).claim_due([collector.reader.name], 10)
    await asyncio.gather(*(collector.take_again(one.incoming, alone=one.suspect) for one in due))


@pytest.fixture
async def proposal(worker_transactions: Transactions[Work], scheme: DeskScheme) -> None:
    """The proposal R8-0001."""
    async with worker_transactions.begin() as work:
        mail = MailAtTheDoor(recipient=DESK, mail_from="a@b.example", rcpt_to=(DESK,), content=a_mail())
        await accept_mails([(mail, scheme)], work, now=NOW)
    await reading(worker_transactions, scheme).read_once()


async def test_the_stage_follows_the_case(worker_transactions: Transactions[Work], proposal: None) -> None:
    stages = await hear(worker_transactions, 1, 2, 3, 4, 5)

    assert stages == ["received", "confirming", "offered", "offered", "reviewing"]


async def test_a_stage_waits_for_what_came_before_it(worker_transactions: Transactions[Work], proposal: None) -> None:
    stages = await hear(worker_transactions, 1, 5, 3, 3, 2, 4)

    assert stages == ["received", "received", "received", "received", "offered", "reviewing"]


async def test_many_steps_at_once_need_as_few_statements_as_one(
    worker_transactions: Transactions[Work], proposal: None
) -> None:
    steps = [FACTS[0], FACTS[0], FACTS[0]]
    counts = []
    for number in (1, 3):
        async with worker_transactions.begin() as work:
            with noting_statements(worker_transactions.engine) as count:
                await show_progress(steps[:number], work)
            counts.append(len(count))

    assert counts == [1, 1]


async def test_a_number_nobody_gave_is_an_error_a_person_sees(worker_transactions: Transactions[Work]) -> None:
    async with worker_transactions.begin() as work:
        with pytest.raises(NoSuchProposal):
            await progress_reader().handle(FACTS[:1], work)


def test_the_reader_of_progress_hears_every_fact_of_a_case_for_a_version_it_does_not_hear_would_hold_the_rest() -> None:
    told = {fact.type for fact in ALL_FACTS if fact.aggregate == CaseOpened.aggregate}

    assert set(progress_reader().declaration.types) == told
