"""What intake lets notify see of those who registered for forums: how each stands, and whose contact is written to."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Boolean, Column, Integer, MetaData, Select, Table, Text, Uuid, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

# Declared here as far as notify reads it, for services do not import each other.
_intake: Final = MetaData(schema="intake")
_registration: Final = Table(
    "registration",
    _intake,
    Column("registration_id", Uuid, primary_key=True),
    Column("desk_id", Text),
    Column("number", Text),
    Column("state", Text),
    Column("people", Integer),
    Column("contact_id", Uuid),
    Column("answerable", Boolean),
    Column("link_generation", Integer),
)
_forum: Final = Table(
    "public_call",
    _intake,
    Column("desk_id", Text, primary_key=True),
    Column("number", Text, primary_key=True),
    Column("version", Integer),
    Column("gone", Boolean),
    Column("content_id", Uuid),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationNow:
    """How a registration stands now."""

    registration_id: UUID
    state: str
    people: int
    contact_id: UUID
    link_generation: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ForumNow:
    """How a forum stands now; *version* is that of the fact which told it, *gone* that it was taken back."""

    desk_id: str
    number: str
    version: int
    gone: bool
    content_id: UUID | None


class RegistrationsOfIntake:
    """Reads intake's rows in the caller's transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        """Join the caller's transaction."""
        self._connection = connection

    async def now(self, registration_ids: Collection[UUID]) -> dict[UUID, RegistrationNow]:
        """Return how these registrations stand; one that is not there is not among them."""
        if not registration_ids:
            return {}
        found = await self._these(_asked().where(_registration.c.registration_id.in_(sorted(registration_ids))))
        return {one.registration_id: one for one in found}

    async def of_forum(self, desk_id: str, number: str) -> list[RegistrationNow]:
        """Return who stands on the list of a forum and can be written to."""
        here = (_registration.c.desk_id == desk_id, _registration.c.number == number)
        asked = _asked().where(*here, _registration.c.state != "cancelled", _registration.c.answerable)
        return await self._these(asked)

    async def forums(self, asked: Collection[tuple[str, str]]) -> dict[tuple[str, str], ForumNow]:
        """Return how these forums stand, by desk and number, also those that were taken back."""
        if not asked:
            return {}
        columns = (_forum.c[name] for name in ForumNow.__dataclass_fields__)
        here = tuple_(_forum.c.desk_id, _forum.c.number).in_(sorted(asked))
        rows = await self._connection.execute(select(*columns).where(here))
        found = [ForumNow(**row._mapping) for row in rows]  # noqa: SLF001 - its public way
        return {(one.desk_id, one.number): one for one in found}

    async def _these(self, asked: Select[Any]) -> list[RegistrationNow]:
        rows = await self._connection.execute(asked.order_by(_registration.c.registration_id))
        return [RegistrationNow(**row._mapping) for row in rows]  # noqa: SLF001 - its public way


def _asked() -> Select[Any]:
    return select(*(_registration.c[name] for name in RegistrationNow.__dataclass_fields__))
