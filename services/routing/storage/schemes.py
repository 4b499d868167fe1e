"""Which scheme holds for a case: the version it began under, whatever was applied since."""

from collections.abc import Collection, Mapping
from uuid import UUID

from sqlalchemy import Uuid, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.routing.ports import NoSuchCase
from services.routing.storage.tables import desk_case
from shared.database.rows import list_of
from shared.scheme.in_force import SchemesInForce
from shared.scheme.model import DeskScheme


class SchemeStore:
    """Implements the port Schemes in one transaction."""

    def __init__(self, connection: AsyncConnection, schemes: SchemesInForce) -> None:
        """Join the caller's transaction; *schemes* is what this process knows, shared by all its transactions."""
        self._connection = connection
        self._schemes = schemes

    @property
    def current(self) -> Mapping[str, DeskScheme]:
        """Return what holds today, by desk."""
        return self._schemes

    def register_page(self, desk_id: str, number: str) -> str:
        """Return under which path everybody reads what is public under a number."""
        return self._schemes.register_page(desk_id, number)

    def in_force(self, desk_id: str) -> DeskScheme:
        """Return what holds today for what concerns no case, or a new one; raise NoSuchDesk."""
        return self._schemes.desk(desk_id)

    async def of(self, desk_id: str, version: int) -> DeskScheme:
        """Return a version that was applied; the one in force where it never was. Raise NoSuchDesk."""
        return await self._schemes.of(self._connection, desk_id, version)

    async def of_case(self, desk_id: str, receipt: str) -> DeskScheme:
        """Return the scheme a case began under; raise NoSuchCase when it is not there or not yours."""
        version = await self._connection.scalar(
            select(desk_case.c.scheme_version).where(desk_case.c.desk_id == desk_id, desk_case.c.receipt == receipt)
        )
        if version is None:
            raise NoSuchCase
        return await self.of(desk_id, version)

    async def of_cases(self, case_ids: Collection[UUID]) -> dict[UUID, DeskScheme]:
        """Return the schemes these cases began under; who does not exist has none."""
        rows = await self._connection.execute(
            select(desk_case.c.case_id, desk_case.c.desk_id, desk_case.c.scheme_version).where(
                desk_case.c.case_id == func.any(list_of(case_ids, Uuid()))
            )
        )
        return {row.case_id: await self.of(row.desk_id, row.scheme_version) for row in rows.all()}
