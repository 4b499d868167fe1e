"""Mappings of lists and what came of taking lists in: no content, only names of columns, numbers and counts."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.intake.domain.lists.judging import Counts, Judged, counts_of
from services.intake.domain.lists.mapping import ListMapping
from services.intake.storage.tables import import_mapping, import_run
from shared.ids import new_id


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportRun:
    """One taking-in of a list; without an end it was broken off, and the same file may be sent again."""

    run_id: UUID
    draft_id: UUID | None
    plan: str
    acknowledge: bool
    started_at: datetime
    ended_at: datetime | None
    counts: Counts = field(default_factory=Counts)
    lines: tuple[Judged, ...] = ()

    @classmethod
    def begun(cls, *, draft_id: UUID | None, plan: str, acknowledge: bool, at: datetime) -> "ImportRun":
        """Return a run that begins now."""
        return cls(run_id=new_id(), draft_id=draft_id, plan=plan, acknowledge=acknowledge, started_at=at, ended_at=None)


class ImportRows:
    """The rows of imports in one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        """Join the caller's transaction."""
        self._connection = connection

    async def save_mapping(self, desk_id: str, name: str, mapping: ListMapping, *, by: UUID, at: datetime) -> None:
        """Keep the mapping under its name, in place of what was there."""
        entry = insert(import_mapping).values(
            desk_id=desk_id, name=name, mapping=mapping.model_dump(mode="json"), saved_by=by, saved_at=at
        )
        changed = {column: entry.excluded[column] for column in ("mapping", "saved_by", "saved_at")}
        keys = [import_mapping.c.desk_id, import_mapping.c.name]
        await self._connection.execute(entry.on_conflict_do_update(index_elements=keys, set_=changed))

    async def mapping_names(self, desk_id: str) -> list[str]:
        """Return the names of the desk's mappings."""
        found = select(import_mapping.c.name).where(import_mapping.c.desk_id == desk_id)
        return list((await self._connection.execute(found.order_by(import_mapping.c.name))).scalars())

    async def mapping(self, desk_id: str, name: str) -> ListMapping | None:
        """Return the mapping of this name, if there is one."""
        one = import_mapping.c
        found = await self._connection.scalar(select(one.mapping).where(one.desk_id == desk_id, one.name == name))
        return None if found is None else ListMapping.model_validate(found)

    async def begin_run(
        self,
        run: ImportRun,
        *,
        desk_id: str,
        file_sha256: bytes,
        by: UUID,
    ) -> None:
        """Note that a list begins to be taken in."""
        await self._connection.execute(
            import_run.insert().values(
                run_id=run.run_id,
                desk_id=desk_id,
                draft_id=run.draft_id,
                plan=run.plan,
                file_sha256=file_sha256,
                acknowledge=run.acknowledge,
                started_by=by,
                started_at=run.started_at,
            )
        )

    async def end_run(self, run_id: UUID, judged: Sequence[Judged], *, at: datetime) -> None:
        """Note what became of every line."""
        counts = counts_of(judged)
        await self._connection.execute(
            update(import_run)
            .where(import_run.c.run_id == run_id)
            .values(
                ended_at=at,
                taken=counts.taken,
                known=counts.known,
                wrong=counts.wrong,
                lines=[one.as_json() for one in judged],
            )
        )

    async def newest_runs(self, desk_id: str, limit: int) -> list[ImportRun]:
        """Return the newest runs of the desk, without their lines."""
        found = select(*_COLUMNS).where(import_run.c.desk_id == desk_id)
        rows = await self._connection.execute(
            found.order_by(import_run.c.started_at.desc(), import_run.c.run_id).limit(limit)
        )
        return [_run(row, ()) for row in rows]

    async def run(self, run_id: UUID) -> ImportRun | None:
        """Return one run with its lines, if the actor of this transaction may see it."""
        found = select(*_COLUMNS, import_run.c.lines).where(import_run.c.run_id == run_id)
        row = (await self._connection.execute(found)).one_or_none()
        return None if row is None else _run(row, tuple(Judged.of_json(one) for one in row.lines))


_COLUMNS = (
    import_run.c.run_id,
    import_run.c.draft_id,
    import_run.c.plan,
    import_run.c.acknowledge,
    import_run.c.started_at,
    import_run.c.ended_at,
    import_run.c.taken,
    import_run.c.known,
    import_run.c.wrong,
)


def _run(row: Row[*tuple[Any, ...]], lines: tuple[Judged, ...]) -> ImportRun:
    return ImportRun(
        run_id=row.run_id,
        draft_id=row.draft_id,
        plan=row.plan,
        acknowledge=row.acknowledge,
        started_at=row.started_at,
        ended_at=row.ended_at,
        counts=Counts(taken=row.taken, known=row.known, wrong=row.wrong),
        lines=lines,
    )
