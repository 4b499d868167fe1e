"""What people wait for: commands, lists and the inbox, as the web roles with row-level security do them."""

from collections.abc import Mapping
from time import perf_counter
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine

from services.notify.storage.queries import inbox_rows, unread_count
from services.routing.handlers.acting import Step
from services.routing.handlers.verbs.door import Doing
from services.routing.handlers.verbs.registry import perform
from services.routing.storage import tables
from services.routing.storage.case_filter import CaseFilter, CaseOrder, OfficerWanted
from services.routing.storage.case_list import Reader
from services.routing.storage.work import RoutingWork
from shared.access.actor import Actor, Role
from shared.database.transactions import DatabaseActor, Transactions
from shared.documents import Documents, KeeperKind, NewKeeper
from shared.scheme.model import DeskScheme
from shared.web.pages import utc_now
from tests.benchmarks.scale.fill import BUSY, DESK, TODAY, case_id_of

OFFICER = Actor(
    account_id=UUID(int=1),
    user="desk",
    display_name="desk",
    roles=frozenset({Role.DESK}),
    desk_id=DESK,
    department=None,
)
SECTION = Actor(
    account_id=UUID(int=99),
    user=BUSY,
    display_name=BUSY,
    roles=frozenset({Role.DEPARTMENT}),
    desk_id=DESK,
    department=BUSY,
)
Timed = dict[str, list[float]]
# The steps of one case, and who does them.
COMMANDS: tuple[tuple[str, Mapping[str, Any], Actor], ...] = (
    ("start", {}, OFFICER),
    ("confirm", {"abstract": "計測用の要旨です。"}, OFFICER),
    ("offer", {"departments": [BUSY, "d1", "d2"], "lead": BUSY}, OFFICER),
    ("take-up", {}, SECTION),
    ("give-verdict", {"verdict": "viable", "reason": "計測用の理由です。"}, SECTION),
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


async def keys(worker: Transactions[RoutingWork], numbers: range) -> None:
    """Give the cases that will be worked on the keys their documents are sealed with, as opening them would."""
    wanted = [
        NewKeeper(keeper_id=case_id_of(number), kind=kind, desk_id=DESK)
        for number in numbers
        for kind in (KeeperKind.CASE_GIVEN, KeeperKind.CASE_DECIDED)
    ]
    async with worker.begin() as work:
        await Documents(work.connection, tables.documents, work.keyring).create_keepers(wanted)


async def commands(web: Transactions[RoutingWork], scheme: DeskScheme, numbers: range) -> Timed:
    """Lead these cases from their arrival to a verdict, each command one transaction with its commit."""
    taken: Timed = {}
    checked = {"checked": [item.code for item in scheme.checklist]}
    for number in numbers:
        for verb, said, actor in COMMANDS:
            asked = dict(said) | (checked if verb == "confirm" else {})
            started = perf_counter()
            async with web.begin(seen_as(actor)) as work:
                step = Step(actor=actor, version=None, at=utc_now())
                doing = Doing(work=work, receipt=f"R8-{number}", step=step, scheme=scheme)
                await perform(doing, verb, asked)
            taken.setdefault(f"command {verb}", []).append(1000 * (perf_counter() - started))
    return taken


LISTS: dict[str, CaseFilter] = {
    "all": CaseFilter(),
    "next day": CaseFilter(order=CaseOrder.NEXT_DAY),
    "changed": CaseFilter(order=CaseOrder.CHANGED),
    "stage": CaseFilter(stage=("reviewing",)),
    "stage, by change": CaseFilter(stage=("offered", "reviewing"), order=CaseOrder.CHANGED),
    "mine": CaseFilter(officer=OfficerWanted.MINE),
    "mine, next day": CaseFilter(officer=OfficerWanted.MINE, order=CaseOrder.NEXT_DAY),
    "overdue": CaseFilter(overdue=True, order=CaseOrder.NEXT_DAY),
    "universities": CaseFilter(proposer_kind="university"),
    "wishes": CaseFilter(direction="to_parties"),
    "asked": CaseFilter(asked="d7"),
    "led": CaseFilter(lead="d7"),
    "unled": CaseFilter(unled=True),
    "opened in a month": CaseFilter(opened_from=TODAY.replace(year=2024, day=1), opened_until=TODAY.replace(year=2024)),
}


async def lists(web: Transactions[RoutingWork], rounds: int) -> Timed:
    """Open each list as the desk and as a department, three pages on."""
    taken: Timed = {}
    for name, wanted in LISTS.items():
        for actor in (OFFICER, SECTION):
            reader = Reader(desk_id=DESK, account_id=actor.account_id, department=actor.department)
            for _ in range(rounds):
                after: str | None = None
                for page in range(3):
                    if page and after is None:
                        break
                    asked = wanted if after is None else wanted.model_copy(update={"after": after})
                    started = perf_counter()
                    async with web.begin(seen_as(actor)) as work:
                        found = await work.queries.cases(asked, reader, TODAY)
                    who = "desk" if actor is OFFICER else "department"
                    taken.setdefault(f"list {name}, {who}", []).append(1000 * (perf_counter() - started))
                    after = found.after
    return taken


async def inbox(engine: AsyncEngine, rounds: int) -> Timed:
    """Open the inbox of the busiest department, all and unread only, with its count."""
    transactions: Transactions[Any] = Transactions(engine, lambda connection: connection)
    taken: Timed = {}
    for _ in range(rounds):
        for unread in (False, True):
            started = perf_counter()
            async with transactions.begin(seen_as(SECTION)) as connection:
                await inbox_rows(connection, DESK, BUSY, unread_only=unread, after=None)
                await unread_count(connection, DESK, BUSY)
            taken.setdefault("inbox unread" if unread else "inbox", []).append(1000 * (perf_counter() - started))
    return taken
