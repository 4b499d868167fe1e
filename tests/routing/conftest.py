"""Routing on a real database: proposals in intake's own tables, three departments, officers and posts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeVar
from uuid import UUID, uuid4

import pytest
from sqlalchemy import MetaData, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from services.routing.domain.case import Case
from services.routing.handlers.acting import Step
from services.routing.handlers.answering import take_up
from services.routing.handlers.confirming import confirm
from services.routing.handlers.offering import Addressees, make_offers
from services.routing.handlers.opening import open_cases
from services.routing.handlers.reading import read_cases
from services.routing.storage.work import RoutingWork, work_on
from shared.access.actor import Actor, Role
from shared.access.tables import account
from shared.database.transactions import DatabaseActor, Transactions
from shared.documents import DocumentKind, Documents, KeeperKind, Keyring, NewKeeper
from shared.documents.contents import ContactContent, ProposalContent
from shared.documents.tables import document_tables
from shared.events import CaseOpened, Channel, Classification, Fact, ProposalReceived, ProposerKind, Recorded
from shared.events.who import rules_of
from shared.scheme.in_force import SchemesInForce
from shared.scheme.load import load_scheme
from shared.scheme.model import DeskScheme
from shared.settings import PROJECT, ServiceSettings
from tests.conftest import MASTER_KEY
from tests.kept_engines import kept_engine

F = TypeVar("F", bound=Fact)
NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
DESK = "miono"
TITLE = "BAIT-森林を走る渡し船"
ABSTRACT = "BAIT-要旨"


def person(role: Role, department: str | None = None, *, desk: str = DESK) -> Actor:
    """Return a signed-in person."""
    return Actor(
        account_id=uuid4(),
        user="x",
        display_name="x",
        roles=frozenset({role}),
        desk_id=desk,
        department=department,
    )


def seen_as(actor: Actor) -> DatabaseActor:
    """Return the person as row-level security sees them."""
    return DatabaseActor(
        kind="staff",
        desk=actor.desk_id,
        roles=frozenset(role.value for role in actor.roles),
        department=actor.department or "",
        account=actor.account_id,
    )


OFFICER = person(Role.DESK)
FOREST = person(Role.DEPARTMENT, "shinrin")
TOURISM = person(Role.DEPARTMENT, "kanko")
TRAFFIC = person(Role.DEPARTMENT, "kotsu")


def step(actor: Actor, version: int | None = None) -> Step:
    """Return a step of *actor* on the page that showed *version*."""
    return Step(actor=actor, version=version, at=NOW)


@dataclass(frozen=True, kw_only=True)
class House:
    """What a test arranges and looks at."""

    admin: AsyncEngine
    worker: Transactions[RoutingWork]
    web: Transactions[RoutingWork]
    intake: AsyncEngine
    schemes: SchemesInForce
    scheme: DeskScheme
    keyring: Keyring = field(repr=False)

    async def proposal(
        self, *, title: str = TITLE, receipt: str = "R8-0012", content: ProposalContent | None = None
    ) -> Recorded[ProposalReceived]:
        """Put a proposal into intake's tables and return the fact that tells it."""
        said = content or ProposalContent(title=title, text="県産の木材を使います。")
        proposal_id = uuid4()
        async with self.intake.begin() as connection:
            documents = Documents(connection, document_tables(MetaData(schema="intake")), self.keyring)
            await documents.create_keepers([NewKeeper(keeper_id=proposal_id, kind=KeeperKind.PROPOSAL, desk_id=DESK)])
            for kind, sealed in (
                (DocumentKind.PROPOSAL, said.to_bytes()),
                (DocumentKind.CONTACT, ContactContent(name="田中", organisation="株式会社みお").to_bytes()),
            ):
                await documents.write(
                    kind, sealed, keeper_id=proposal_id, keeper_kind=KeeperKind.PROPOSAL, desk_id=DESK
                )
        return self.told(proposal_id, receipt)

    def told(self, proposal_id: UUID, receipt: str = "R8-0012") -> Recorded[ProposalReceived]:
        """Return one more telling of a proposal."""
        return Recorded(
            id=uuid4(),
            fact=ProposalReceived(
                raw_id=uuid4(),
                receipt=receipt,
                channel=Channel.MAIL,
                proposer_kind=ProposerKind.COMPANY,
                answerable=True,
            ),
            source="intake",
            desk_id=DESK,
            aggregate_id=proposal_id,
            aggregate_version=1,
            actor="door.mail",
            rule_version=rules_of(DESK, self.scheme.version),
            occurred_at=NOW,
            classification=Classification.LIMITED,
            correlation_id=uuid4(),
        )

    async def opened(
        self, *, receipt: str = "R8-0012", title: str = TITLE, content: ProposalContent | None = None
    ) -> None:
        """Let a case be opened."""
        received = await self.proposal(receipt=receipt, title=title, content=content)
        async with self.worker.begin() as work:
            await open_cases([received], work, at=NOW)

    async def offered(
        self,
        *departments: str,
        receipt: str = "R8-0012",
        abstract: str = ABSTRACT,
        title: str = TITLE,
        content: ProposalContent | None = None,
    ) -> Case:
        """Let a case be opened, confirmed and offered; the first department leads."""
        await self.opened(receipt=receipt, title=title, content=content)
        async with self.web.begin(seen_as(OFFICER)) as work:
            await confirm(work, receipt, step(OFFICER), abstract=abstract)
            to = Addressees(departments=departments, lead=departments[0])
            return await make_offers(work, receipt, step(OFFICER), to, self.scheme)

    async def known(self, actor: Actor) -> None:
        """Give a person an account, which every look at content is noted with."""
        who = {"id": actor.account_id, "user_name": str(actor.account_id), "display_name": "x", "password_hash": "x"}
        where = {"roles": sorted(actor.roles), "desk_id": actor.desk_id, "department": actor.department}
        async with self.admin.begin() as connection:
            await connection.execute(
                insert(account)
                .values(who | where | {"valid_from": NOW.date(), "created_at": NOW})
                .on_conflict_do_nothing()
            )

    async def openings(self) -> list[Recorded[CaseOpened]]:
        """Return the facts routing told of the cases it opened, as their readers hear them."""
        return await self.facts(CaseOpened)

    async def facts(self, kind: type[F]) -> list[Recorded[F]]:
        """Return the facts of one kind that routing told, as their readers hear them."""
        rows = await self.rows("SELECT * FROM routing.event_log WHERE type = :type ORDER BY seq", type=kind.type)
        kept = ("source", "desk_id", "aggregate_id", "aggregate_version", "actor", "rule_version", "occurred_at")
        return [
            Recorded(
                id=row["event_id"],
                fact=kind.model_validate(row["data"]),
                classification=Classification(row["classification"]),
                correlation_id=row["correlation_id"],
                **{name: row[name] for name in kept},
            )
            for row in rows
        ]

    async def read(self) -> None:
        """Let the reader of texts read all cases there are."""
        opened = await self.openings()
        async with self.worker.begin() as work:
            await read_cases(opened, work)

    async def taken_up(self, actor: Actor, receipt: str = "R8-0012") -> Case:
        """Let a department take its offer up."""
        async with self.web.begin(seen_as(actor)) as work:
            return await take_up(work, receipt, step(actor))

    async def rows(self, statement: str, **values: Any) -> list[Mapping[str, Any]]:
        """Look at the database past all rights."""
        async with self.admin.connect() as connection:
            return [dict(row) for row in (await connection.execute(text(statement), values)).mappings()]


@pytest.fixture(scope="session")
def scheme() -> DeskScheme:
    """The sample desk."""
    return load_scheme(PROJECT / "deploy" / "desks" / "miono.toml")


@pytest.fixture
async def house(admin: AsyncEngine, clean: None, scheme: DeskScheme) -> House:
    """An empty routing with three departments in force and one that has ended."""
    async with admin.begin() as connection:
        for position, (code, name, duty, ended) in enumerate(
            (
                ("kanko", "観光振興課", "観光地の魅力向上に関すること。", None),
                ("shinrin", "森林整備課", "森林の整備及び木材の利用に関すること。", None),
                ("kotsu", "交通政策課", "渡し船に関すること。", None),
                ("old", "木材課", "木材に関すること。", "2026-03-31"),
            )
        ):
            await connection.execute(
                text(
                    "INSERT INTO routing.department (desk_id, code, valid_from, valid_to, name, kana, bureau,"
                    " extension, duties, position) VALUES (:desk, :code, '2020-04-01', CAST(:ended AS date), :name,"
                    " '', '', '', ARRAY[CAST(:duty AS text)], :position)"
                ),
                {
                    "desk": DESK,
                    "code": code,
                    "ended": None if ended is None else datetime.fromisoformat(ended).date(),
                    "name": name,
                    "duty": duty,
                    "position": position,
                },
            )
    routing = ServiceSettings("routing")
    keyring = Keyring(MASTER_KEY)
    engines = [
        kept_engine(url, name="test-routing")
        for url in (routing.worker_url, routing.web_url, ServiceSettings("intake").worker_url)
    ]
    schemes = SchemesInForce({scheme.desk_id: scheme})
    worker, web = (
        Transactions(engine, lambda connection: work_on(connection, keyring, schemes)) for engine in engines[:2]
    )
    return House(
        admin=admin, worker=worker, web=web, intake=engines[2], schemes=schemes, scheme=scheme, keyring=keyring
    )
