"""One transaction of operations, as its handlers see it."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection

from services.operations.domain.queues import House
from services.operations.storage.acts import ActStore
from services.operations.storage.balance import BalanceSheet
from services.operations.storage.deliveries import DeliveryStore
from services.operations.storage.incidents import IncidentStore
from services.operations.storage.letters import LetterStore
from services.operations.storage.mailboxes import MailboxLooks
from services.operations.storage.marks import SettledMarks
from services.operations.storage.missing import MissingStore
from services.operations.storage.overview import Overview
from services.operations.storage.parked import ParkedMany
from services.operations.storage.readers import ReaderStore
from services.operations.storage.samples import SampleStore


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What a handler reads and writes; leaving the block commits."""

    connection: AsyncConnection
    house: House
    samples: SampleStore
    incidents: IncidentStore
    deliveries: DeliveryStore
    parked: ParkedMany
    readers: ReaderStore
    acts: ActStore
    overview: Overview
    balance: BalanceSheet
    missing: MissingStore
    letters: LetterStore
    mailboxes: MailboxLooks


def work_on(house: House) -> Callable[[AsyncConnection], Work]:
    """Return what makes the work of one transaction out of its connection; all of it shares the same marks."""
    marks = SettledMarks()

    def make(connection: AsyncConnection) -> Work:
        return Work(
            connection=connection,
            house=house,
            samples=SampleStore(connection),
            incidents=IncidentStore(connection),
            deliveries=DeliveryStore(connection, house),
            parked=ParkedMany(connection, house),
            readers=ReaderStore(connection, house),
            acts=ActStore(connection),
            overview=Overview(connection, marks),
            balance=BalanceSheet(connection),
            missing=MissingStore(connection, house),
            letters=LetterStore(connection, house),
            mailboxes=MailboxLooks(connection),
        )

    return make
