"""The cases as the public counts them."""

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.publication.domain.public_case import PublicCase
from services.publication.storage.tables import public_case


class PublicCaseStore:
    """Implements the port PublicCases in one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        """Join the caller's transaction."""
        self._connection = connection

    async def keep(self, case: PublicCase) -> None:
        """Write *case* unless a newer version of it stands there already."""
        changing = {
            "fiscal_year": case.fiscal_year,
            "month": case.month,
            "stage": case.stage.value,
            "version": case.version,
        }
        await self._connection.execute(
            insert(public_case)
            .values(case_id=case.case_id, desk_id=case.desk_id, **changing)
            .on_conflict_do_update(
                index_elements=[public_case.c.case_id],
                set_=changing,
                where=public_case.c.version < case.version,
            )
        )
