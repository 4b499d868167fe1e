"""The path of a mail from the door to a proposal."""

from sqlalchemy import select, text

from services.intake.domain.mail.parse import parse_mail
from services.intake.domain.mail.values import ParsedMail
from services.intake.handlers.mail_door import MailAtTheDoor, accept_mail
from services.intake.mailbox.reading import MailReading
from services.intake.storage.tables import raw_message
from services.intake.storage.work import Work
from shared.database.transactions import Transactions
from shared.scheme.model import DeskScheme
from tests.intake.conftest import DESK, NOW
from tests.intake.mails import a_mail


class ReaderHere:
    """Reads in this process."""

    async def read(self, content: bytes, *, return_path: str | None) -> ParsedMail:
        return parse_mail(content, return_path=return_path)


def reading(transactions: Transactions[Work], scheme: DeskScheme) -> MailReading:
    return MailReading(transactions, ReaderHere(), {scheme.desk_id: scheme}, lambda: NOW, at_once=2)


async def deliver(transactions: Transactions[Work], scheme: DeskScheme, content: bytes) -> None:
    async with transactions.begin() as work:
        mail = MailAtTheDoor(recipient=DESK, mail_from="hanako@kigyo.example.jp", rcpt_to=(DESK,), content=content)
        await accept_mail(mail, scheme, work, now=NOW)


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
