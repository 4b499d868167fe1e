"""Whatever a process of intake was doing when it was killed: nothing is half."""

import asyncio
import multiprocessing
import signal
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.intake.domain.mail.parse import parse_mail
from services.intake.domain.mail.values import ParsedMail, Unreadable
from services.intake.mailbox.door import MailDoor
from services.intake.mailbox.lmtp import MailEnvelope
from services.intake.mailbox.reading import MailReading
from services.intake.ports import UnreadMail
from services.intake.storage.work import Work, work_on
from shared import failpoints
from shared.database.engine import make_engine
from shared.database.transactions import Transactions
from shared.documents import Keyring
from shared.failpoints import Failpoint
from shared.scheme.load import load_scheme
from shared.settings import PROJECT, ServiceSettings
from tests.conftest import MASTER_KEY
from tests.intake.conftest import DESK, LINK_SECRET
from tests.intake.mails import a_mail

COUNTS = (
    "SELECT (SELECT count(*) FROM intake.raw_message), (SELECT count(*) FROM intake.door_entry),"
    " (SELECT count(*) FROM intake.proposal), (SELECT coalesce(max(last), 0) FROM intake.receipt_counter),"
    " (SELECT count(*) FROM intake.event_log), (SELECT count(*) FROM intake.outbox),"
    " (SELECT count(*) FROM intake.document)"
)
NOTHING = (0, 0, 0, 0, 0, 0, 0)
TAKEN = (2, 2, 0, 0, 2, 2, 4)
READ = (2, 2, 2, 2, 4, 4, 8)


class ReaderHere:
    """Reads in this process."""

    async def read(self, mails: Sequence[UnreadMail]) -> list[ParsedMail | Unreadable]:
        return [parse_mail(mail.content, return_path=mail.return_path) for mail in mails]


def take_and_read(armed: str) -> None:
    """Take two mails at once and read them; dies where it is armed to."""
    failpoints.arm(Path(armed))
    asyncio.run(_take_and_read())


async def _take_and_read() -> None:
    scheme = load_scheme(PROJECT / "deploy" / "desks" / "miono.toml")
    engine = make_engine(ServiceSettings("intake").worker_url, name="test-dying", size=2)
    transactions: Transactions[Work] = Transactions(engine, lambda connection: work_on(connection, Keyring(MASTER_KEY)))
    schemes = {scheme.desk_id: scheme}
    door = MailDoor(transactions, schemes, lambda: datetime.now(UTC), accepted=lambda: None)
    envelope = MailEnvelope(mail_from="hanako@kigyo.example.jp", recipients=(DESK,), peer="test")
    await asyncio.gather(*(door.accept(a_mail(text=f"{number}\n"), envelope) for number in range(2)))
    await MailReading(
        transactions, ReaderHere(), schemes, lambda: datetime.now(UTC), at_once=1, link_secret=LINK_SECRET
    ).read_once()


@pytest.mark.parametrize(
    ("place", "left"),
    [
        (Failpoint.MAIL_INSERTED, NOTHING),
        (Failpoint.MAIL_COMMITTED, TAKEN),
        (Failpoint.READING_CLAIMED, TAKEN),
        (Failpoint.READING_PARSED, TAKEN),
        (Failpoint.READING_SETTLED, TAKEN),
        (Failpoint.READING_COMMITTED, READ),
    ],
)
async def test_a_process_that_dies_leaves_all_of_a_group_or_nothing(
    clean: None, installation: Mapping[str, str], admin: AsyncEngine, tmp_path: Path, place: Failpoint, left: object
) -> None:
    (tmp_path / place.value).touch()
    process = multiprocessing.get_context("spawn").Process(target=take_and_read, args=(str(tmp_path),))

    process.start()
    await asyncio.to_thread(process.join, 60)

    assert process.exitcode == -signal.SIGKILL
    async with admin.connect() as connection:
        # The backend of a killed client may still be rolling back.
        await connection.execute(text("LOCK TABLE intake.raw_message, intake.receipt_counter IN SHARE MODE"))
        assert tuple((await connection.execute(text(COUNTS))).one()) == left
