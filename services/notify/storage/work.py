"""What a handler of notify works with: everything joins one transaction and nothing here commits."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from services.notify.domain.mail import STALE_AFTER
from services.notify.storage.incidents import Incidents
from services.notify.storage.mails import Mails
from services.notify.storage.notifications import CaseAccessRows, Notifications
from services.notify.storage.people import People
from services.notify.storage.present import PresentState
from services.notify.storage.proposals import ProposalsOfIntake
from services.notify.storage.registrations import RegistrationsOfIntake
from services.notify.storage.tables import DOCUMENTS, MESSAGING
from services.notify.storage.traffic import Traffic
from services.notify.storage.webhooks import Webhooks
from shared.documents import Documents, Keyring
from shared.messaging.outbox import Outbox


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """The rows of notify inside one transaction."""

    connection: AsyncConnection
    keyring: Keyring
    notifications: Notifications
    access: CaseAccessRows
    present: PresentState
    mails: Mails
    traffic: Traffic
    proposals: ProposalsOfIntake
    registrations: RegistrationsOfIntake
    people: People
    incidents: Incidents
    documents: Documents
    outbox: Outbox
    webhooks: Webhooks


def work_on(
    connection: AsyncConnection,
    keyring: Keyring,
    *,
    mail_recorded: Callable[[], None] = lambda: None,
    mail_stale_after: timedelta = STALE_AFTER,
) -> Work:
    """Return the rows of notify on *connection*.

    *mail_recorded* hears of every mail that is to be sent; after *mail_stale_after* a mail that is still being sent
    counts as left behind by a killed process.
    """
    return Work(
        connection=connection,
        keyring=keyring,
        notifications=Notifications(connection),
        access=CaseAccessRows(connection),
        present=PresentState(connection),
        mails=Mails(connection, recorded=mail_recorded, stale_after=mail_stale_after),
        traffic=Traffic(connection),
        people=People(connection),
        incidents=Incidents(connection),
        proposals=ProposalsOfIntake(connection, keyring),
        registrations=RegistrationsOfIntake(connection),
        documents=Documents(connection, DOCUMENTS, keyring),
        outbox=Outbox(connection, MESSAGING),
        webhooks=Webhooks(connection),
    )
