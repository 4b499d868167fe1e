"""What mail servers report about our own mails on its way from the door to the fact."""

from collections.abc import Sequence
from uuid import UUID

import pytest
from sqlalchemy import select

from services.intake.handlers.holding_decisions import make_it_a_proposal, read_again
from services.intake.handlers.mail_door import MailAtTheDoor, accept_mails
from services.intake.storage.tables import raw_message
from services.intake.storage.work import Work
from shared.database.transactions import Transactions
from shared.mail_addresses import AddressKind, SecretAddress, secret_address
from shared.scheme.model import DeskScheme
from tests.intake.conftest import DESK, LINK_SECRET, NOW
from tests.intake.domain.mail.test_bounce import FAILED, RETURNED, SEND_ID, report
from tests.intake.mailbox.test_reading import facts, outcomes, reading
from tests.intake.mails import a_mail

_ONLY = select(raw_message.c.raw_id)
RETURN_ADDRESS = secret_address(LINK_SECRET, DESK, SecretAddress(kind=AddressKind.RETURN, about=SEND_ID)) or ""
TOLD = (
    "mail.failure_reported.v1",
    {"send_id": str(SEND_ID), "final": True, "status": "5.1.1", "received_at": NOW.isoformat().replace("+00:00", "Z")},
)


async def deliver(
    transactions: Transactions[Work], scheme: DeskScheme, content: bytes, *, mail_from: str = "", to: str = DESK
) -> None:
    async with transactions.begin() as work:
        mail = MailAtTheDoor(recipient=DESK, mail_from=mail_from, rcpt_to=(to,), content=content)
        await accept_mails([(mail, scheme)], work, now=NOW)


async def after_reading(transactions: Transactions[Work], scheme: DeskScheme) -> Sequence[tuple[str, object]]:
    """Read what waits and return what was told beyond that it came."""
    await reading(transactions, scheme).read_once()
    return [fact for fact in await facts(transactions) if fact[0] != "mail.received.v1"]


@pytest.mark.parametrize(
    ("content", "to"), [(report(FAILED), RETURN_ADDRESS), (report(FAILED, returned=RETURNED), DESK)]
)
async def test_a_bounce_of_our_own_mail_is_told_once_however_often_it_comes(
    worker_transactions: Transactions[Work], scheme: DeskScheme, content: bytes, to: str
) -> None:
    for _ in range(3):
        await deliver(worker_transactions, scheme, content, to=to)

    told = await after_reading(worker_transactions, scheme)

    assert sorted(await outcomes(worker_transactions)) == ["duplicate", "duplicate", "machine"]
    assert told == [TOLD]


async def test_a_bounce_that_is_read_again_is_not_told_again(
    worker_transactions: Transactions[Work], scheme: DeskScheme
) -> None:
    await deliver(worker_transactions, scheme, report(FAILED), to=RETURN_ADDRESS)
    await after_reading(worker_transactions, scheme)
    async with worker_transactions.begin() as work:
        (raw_id,) = await work.connection.scalars(_ONLY)
        await read_again([raw_id], work, by=UUID(int=1), now=NOW)

    told = await after_reading(worker_transactions, scheme)

    assert (await outcomes(worker_transactions), told) == (["machine"], [TOLD])


async def test_a_bounce_of_what_we_never_sent_is_listed_and_nothing_more(
    worker_transactions: Transactions[Work], scheme: DeskScheme
) -> None:
    await deliver(worker_transactions, scheme, report(FAILED))

    told = await after_reading(worker_transactions, scheme)

    assert (await outcomes(worker_transactions), told) == (["machine"], [])


async def test_a_person_who_writes_to_a_return_address_is_held_and_never_answered(
    worker_transactions: Transactions[Work], scheme: DeskScheme
) -> None:
    await deliver(worker_transactions, scheme, a_mail(), mail_from="hanako@kigyo.example.jp", to=RETURN_ADDRESS)
    told = await after_reading(worker_transactions, scheme)
    async with worker_transactions.begin() as work:
        (raw_id,) = await work.connection.scalars(_ONLY)
        await make_it_a_proposal(raw_id, work, by=UUID(int=1), now=NOW)
    proposed = (await after_reading(worker_transactions, scheme))[-1]

    assert told == [("mail.held.v1", {"reason": "return_address", "answerable": False})]
    assert proposed[0] == "proposal.received.v1"
    assert isinstance(proposed[1], dict)
    assert proposed[1]["answerable"] is False


async def test_a_forged_return_address_is_the_desks_own(
    worker_transactions: Transactions[Work], scheme: DeskScheme
) -> None:
    forged = secret_address("a guess", DESK, SecretAddress(kind=AddressKind.RETURN, about=SEND_ID)) or ""
    await deliver(worker_transactions, scheme, report(FAILED), to=forged)
    await deliver(worker_transactions, scheme, a_mail(), mail_from="hanako@kigyo.example.jp", to=forged)

    told = await after_reading(worker_transactions, scheme)

    assert await outcomes(worker_transactions) == ["machine", "case"]
    assert [type_ for type_, _ in told] == ["proposal.received.v1"]


async def test_what_our_server_calls_spam_is_kept_and_takes_no_number(
    worker_transactions: Transactions[Work], scheme: DeskScheme
) -> None:
    await deliver(worker_transactions, scheme, a_mail(X_Spam_Flag="YES"), mail_from="spam@example.net")

    told = await after_reading(worker_transactions, scheme)

    assert (await outcomes(worker_transactions), told) == (["spam"], [])
