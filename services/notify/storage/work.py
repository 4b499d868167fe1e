"""What a handler of notify works with: everything joins one transaction and nothing here commits."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection

from services.notify.storage.mails import Mails
from services.notify.storage.notifications import CaseAccessRows, Notifications
from services.notify.storage.present import PresentState
from services.notify.storage.proposals import ProposalsOfIntake
from services.notify.storage.tables import DOCUMENTS, MESSAGING
from shared.documents import Documents, Keyring
from shared.messaging.outbox import Outbox


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """The rows of notify inside one transaction."""

    connection: AsyncConnection
    notifications: Notifications
    access: CaseAccessRows
    present: PresentState
    mails: Mails
    proposals: ProposalsOfIntake
    documents: Documents
    outbox: Outbox


def work_on(connection: AsyncConnection, keyring: Keyring, *, mail_recorded: Callable[[], None] = lambda: None) -> Work:
    """Return the rows of notify on *connection*; *mail_recorded* hears of every mail that is to be sent."""
    return Work(
        connection=connection,
        notifications=Notifications(connection),
        access=CaseAccessRows(connection),
        present=PresentState(connection),
        mails=Mails(connection, recorded=mail_recorded),
        proposals=ProposalsOfIntake(connection, keyring),
        documents=Documents(connection, DOCUMENTS, keyring),
        outbox=Outbox(connection, MESSAGING),
    )
