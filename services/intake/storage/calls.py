"""The calls that everybody may answer, in one transaction."""

from datetime import date
from typing import Any, Final

from pydantic import TypeAdapter
from sqlalchemy import RowMapping, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.intake.domain.calls import PublicCall
from services.intake.storage.tables import office_documents, public_call
from shared.documents import Documents, Keyring
from shared.documents.public import PublicContent
from shared.events import Recorded
from shared.events.public import CallPublished, CallWithdrawn, ForumAnnounced, ForumWithdrawn
from shared.japanese.era import day_in_japan
from shared.scheme.fields import Field

_FIELDS: Final = TypeAdapter(tuple[Field, ...])
_LONGEST: Final = 20
# What the form has to know of a call or a forum.
_NAMES: Final = (
    *("number", "title", "summary", "opens_on", "closes_on", "closed", "fields"),
    *("reverse", "closed_on", "results_by", "held_on"),
)
CALL_COLUMNS: Final = tuple(public_call.c[name] for name in _NAMES)


def call_in(row: RowMapping) -> PublicCall:
    """Return the call of a row that holds CALL_COLUMNS."""
    return PublicCall(**{**row, "fields": _FIELDS.validate_python(row["fields"])})


class PublicCalls:
    """The rows of `public_call` in one transaction."""

    def __init__(self, connection: AsyncConnection, keyring: Keyring) -> None:
        """Join the caller's transaction."""
        self._connection = connection
        self._office = Documents(connection, office_documents, keyring)

    async def keep(self, told: Recorded[CallPublished] | Recorded[ForumAnnounced]) -> None:
        """Take over what was published, unless something later is known already; a forum is open from then on."""
        content = PublicContent.model_validate_json((await self._office.open(told.fact.content_id)).content)
        await self._put(
            told.desk_id,
            told.fact.number,
            told.aggregate_version,
            opens_on=told.fact.opens_on if isinstance(told.fact, CallPublished) else day_in_japan(told.occurred_at),
            closes_on=told.fact.closes_on,
            closed=isinstance(told.fact, CallPublished) and told.fact.closed,
            title=content.title,
            summary=content.summary,
            fields=_FIELDS.dump_python(content.fields, mode="json"),
            gone=False,
            **_of_call(told.fact),
            held_on=told.fact.held_on if isinstance(told.fact, ForumAnnounced) else None,
            content_id=told.fact.content_id,
            capacity=content.capacity,
            waiting_list=content.waiting_list,
        )

    async def withdraw(self, told: Recorded[CallWithdrawn] | Recorded[ForumWithdrawn]) -> None:
        """Take applications no more, and show nothing of it."""
        day = day_in_japan(told.occurred_at)
        await self._put(
            told.desk_id,
            told.fact.number,
            told.aggregate_version,
            opens_on=day,
            closes_on=day,
            closed=True,
            title="",
            summary="",
            fields=[],
            gone=True,
        )

    async def _put(self, desk_id: str, number: str, version: int, **said: Any) -> None:
        row = insert(public_call).values(desk_id=desk_id, number=number, version=version, **said)
        newer = row.on_conflict_do_update(
            index_elements=["desk_id", "number"],
            set_={"version": version, **said},
            where=public_call.c.version < version,
        )
        await self._connection.execute(newer)

    async def find(self, desk_id: str, number: str) -> PublicCall | None:
        """Return a call that stands, whether it is open or not."""
        one = public_call.c
        found = select(*CALL_COLUMNS).where(one.desk_id == desk_id, one.number == number, ~one.gone)
        row = (await self._connection.execute(found)).mappings().one_or_none()
        return None if row is None else call_in(row)

    async def withdrawn_on(self, desk_id: str, number: str) -> date | None:
        """Return the day a call or a forum was taken back; None where it was not."""
        one = public_call.c
        return await self._connection.scalar(
            select(one.closes_on).where(one.desk_id == desk_id, one.number == number[:_LONGEST], one.gone)
        )


def _of_call(fact: CallPublished | ForumAnnounced) -> dict[str, Any]:
    if isinstance(fact, ForumAnnounced):
        return {}
    return {"reverse": fact.reverse, "closed_on": fact.closed_on, "results_by": fact.results_by}
