"""The texts a desk wrote itself: every version there was, the newest in force."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import ARRAY, Text, bindparam, func, select
from sqlalchemy.dialects.postgresql import distinct_on, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.notify.storage.tables import text_version
from shared.access.tables import account


@dataclass(frozen=True, slots=True, kw_only=True)
class TextVersion:
    """One version of a desk's own text; without words it says that the scheme's or the program's are in force."""

    version: int
    subject: str | None
    body: str | None

    @property
    def is_reset(self) -> bool:
        """Tell whether the desk went back to the text it did not write."""
        return self.body is None


@dataclass(frozen=True, slots=True, kw_only=True)
class TextChange:
    """One version with who wrote it and when."""

    text: TextVersion
    author: str
    created_at: datetime


OwnTexts = Mapping[tuple[str, str], TextVersion]
_IN_FORCE: Final = (
    select(
        text_version.c.desk_id,
        text_version.c.name,
        text_version.c.version,
        text_version.c.subject,
        text_version.c.body,
    )
    .where(text_version.c.desk_id == func.any(bindparam("desks", type_=ARRAY(Text, dimensions=1))))
    .order_by(text_version.c.desk_id, text_version.c.name, text_version.c.version.desc())
    .ext(distinct_on(text_version.c.desk_id, text_version.c.name))
)


async def texts_in_force(connection: AsyncConnection, desks: Collection[str]) -> OwnTexts:
    """Return what these desks wrote themselves, by desk and name, also where they went back."""
    rows = await connection.execute(_IN_FORCE, {"desks": sorted(desks)})
    return {
        (row.desk_id, row.name): TextVersion(version=row.version, subject=row.subject, body=row.body) for row in rows
    }


async def changes_of(connection: AsyncConnection, desk_id: str, name: str) -> list[TextChange]:
    """Return every version of one text, the newest first."""
    found = (
        select(
            text_version.c.version,
            text_version.c.subject,
            text_version.c.body,
            text_version.c.created_at,
            account.c.display_name,
        )
        .outerjoin(account, account.c.id == text_version.c.author)
        .where(text_version.c.desk_id == desk_id, text_version.c.name == name)
        .order_by(text_version.c.version.desc())
    )
    return [
        TextChange(
            text=TextVersion(version=row.version, subject=row.subject, body=row.body),
            author=row.display_name or "",
            created_at=row.created_at,
        )
        for row in await connection.execute(found)
    ]


async def add_version(connection: AsyncConnection, desk_id: str, name: str, text: TextVersion, *, author: UUID) -> bool:
    """Put *text* in force; False when somebody else has written this version meanwhile."""
    added = await connection.execute(
        insert(text_version)
        .values(desk_id=desk_id, name=name, version=text.version, subject=text.subject, body=text.body, author=author)
        .on_conflict_do_nothing()
    )
    return added.rowcount == 1


async def sentences_in_force(connection: AsyncConnection, desk_id: str) -> dict[str, str]:
    """Return what a desk wrote itself to be said of notices, by name; where it went back there is none."""
    own = await texts_in_force(connection, [desk_id])
    return {name: text.body for (_, name), text in own.items() if text.body is not None and text.subject == ""}
