"""The drafts proposers are asked about, as their pages show them, and what became public of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import RowMapping, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.intake.storage.tables import office_documents, publication_asked, publication_shown
from shared.documents import Document, Documents, Keyring
from shared.documents.public import PublicContent


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedPublication:
    """One draft and what is asked of it."""

    publication_id: UUID
    proposal_id: UUID
    desk_id: str
    number: str
    draft: int
    content_id: UUID
    pictures: tuple[UUID, ...]
    fields: tuple[str, ...]
    note_id: UUID
    asked_at: datetime
    due: date
    release_at: datetime | None = None
    settled: bool = False
    answered_at: datetime | None = None
    refused: tuple[str, ...] | None = None

    @property
    def asks(self) -> bool:
        """Tell whether an answer is waited for."""
        return not self.settled and self.answered_at is None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPublication:
    """What everybody reads under a number since a moment, or did until another."""

    publication_id: UUID
    number: str
    since: datetime
    withdrawn_at: datetime | None = None


class Publications:
    """The rows of `publication_asked` in one transaction, and the drafts themselves."""

    def __init__(self, connection: AsyncConnection, keyring: Keyring) -> None:
        """Join the caller's transaction."""
        self._connection = connection
        self._office = Documents(connection, office_documents, keyring)

    async def ask(self, asked: AskedPublication) -> None:
        """Ask from now on about this draft, and about no earlier one of the publication."""
        row = {
            "publication_id": asked.publication_id,
            "proposal_id": asked.proposal_id,
            "desk_id": asked.desk_id,
            "number": asked.number,
            "draft": asked.draft,
            "content_id": asked.content_id,
            "pictures": list(asked.pictures),
            "fields": list(asked.fields),
            "note_id": asked.note_id,
            "asked_at": asked.asked_at,
            "due": asked.due,
            "release_at": asked.release_at,
            "settled": False,
            "answered_at": None,
            "refused": None,
        }
        new = insert(publication_asked).values(row)
        keys = ("publication_id", "proposal_id")
        await self._connection.execute(new.on_conflict_do_update(index_elements=keys, set_=row))

    async def settle(self, publication_id: UUID, proposal_id: UUID | None = None) -> None:
        """Wait no more for an answer, of all proposers or of one."""
        one = publication_asked.c
        meant = update(publication_asked).where(one.publication_id == publication_id)
        if proposal_id is not None:
            meant = meant.where(one.proposal_id == proposal_id)
        await self._connection.execute(meant.values(settled=True))

    async def show(self, shown: ShownPublication, proposal_id: UUID, desk_id: str) -> None:
        """Keep since when everybody reads it; a correction leaves the day of the first time."""
        row = {
            "publication_id": shown.publication_id,
            "proposal_id": proposal_id,
            "desk_id": desk_id,
            "number": shown.number,
            "since": shown.since,
            "withdrawn_at": None,
        }
        keys = ("publication_id", "proposal_id")
        new = insert(publication_shown).values(row)
        await self._connection.execute(
            new.on_conflict_do_update(index_elements=keys, set_={"number": shown.number, "withdrawn_at": None})
        )

    async def take_back(self, publication_id: UUID, at: datetime) -> None:
        """Keep since when nobody reads it any more."""
        one = publication_shown.c
        meant = update(publication_shown).where(one.publication_id == publication_id)
        await self._connection.execute(meant.values(withdrawn_at=at))

    async def shown_of(self, proposal_id: UUID) -> list[ShownPublication]:
        """Return what everybody reads or read of one proposal, the newest first."""
        one = publication_shown.c
        rows = await self._connection.execute(
            select(one.publication_id, one.number, one.since, one.withdrawn_at)
            .where(one.proposal_id == proposal_id)
            .order_by(one.since.desc(), one.publication_id)
        )
        return [ShownPublication(**row) for row in rows.mappings()]

    async def of(self, proposal_id: UUID) -> list[AskedPublication]:
        """Return what the proposer of one proposal is or was asked, newest first."""
        one = publication_asked.c
        rows = await self._connection.execute(
            select(*one).where(one.proposal_id == proposal_id).order_by(one.asked_at.desc(), one.publication_id)
        )
        return [_asked(row) for row in rows.mappings()]

    async def contents(self, asked: Sequence[AskedPublication]) -> dict[UUID, PublicContent]:
        """Open the drafts, by publication; one that was destroyed is left out."""
        found = await self._office.get_many([one.content_id for one in asked]) if asked else {}
        return {
            one.publication_id: PublicContent.model_validate_json(found[one.content_id].content)
            for one in asked
            if one.content_id in found
        }

    async def picture(self, picture_id: UUID) -> Document:
        """Open a picture; raise NoSuchDocument where it is none of this proposer's drafts'."""
        return await self._office.open(picture_id)

    async def answered(
        self, proposal_id: UUID, publication_id: UUID, draft: int, at: datetime, refused: Sequence[str]
    ) -> AskedPublication | None:
        """Remember what was said to this draft and return what was asked; None where nothing waited for it."""
        one = publication_asked.c
        waiting = (
            one.proposal_id == proposal_id,
            one.publication_id == publication_id,
            one.draft == draft,
            ~one.settled,
            one.answered_at.is_(None),
        )
        said = update(publication_asked).where(*waiting).values(answered_at=at, refused=list(refused))
        row = (await self._connection.execute(said.returning(*one))).mappings().one_or_none()
        return None if row is None else _asked(row)


def _asked(row: RowMapping) -> AskedPublication:
    arrays = {"pictures": tuple(row["pictures"]), "fields": tuple(row["fields"])}
    refused = None if row["refused"] is None else tuple(row["refused"])
    return AskedPublication(**{**row, **arrays, "refused": refused})
