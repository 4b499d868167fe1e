"""The cases as the public counts them."""

from collections.abc import Iterable
from typing import Final
from uuid import UUID

from sqlalchemy import case, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.publication.domain.public_case import PublicCase, joined
from services.publication.storage.entries import count_change
from services.publication.storage.tables import public_case
from shared.database.rows import given_rows

_COLUMNS: Final = (
    "case_id",
    "desk_id",
    "fiscal_year",
    "month",
    "stage",
    "version",
    "opened_on",
    "judged_on",
    "realised_on",
)
_GIVEN: Final = given_rows("given", **{name: public_case.c[name].type for name in _COLUMNS})
_INSERT: Final = insert(public_case).from_select(
    _COLUMNS, select(*(_GIVEN.c[name] for name in _COLUMNS)), include_defaults=False
)
_NEW: Final = _INSERT.excluded
# The same as `joined`: the newer fact decides how far the case is, the first of each kind when that was.
_KEEP: Final = _INSERT.on_conflict_do_update(
    index_elements=[public_case.c.case_id],
    set_={
        "stage": case((public_case.c.version < _NEW.version, _NEW.stage), else_=public_case.c.stage),
        "version": func.greatest(public_case.c.version, _NEW.version),
        **{name: func.coalesce(public_case.c[name], _NEW[name]) for name in ("fiscal_year", "month")},
        **{name: func.least(public_case.c[name], _NEW[name]) for name in ("opened_on", "judged_on", "realised_on")},
    },
)


class PublicCaseStore:
    """Implements the port PublicCases in one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        """Join the caller's transaction."""
        self._connection = connection

    async def keep(self, cases: Iterable[PublicCase]) -> None:
        """Join what is told of each case with what stands there; one statement for all, and one that counts it."""
        told: dict[UUID, PublicCase] = {}
        for one in cases:
            told[one.case_id] = joined(told[one.case_id], one) if one.case_id in told else one
        if not told:
            return
        # One order everywhere, so that two transactions never wait for each other crosswise.
        rows = [told[case_id] for case_id in sorted(told)]
        await self._connection.execute(_KEEP, {name: [getattr(row, name) for row in rows] for name in _COLUMNS})
        await count_change(self._connection, [row.desk_id for row in rows], "counts")
