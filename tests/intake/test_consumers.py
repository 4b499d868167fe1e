"""The proposer's stage follows the facts of routing, in whatever order and however often they come."""

import itertools
from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import text

from services.intake.consumers import NoSuchProposal, progress_reader
from services.intake.handlers.mail_door import MailAtTheDoor, accept_mail
from services.intake.storage.work import Work
from shared.database.transactions import Transactions
from shared.events import (
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
from shared.scheme.model import DeskScheme
from tests.intake.conftest import DESK, NOW
from tests.intake.mailbox.test_reading import reading
from tests.intake.mails import a_mail

CASE = UUID("01900000-0000-7000-8000-000000000001")
OFFER = UUID("01900000-0000-7000-8000-000000000002")
STEPS: tuple[Fact, ...] = (
    CaseOpened(proposal_id=CASE, receipt="R8-0001", direction=Direction.TO_DEPARTMENTS),
    CaseConfirmed(receipt="R8-0001", abstract_id=OFFER),
    OfferMade(offer_id=OFFER, receipt="R8-0001", department="suisan", lead=True, due=date(2026, 12, 1)),
    OfferAccepted(offer_id=OFFER, receipt="R8-0001", department="suisan"),
)


def recorded(version: int) -> Recorded[Fact]:
    """Return the case's fact of this version."""
    return Recorded(
        id=new_id(),
        fact=STEPS[version - 1],
        source="desk://routing",
        desk_id="miono",
        aggregate_id=CASE,
        aggregate_version=version,
        actor="test",
        rule_version="miono.1",
        occurred_at=NOW,
        classification=Classification.LIMITED,
        correlation_id=CASE,
    )


async def hear(transactions: Transactions[Work], *versions: int) -> list[str]:
    """Hear the facts in this order and return the stage after each."""
    stages = []
    for version in versions:
        async with transactions.begin() as work:
            await progress_reader().handle(recorded(version), work)
            stages.append(str(await work.connection.scalar(text("SELECT stage FROM intake.progress"))))
    return stages


@pytest.fixture
async def proposal(worker_transactions: Transactions[Work], scheme: DeskScheme) -> None:
    """The proposal R8-0001."""
    async with worker_transactions.begin() as work:
        mail = MailAtTheDoor(recipient=DESK, mail_from="a@b.example", rcpt_to=(DESK,), content=a_mail())
        await accept_mail(mail, scheme, work, now=NOW)
    await reading(worker_transactions, scheme).read_once()


async def test_the_stage_follows_the_case(worker_transactions: Transactions[Work], proposal: None) -> None:
    stages = await hear(worker_transactions, 1, 2, 3, 4)

    assert stages == ["received", "confirming", "offered", "reviewing"]


async def test_in_any_order_the_page_ends_at_the_same_stage(
    worker_transactions: Transactions[Work], proposal: None
) -> None:
    for order in itertools.permutations((1, 2, 3, 4)):
        async with worker_transactions.begin() as work:
            await work.connection.execute(text("UPDATE intake.progress SET stage = 'received', case_version = 0"))

        stages = await hear(worker_transactions, *order, *order)

        assert stages[-1] == "reviewing"


async def test_a_number_nobody_gave_is_an_error_a_person_sees(worker_transactions: Transactions[Work]) -> None:
    with pytest.raises(NoSuchProposal):
        await hear(worker_transactions, 1)
