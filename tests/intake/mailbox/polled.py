"""A desk with a mailbox on a real Dovecot, for tests of polling."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import text

from services.intake.mailbox.imap import Account
from services.intake.mailbox.imap_polling import MailboxPolling
from services.intake.storage.work import Work
from shared.database.transactions import Transactions
from shared.scheme.mailbox import Mailbox
from shared.scheme.model import DeskScheme
from tests.certificate import HOST
from tests.dovecot import PASSWORD, Dovecot, Postbox
from tests.intake.conftest import NOW
from tests.intake.mails import a_mail

# 処理済み and 大きすぎるメール as an IMAP server names folders on its disk.
PROCESSED, DONE = "処理済み", ".&UeZ0Bm4IMH8-"
TOO_LARGE = ".&WScwTTBZME4wizDhMPww6w-"
LIMIT = 20_000


class Polled:
    """A desk with a mailbox, and what a test looks at."""

    def __init__(self, transactions: Transactions[Work], scheme: DeskScheme, server: Dovecot) -> None:
        self.transactions = transactions
        self.server = server
        self.box: Postbox = server.new_postbox()
        self.mailbox = Mailbox(
            host=HOST, port=server.tls_port, user=self.box.user, processed_folder=PROCESSED, poll_seconds=1_500
        )
        self.scheme = scheme.model_copy(update={"mailbox": self.mailbox})
        self.accepted = 0
        self.when_kept: Callable[[], object] = lambda: None

    def polling(self, *, password: str = PASSWORD, known: bool = True, **mailbox: Any) -> MailboxPolling:
        """Return what polls the mailbox, which may be described in another way."""
        described = Mailbox.model_validate(self.mailbox.model_dump() | mailbox)
        return MailboxPolling(
            self.transactions,
            self.scheme,
            Account(mailbox=described, password=password, certificates=self.server.certificate if known else None),
            lambda: NOW,
            max_mail_bytes=LIMIT,
            accepted=self._note,
            pauses=(0.05,),
        )

    def deliver(self, *numbers: int) -> None:
        for number in numbers:
            self.box.deliver(a_mail(message_id=f"<{number}@kigyo.example.jp>"))

    async def rows(self, query: str) -> list[tuple[Any, ...]]:
        async with self.transactions.begin() as work:
            return [tuple(row) for row in await work.connection.execute(text(query))]

    async def kept(self) -> int:
        return int((await self.rows("SELECT count(*) FROM intake.raw_message"))[0][0])

    def _note(self) -> None:
        self.accepted += 1
        self.when_kept()
