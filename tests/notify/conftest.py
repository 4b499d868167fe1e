"""Notify on a real database, with proposals in intake's own tables and a real SMTP sink."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from deploy.local.mail_sink import MailSink, listening
from services.intake.__main__ import service as intake
from services.intake.storage.tables import documents as intake_documents
from services.notify.__main__ import service as notify
from services.notify.consumers import attendee_mail, media_mail, proposer_mail, staff_inbox
from services.notify.domain.mail import Brake
from services.notify.handlers.sending import Mailer
from services.notify.mailer.smtp import SmtpServer
from services.notify.ports import Answer, Letter, MailServer
from services.notify.storage.tables import MESSAGING
from services.notify.storage.work import Work, work_on
from services.notify.wiring import office_of
from services.operations.__main__ import service as operations
from services.routing.__main__ import service as routing
from shared.database.transactions import Transactions
from shared.documents import DocumentKind, Documents, KeeperKind, Keyring, NewKeeper
from shared.documents.contents import ContactContent, ProposalContent
from shared.events import (
    Channel,
    Classification,
    Fact,
    ProposalReceived,
    ProposerKind,
    Recorded,
)
from shared.mail_relay import Relay
from shared.messaging.collector import Collector
from shared.messaging.reader import Reader
from shared.scheme.load import load_schemes
from shared.scheme.model import DeskScheme
from shared.settings import PROJECT, ServiceSettings
from shared.setup.database import set_up_database
from shared.setup.settings import read_setup_settings
from tests.collecting import collect
from tests.kept_engines import kept_engine

NOW = datetime(2026, 11, 22, 5, 5, tzinfo=UTC)
DESK_ID = "miono"
BAIT_TITLE = "BAIT-title-水素で走る渡し船"
BAIT_BODY = "BAIT-body-まだ誰にも言っていない仕組み"


@pytest.fixture(scope="session")
def installation(environment: Mapping[str, str]) -> Mapping[str, str]:
    """Roles, schemas and the migrations of notify, of those whose rows it reads, and of who keeps the readers."""
    asyncio.run(set_up_database(read_setup_settings(environment), [intake(), routing(), notify(), operations()]))
    return environment


@pytest.fixture(scope="session")
def schemes() -> dict[str, DeskScheme]:
    """The sample desk."""
    return load_schemes(PROJECT / "deploy" / "desks")


@pytest.fixture(scope="session")
def keyring(installation: Mapping[str, str]) -> Keyring:
    """The installation's keys."""
    return Keyring(installation["DESK_MASTER_KEY"])


@pytest.fixture
def transactions(clean: None, keyring: Keyring) -> Transactions[Work]:
    """Transactions as the worker role on empty tables."""
    engine = kept_engine(ServiceSettings("notify").worker_url, name="test-notify-worker")
    return Transactions(engine, lambda connection: work_on(connection, keyring))


def told(
    fact: Fact, *, about: UUID | None = None, version: int = 1, id_: UUID | None = None, desk_id: str = DESK_ID
) -> Recorded[Fact]:
    """Return *fact* as it would arrive."""
    return Recorded(
        id=id_ or uuid4(),
        fact=fact,
        source="test",
        desk_id=desk_id,
        aggregate_id=about or uuid4(),
        aggregate_version=version,
        actor="test",
        rule_version="miono.1",
        occurred_at=NOW,
        classification=Classification.LIMITED,
        correlation_id=uuid4(),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """What a test arranges and looks at."""

    admin: AsyncEngine
    transactions: Transactions[Work]
    keyring: Keyring
    schemes: dict[str, DeskScheme]

    async def hear(self, *facts: Recorded[Fact]) -> None:
        """Let both readers hear the facts, each in a transaction of its own."""
        readers: tuple[Reader[Work], ...] = (
            staff_inbox(),
            proposer_mail(self.schemes),
            attendee_mail(self.schemes),
            media_mail(self.schemes),
        )
        for fact in facts:
            for reader in readers:
                async with self.transactions.begin() as work:
                    await reader.handle([fact], work)

    @property
    def proposer_mail(self) -> Reader[Work]:
        """The reader that writes to the proposer."""
        return proposer_mail(self.schemes)

    async def hear_many(self, *facts: Recorded[Fact], reader: Reader[Work] | None = None) -> None:
        """Let a reader, the staff's inbox unless named, hear the facts in one transaction."""
        async with self.transactions.begin() as work:
            await (reader or staff_inbox()).handle(facts, work)

    async def collect(self, *facts: Recorded[Fact], reader: Reader[Work] | None = None) -> None:
        """Let a reader, the staff's inbox unless named, take the facts as one batch."""
        both = Transactions(
            self.transactions.engine, lambda connection: (connection, work_on(connection, self.keyring))
        )
        await collect(Collector(reader or staff_inbox(), MESSAGING, both), *facts)

    async def proposal(self, contact: ContactContent | None = None, *, receipt: str = "R8-0012") -> UUID:
        """Put a proposal with bait in it, and whom to answer, into intake."""
        proposal_id, raw_id = uuid4(), uuid4()
        contact = contact or ContactContent(name="田中 一郎", organisation="株式会社みお", email="tanaka@example.co.jp")
        content = ProposalContent(title=BAIT_TITLE, text=BAIT_BODY)
        async with self.admin.begin() as connection:
            await connection.execute(
                text(
                    "INSERT INTO intake.raw_message (raw_id, desk_id, channel, received_at, size_bytes, sha256)"
                    " VALUES (:raw, :desk, 'mail', :now, 1, '')"
                ),
                {"raw": raw_id, "desk": DESK_ID, "now": NOW},
            )
            await connection.execute(
                text(
                    "INSERT INTO intake.proposal (proposal_id, desk_id, receipt, raw_id, channel, proposer_kind,"
                    " answerable, classification, created_at)"
                    " VALUES (:id, :desk, :receipt, :raw, 'mail', 'company', true, 'limited', :now)"
                ),
                {"id": proposal_id, "desk": DESK_ID, "receipt": receipt, "raw": raw_id, "now": NOW},
            )
            written = Documents(connection, intake_documents, self.keyring)
            await written.create_keepers([NewKeeper(keeper_id=proposal_id, kind=KeeperKind.PROPOSAL, desk_id=DESK_ID)])
            for kind, shape in ((DocumentKind.PROPOSAL, content), (DocumentKind.CONTACT, contact)):
                await written.write(
                    kind,
                    shape.to_bytes(),
                    keeper_id=proposal_id,
                    keeper_kind=KeeperKind.PROPOSAL,
                    desk_id=DESK_ID,
                    media_type="application/json",
                )
        return proposal_id

    def received(
        self, proposal_id: UUID, *, receipt: str = "R8-0012", answerable: bool = True
    ) -> Recorded[ProposalReceived]:
        """Return the fact that intake tells of the proposal."""
        fact = ProposalReceived(
            raw_id=uuid4(),
            receipt=receipt,
            channel=Channel.MAIL,
            proposer_kind=ProposerKind.COMPANY,
            answerable=answerable,
        )
        return told(fact, about=proposal_id)  # type: ignore[return-value]  # Recorded is covariant in its fact

    async def acknowledged(self, contact: ContactContent | None = None, *, receipt: str = "R8-0012") -> UUID:
        """Arrange a proposal whose acknowledgement waits to be sent."""
        proposal_id = await self.proposal(contact, receipt=receipt)
        await self.hear(self.received(proposal_id, receipt=receipt))
        return proposal_id

    async def rows(self, query: str, **values: Any) -> list[dict[str, Any]]:
        """Look as somebody who may see everything."""
        async with self.admin.connect() as connection:
            return [dict(row) for row in (await connection.execute(text(query), values)).mappings()]

    async def change(self, statement: str, **values: Any) -> None:
        """Arrange as somebody who may change everything."""
        async with self.admin.begin() as connection:
            await connection.execute(text(statement), values)

    async def mail(self) -> dict[str, Any]:
        """Return the one mail there is."""
        (row,) = await self.rows("SELECT * FROM notify.mail_send")
        return row

    def mailer(self, server: MailServer, *, brake: Brake | None = None) -> Mailer:
        """Return a mailer that hands its letters to *server*."""
        office = office_of(
            ServiceSettings("notify").installation,
            self.schemes,
            brake=brake or Brake(per_address_and_day=10, per_hour=300),
        )
        return Mailer(self.transactions, server, office)


@pytest.fixture
def house(
    admin: AsyncEngine, transactions: Transactions[Work], keyring: Keyring, schemes: dict[str, DeskScheme]
) -> House:
    """An empty notify with one desk."""
    return House(admin=admin, transactions=transactions, keyring=keyring, schemes=schemes)


class Hand(ABC):
    """A mail server of a test: every conversation with it is the same."""

    @abstractmethod
    async def hand_over(self, letter: Letter) -> Answer:
        """Answer."""

    @asynccontextmanager
    async def conversation(self) -> AsyncIterator["Hand"]:
        yield self


async def hand_over(server: MailServer, *letters: Letter) -> list[Answer]:
    """Return what the server answers to letters of one conversation."""
    async with server.conversation() as conversation:
        return [await conversation.hand_over(letter) for letter in letters]


class ScriptedSink(MailSink):
    """A sink that answers as it is told, and keeps only what it took."""

    def __init__(self, maildir: Path) -> None:
        super().__init__(maildir)
        self.recipient_answer = "250 OK"
        self.data_answer = "250 OK"

    async def handle_RCPT(  # noqa: N802 - aiosmtpd names it
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if self.recipient_answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.recipient_answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - the same
        if self.data_answer.startswith("250"):
            await super().handle_DATA(server, session, envelope)
        return self.data_answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A mail server that listens, and a client that hands letters to it."""

    sink: ScriptedSink
    server: SmtpServer
    port: int = field(default=0)

    def mails(self) -> list[bytes]:
        """Return what arrived, as it lies in the maildir."""
        return [self.sink.maildir.get_bytes(key) for key in sorted(self.sink.maildir.keys())]


@pytest.fixture
async def post(tmp_path: Path) -> AsyncIterator[Post]:
    """A real mail server on a free port."""
    sink = ScriptedSink(tmp_path / "mail")
    async with listening(sink) as port:
        yield Post(sink=sink, server=SmtpServer(Relay(host="127.0.0.1", port=port, timeout_seconds=5)), port=port)
