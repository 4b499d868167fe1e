"""The schemes of an installation: what is in force today, and any version that was ever applied.

`desk scheme apply` records versions with routing, which lets every service read them. They come before the files of
the installation: a file counts only for a desk of which no version was applied, or none that holds already.
"""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, Final

import structlog
from pydantic import ValidationError
from sqlalchemy import Column, Date, Integer, MetaData, Table, Text, select, tuple_
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shared.clock import utc_now
from shared.database.errors import DatabaseAway
from shared.database.transactions import Transactions
from shared.errors import Missing
from shared.japanese.era import day_in_japan
from shared.scheme.load import load_schemes
from shared.scheme.model import DeskScheme
from shared.settings import Installation
from shared.steps import unbroken

log = structlog.get_logger()
# How soon a version that was applied holds in every process, without a restart.
LOOK_SECONDS: Final = 2.0
_applied: Final = Table(
    "applied_scheme",
    MetaData(schema="routing"),
    Column("desk_id", Text),
    Column("version", Integer),
    Column("valid_from", Date),
    Column("content", JSONB),
)
Version = tuple[str, int]


class NoSuchDesk(Missing):
    """This installation has no desk of that name."""

    public_message = "このデスクの設定がありません。"


class SchemesInForce(Mapping[str, DeskScheme]):
    """The scheme in force of every desk, the desks of the files first; versions that were applied never change."""

    def __init__(
        self, files: Mapping[str, DeskScheme], *, front: str = "", clock: Callable[[], datetime] = utc_now
    ) -> None:
        """Know the *files* until somebody looks; *front* is whose pages stand at `/`, or else the first."""
        self._files = dict(files)
        self._front = front
        self._clock = clock
        self._valid_from: dict[Version, date] = {}
        self._read: dict[Version, DeskScheme | None] = {}
        self._today: tuple[date, Mapping[str, DeskScheme]] | None = None

    @property
    def front(self) -> DeskScheme:
        """Return the desk whose pages stand at `/`; raise NoSuchDesk when the setting names none."""
        now = self._now
        desk_id = self._front or next(iter(now), "")
        if desk_id not in now:
            raise NoSuchDesk(f"no scheme of the front desk {desk_id!r}")
        return now[desk_id]

    def path(self, desk_id: str) -> str:
        """Return below which path the public pages of a desk stand: nothing for the front desk."""
        return "" if desk_id == self.front.desk_id else f"/desks/{desk_id}"

    def register_page(self, desk_id: str, number: str) -> str:
        """Return under which path everybody reads what is public under a number."""
        return f"/register/{number}" + ("" if desk_id == self.front.desk_id else f"?desk={desk_id}")

    def desk(self, desk_id: str) -> DeskScheme:
        """Return what is in force of a desk; raise NoSuchDesk."""
        if desk_id not in self._now:
            raise NoSuchDesk(f"no scheme of desk {desk_id!r}")
        return self._now[desk_id]

    async def look(self, connection: AsyncConnection) -> None:
        """Learn of what was applied since the last look."""
        found = await connection.execute(select(_applied.c.desk_id, _applied.c.version))
        news = [tuple(row) for row in found if tuple(row) not in self._valid_from]
        if news:
            days = await connection.execute(
                select(_applied.c.desk_id, _applied.c.version, _applied.c.valid_from).where(
                    tuple_(_applied.c.desk_id, _applied.c.version).in_(news)
                )
            )
            self._valid_from |= {(row.desk_id, row.version): row.valid_from for row in days}
        await self._read_what_may_hold(connection)
        self._today = None

    async def of(self, connection: AsyncConnection, desk_id: str, version: int) -> DeskScheme:
        """Return a version as it was applied, read once; where it never was, the file; raise NoSuchDesk."""
        file = self._files.get(desk_id)
        if file is not None and file.version == version and (desk_id, version) not in self._valid_from:
            return file
        return await self._applied(connection, (desk_id, version)) or self.desk(desk_id)

    def newest(self, desk_id: str) -> int | None:
        """Return the newest version that was applied, in force or not; None where none was."""
        return max((version for desk, version in self._valid_from if desk == desk_id), default=None)

    async def same_as(self, connection: AsyncConnection, file: DeskScheme) -> bool:
        """Tell whether the version of a file was applied with the contents the file has."""
        return await self._applied(connection, (file.desk_id, file.version)) == file

    async def follow(self, engine: AsyncEngine) -> None:
        """Look again and again until cancelled; while the database is away, what was known holds."""
        transactions = Transactions(engine, lambda connection: connection)
        while True:
            await self.catch_up(transactions)
            await asyncio.sleep(LOOK_SECONDS)

    async def catch_up(self, transactions: Transactions[AsyncConnection]) -> None:
        """Look once, if the database answers."""
        try:
            await unbroken(self._look_once(transactions))
        except (DatabaseAway, ConnectionAbortedError):
            log.info("schemes_wait_for_database")

    async def _look_once(self, transactions: Transactions[AsyncConnection]) -> None:
        async with transactions.begin() as connection:
            await self.look(connection)

    async def _applied(self, connection: AsyncConnection, version: Version) -> DeskScheme | None:
        if version not in self._read:
            content = await connection.scalar(
                select(_applied.c.content).where(_applied.c.desk_id == version[0], _applied.c.version == version[1])
            )
            if content is None:
                return None
            self._read[version] = read_applied(content)
            if self._read[version] is None:
                log.error("scheme_unreadable", desk_id=version[0], version=version[1])
        return self._read[version]

    async def _read_what_may_hold(self, connection: AsyncConnection) -> None:
        """Read the version in force of each desk and those that are still to come."""
        today = day_in_japan(self._clock())
        settled: set[str] = set()
        for version in sorted(self._valid_from, reverse=True):
            if version[0] in settled:
                continue
            scheme = await self._applied(connection, version)
            if scheme is not None and scheme.valid_from <= today:
                settled.add(version[0])

    @property
    def _now(self) -> Mapping[str, DeskScheme]:
        today = day_in_japan(self._clock())
        if self._today is None or self._today[0] != today:
            held = [one for one in sorted(self._valid_from) if self._valid_from[one] <= today]
            applied = {one[0]: scheme for one in held if (scheme := self._read.get(one)) is not None}
            self._today = (today, MappingProxyType(self._files | applied))
        return self._today[1]

    def __getitem__(self, desk_id: str) -> DeskScheme:
        """Return what is in force of a desk; KeyError, as a mapping does."""
        return self._now[desk_id]

    def __iter__(self) -> Iterator[str]:
        """Go through the desks, those of the files first."""
        return iter(self._now)

    def __len__(self) -> int:
        """Count the desks."""
        return len(self._now)


def read_applied(content: Mapping[str, Any]) -> DeskScheme | None:
    """Return an applied scheme as today's program reads it; None where it no longer can.

    What a later program added has its default there, so it is still the file it was applied from.
    """
    try:
        return DeskScheme.model_validate(content)
    except ValidationError:
        return None


async def schemes_now(installation: Installation, connection: AsyncConnection) -> SchemesInForce:
    """Return the schemes of an installation as they are in force; raise UnreadableScheme."""
    schemes = schemes_of(installation)
    await schemes.look(connection)
    return schemes


def schemes_of(installation: Installation) -> SchemesInForce:
    """Return the schemes of an installation as its files say, until somebody looks; raise UnreadableScheme."""
    return SchemesInForce(load_schemes(installation.desks_folder), front=installation.front_desk)
