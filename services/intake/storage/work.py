"""What a handler of intake works with: everything joins one transaction and nothing here commits."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection

from services.intake.storage.applications import Applications
from services.intake.storage.calls import PublicCalls
from services.intake.storage.corrections import Corrections
from services.intake.storage.decisions import Decisions
from services.intake.storage.door_entries import DoorEntries
from services.intake.storage.drafts import Drafts
from services.intake.storage.holding import HeldMessages
from services.intake.storage.idempotency import IdempotencyKeys
from services.intake.storage.import_rows import ImportRows
from services.intake.storage.inspections import Inspections
from services.intake.storage.mailboxes import Mailboxes
from services.intake.storage.notes import Notes
from services.intake.storage.pauses import Pauses
from services.intake.storage.progress import ProgressRows
from services.intake.storage.proposals import Proposals
from services.intake.storage.publications import Publications
from services.intake.storage.raw_messages import RawMessages
from services.intake.storage.registrations import Registrations
from services.intake.storage.replies import Replies
from services.intake.storage.source_records import SourceRecords
from services.intake.storage.tables import documents, messaging
from services.intake.storage.todos import Todos
from shared.database.rows import TableRows, insert_together
from shared.documents import Documents, Keyring
from shared.messaging.outbox import Outbox


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """The rows of intake inside one transaction."""

    connection: AsyncConnection
    documents: Documents
    outbox: Outbox
    door_entries: DoorEntries
    raw_messages: RawMessages
    proposals: Proposals
    held: HeldMessages
    decisions: Decisions
    replies: Replies
    keys: IdempotencyKeys
    drafts: Drafts
    sources: SourceRecords
    imports: ImportRows
    progress: ProgressRows
    notes: Notes
    todos: Todos
    publications: Publications
    inspections: Inspections
    pauses: Pauses
    corrections: Corrections
    mailboxes: Mailboxes
    calls: PublicCalls
    applications: Applications
    registrations: Registrations

    async def insert(self, *parts: TableRows) -> None:
        """Insert the rows of all *parts* with one statement."""
        await insert_together(self.connection, *parts)


def work_on(connection: AsyncConnection, keyring: Keyring) -> Work:
    """Return the rows of intake on *connection*."""
    return Work(
        connection=connection,
        documents=Documents(connection, documents, keyring),
        outbox=Outbox(connection, messaging),
        door_entries=DoorEntries(connection),
        raw_messages=RawMessages(connection),
        proposals=Proposals(connection),
        held=HeldMessages(connection),
        decisions=Decisions(connection),
        replies=Replies(connection),
        keys=IdempotencyKeys(connection),
        drafts=Drafts(connection, keyring),
        sources=SourceRecords(connection),
        imports=ImportRows(connection),
        progress=ProgressRows(connection),
        notes=Notes(connection, keyring),
        todos=Todos(connection),
        publications=Publications(connection, keyring),
        inspections=Inspections(connection),
        pauses=Pauses(connection),
        corrections=Corrections(connection),
        mailboxes=Mailboxes(connection),
        calls=PublicCalls(connection, keyring),
        applications=Applications(connection),
        registrations=Registrations(connection, keyring),
    )
