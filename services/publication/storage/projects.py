"""The projects that cases go on in, as far as the counts have to know of them."""

from collections.abc import Iterable, Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.publication.domain.public_project import PublicProject, together
from services.publication.storage.entries import count_change
from services.publication.storage.tables import public_project
from shared.database.rows import given_rows

_ONCE: Final = ("case_id", "begins_on", "started_on", "stopped_on")
_COLUMNS: Final = ("project_id", *_ONCE, "no_go")
_GIVEN: Final = given_rows("given", **{name: public_project.c[name].type for name in _COLUMNS})
_INSERT: Final = insert(public_project).from_select(
    _COLUMNS, select(*(_GIVEN.c[name] for name in _COLUMNS)), include_defaults=False
)
_NEW: Final = _INSERT.excluded
# The same as `together`.
_KEEP: Final = _INSERT.on_conflict_do_update(
    index_elements=[public_project.c.project_id],
    set_={
        **{name: func.coalesce(public_project.c[name], _NEW[name]) for name in _ONCE},
        "no_go": or_(public_project.c.no_go, _NEW.no_go),
    },
)


class PublicProjectStore:
    """Implements the port PublicProjects in one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        """Join the caller's transaction."""
        self._connection = connection

    async def keep(self, projects: Iterable[PublicProject], desks: Sequence[str]) -> None:
        """Join what is told of each project with what stands there; the numbers of *desks* may have changed."""
        told: dict[UUID, PublicProject] = {}
        for one in projects:
            told[one.project_id] = together(told[one.project_id], one) if one.project_id in told else one
        if not told:
            return
        # One order everywhere, so that two transactions never wait for each other crosswise.
        rows = [told[project_id] for project_id in sorted(told)]
        await self._connection.execute(_KEEP, {name: [getattr(row, name) for row in rows] for name in _COLUMNS})
        await count_change(self._connection, desks, "counts")
