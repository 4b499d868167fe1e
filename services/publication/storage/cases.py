"""The cases as the public counts them."""

from collections.abc import Iterable
from typing import Final

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.publication.domain.public_case import PublicCase
from services.publication.storage.tables import public_case
from shared.database.rows import given_rows

_COLUMNS: Final = ("case_id", "desk_id", "fiscal_year", "month", "stage", "version")
_GIVEN: Final = given_rows("given", **{name: public_case.c[name].type for name in _COLUMNS})
_INSERT: Final = insert(public_case).from_select(
    _COLUMNS, select(*(_GIVEN.c[name] for name in _COLUMNS)), include_defaults=False
)
_KEEP: Final = _INSERT.on_conflict_do_update(
    index_elements=[public_case.c.case_id],
    set_={name: _INSERT.excluded[name] for name in ("fiscal_year", "month", "stage", "version")},
    where=public_case.c.version < _INSERT.excluded.version,
)


class PublicCaseStore:
    """Implements the port PublicCases in one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        """Join the caller's transaction."""
        self._connection = connection

    async def keep(self, cases: Iterable[PublicCase]) -> None:
        """Write each case unless a newer version of it stands there already; one statement for all."""
        newest: dict[object, PublicCase] = {}
        # One order everywhere, so that two transactions never wait for each other crosswise.
        for case in sorted(cases, key=lambda case: (case.case_id, case.version)):
            newest[case.case_id] = case
        if newest:
            await self._connection.execute(
                _KEEP, {name: [getattr(case, name) for case in newest.values()] for name in _COLUMNS}
            )
