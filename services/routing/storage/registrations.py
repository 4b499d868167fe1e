"""Who registered for forums, as intake told it; names are opened only for who may read them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.routing.storage import tables
from shared.documents import Documents, Keyring
from shared.documents.contents import ContactContent, RegistrationContent
from shared.events import Recorded
from shared.events.registration import RegistrationFact, RegistrationState

_TABLE = tables.forum_registration


@dataclass(frozen=True, slots=True, kw_only=True)
class ForumRegistration:
    """One registration as it stands, without who it is; *told_at* is when it changed last."""

    registration_id: UUID
    state: str
    people: int
    contact_id: UUID
    words_id: UUID | None
    told_at: datetime


class ForumRegistrations:
    """The rows of `forum_registration` in one transaction."""

    def __init__(self, connection: AsyncConnection, keyring: Keyring) -> None:
        """Join the caller's transaction."""
        self._connection = connection
        self._given = Documents(connection, tables.given, keyring)

    async def keep(self, told: Sequence[Recorded[RegistrationFact]]) -> None:
        """Keep how registrations stand; what is older than what is known changes nothing."""
        newest: dict[UUID, Recorded[RegistrationFact]] = {}
        for one in told:
            known = newest.get(one.aggregate_id)
            if known is None or known.aggregate_version < one.aggregate_version:
                newest[one.aggregate_id] = one
        # In one order, so that two transactions cannot wait for each other's rows.
        for one in sorted(newest.values(), key=lambda each: each.aggregate_id):
            said = {
                "state": one.fact.state.value,
                "people": one.fact.people,
                "contact_id": one.fact.contact_id,
                "words_id": one.fact.words_id,
                "version": one.aggregate_version,
                "told_at": one.occurred_at,
            }
            key = {"registration_id": one.aggregate_id, "desk_id": one.desk_id, "number": one.fact.number}
            row = insert(_TABLE).values(**key, **said)
            newer = _TABLE.c.version < row.excluded.version
            await self._connection.execute(
                row.on_conflict_do_update(index_elements=["registration_id"], set_=said, where=newer)
            )

    async def of_forum(self, desk_id: str, number: str) -> list[ForumRegistration]:
        """Return all registrations of a forum in the order they came."""
        columns = (_TABLE.c[name] for name in ForumRegistration.__dataclass_fields__)
        rows = await self._connection.execute(
            select(*columns)
            .where(_TABLE.c.desk_id == desk_id, _TABLE.c.number == number)
            .order_by(_TABLE.c.registration_id)
        )
        return [ForumRegistration(**row._mapping) for row in rows]  # noqa: SLF001 - its public way

    async def who(self, ids: Collection[UUID]) -> Mapping[UUID, ContactContent]:
        """Open who registered; what was destroyed is left out."""
        found = await self._given.get_many(ids) if ids else {}
        return {one: ContactContent.model_validate_json(document.content) for one, document in found.items()}

    async def wishes(self, ids: Collection[UUID]) -> Mapping[UUID, str]:
        """Open what they wish; what was destroyed is left out."""
        found = await self._given.get_many(ids) if ids else {}
        return {one: RegistrationContent.model_validate_json(document.content).words for one, document in found.items()}


def counted(registrations: Sequence[ForumRegistration]) -> Mapping[RegistrationState, tuple[int, int]]:
    """Return how many registrations there are in each state, and how many people these are."""
    of = {state: [one.people for one in registrations if one.state == state] for state in RegistrationState}
    return {state: (len(people), sum(people)) for state, people in of.items()}
