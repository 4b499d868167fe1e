"""A desk whose mails a test delivers, pauses and reads at the moments it says."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text

from services.intake.domain.mail.parse import parse_mail
from services.intake.domain.mail.values import ParsedMail, Unreadable
from services.intake.handlers.mail_door import MailAtTheDoor, accept_mails
from services.intake.handlers.pausing import let_in, pause_intake, resume_intake
from services.intake.mailbox.reading import MailReading
from services.intake.ports import UnreadMail
from services.intake.storage.work import Work
from shared.database.transactions import Transactions
from shared.scheme.model import DeskScheme
from tests.intake.conftest import DESK, LINK_SECRET, NOW

OFFICER = UUID(int=7)
HOUR = timedelta(hours=1)
LATER = NOW + HOUR


class ReaderHere:
    async def read(self, mails: Sequence[UnreadMail]) -> list[ParsedMail | Unreadable]:
        return [parse_mail(mail.content, return_path=mail.return_path) for mail in mails]


class Desk:
    """The paths a test takes."""

    def __init__(self, transactions: Transactions[Work], scheme: DeskScheme) -> None:
        self.transactions = transactions
        self.scheme = scheme
        self.schemes: Mapping[str, DeskScheme] = {scheme.desk_id: scheme}

    async def pause(self, until: str = "", *, at: datetime = NOW) -> None:
        async with self.transactions.begin() as work:
            await pause_intake(self.scheme, "", until, work, by=OFFICER, now=at)

    async def resume(self, *, at: datetime) -> None:
        async with self.transactions.begin() as work:
            await resume_intake(self.scheme, work, by=OFFICER, now=at)

    async def let_in(self, *, at: datetime) -> int:
        async with self.transactions.begin() as work:
            return await let_in(self.schemes, work, now=at)

    async def deliver(self, content: bytes, *, at: datetime = NOW) -> UUID:
        """Accept a mail and return its id."""
        mail = MailAtTheDoor(recipient=DESK, mail_from="hanako@kigyo.example.jp", rcpt_to=(DESK,), content=content)
        async with self.transactions.begin() as work:
            (raw_id,) = await accept_mails([(mail, self.scheme)], work, now=at)
        return raw_id

    async def read(self, *, at: datetime = NOW) -> None:
        """Read what waits, one batch."""
        reading = MailReading(
            self.transactions, ReaderHere(), self.schemes, lambda: at, at_once=1, link_secret=LINK_SECRET
        )
        await reading.read_once()

    async def rows(self, query: str) -> list[tuple[Any, ...]]:
        async with self.transactions.begin() as work:
            return [tuple(row) for row in await work.connection.execute(text(query))]

    async def outcomes(self) -> list[tuple[Any, ...]]:
        return await self.rows("SELECT outcome, outcome_detail FROM intake.raw_message ORDER BY received_at, raw_id")

    async def facts(self) -> list[tuple[Any, ...]]:
        return await self.rows("SELECT type, data FROM intake.event_log ORDER BY seq")
