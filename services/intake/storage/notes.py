"""What the office told proposers, as their pages show it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import DateTime, Uuid, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.intake.domain.told import Note
from services.intake.storage.tables import office_documents, proposer_note
from shared.database.rows import given_rows, insert_new_rows
from shared.documents import Documents, Keyring
from shared.events import CaseExtended, CompletionAsked


@dataclass(frozen=True, slots=True, kw_only=True)
class NewNote:
    """A note that is shown from now on; *settled* where an answer to it is waited for no more already."""

    note: Note
    proposal_id: UUID
    desk_id: str
    at: datetime
    settled: bool = False
    answered_at: datetime | None = None

    def waits_for_completion_of(self, proposal_id: UUID) -> bool:
        """Tell whether it asks the proposer of this proposal for what is missing."""
        return self.proposal_id == proposal_id and self.note.asks_completion and self.answered_at is None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteRow:
    """A note as its row knows it; the words are opened by its id."""

    note_id: UUID
    kind: str
    told_at: datetime
    until: date | None
    offer_id: UUID | None
    settled: bool
    opened_at: datetime | None
    answered_at: datetime | None
    conditions_id: UUID | None
    agreed: bool | None

    @property
    def asks(self) -> bool:
        """Tell whether these are conditions that wait for a yes or a no."""
        return self.offer_id is not None and not self.settled and self.answered_at is None

    @property
    def asks_completion(self) -> bool:
        """Tell whether it asks for what is missing; `answered_at` is when that came."""
        return self.kind == CompletionAsked.type

    @property
    def extends(self) -> bool:
        """Tell whether it says until when an answer was put off."""
        return self.kind == CaseExtended.type


class Notes:
    """The rows of `proposer_note` in one transaction, and the words of the office."""

    def __init__(self, connection: AsyncConnection, keyring: Keyring) -> None:
        """Join the caller's transaction."""
        self._connection = connection
        self._office = Documents(connection, office_documents, keyring)

    async def settle(self, offers: Collection[UUID], proposals: Collection[UUID]) -> None:
        """Wait no more for an answer to the conditions of these offers, and to any of these proposals."""
        if not offers and not proposals:
            return
        meant = or_(proposer_note.c.offer_id.in_(offers), proposer_note.c.proposal_id.in_(proposals))
        await self._connection.execute(update(proposer_note).where(meant).values(settled=True))

    async def complete(self, proposals: Mapping[UUID, datetime]) -> None:
        """Remember when what these proposals were asked to complete came."""
        if proposals:
            given = {"completed": list(proposals), "times": list(proposals.values())}
            await self._connection.execute(_COMPLETE, given)

    async def add(self, notes: Sequence[NewNote]) -> None:
        """Show these notes from now on; one that is shown already stays as it is."""
        rows = [
            {
                "note_id": one.note.note_id,
                "proposal_id": one.proposal_id,
                "desk_id": one.desk_id,
                "kind": one.note.kind,
                "told_at": one.at,
                "until": one.note.until,
                "offer_id": one.note.offer_id,
                "conditions_id": one.note.conditions_id,
                "settled": one.settled,
                "answered_at": one.answered_at,
            }
            for one in notes
        ]
        await insert_new_rows(self._connection, proposer_note, rows)

    async def of(self, proposal_id: UUID) -> list[NoteRow]:
        """Return what the proposer was told, newest first."""
        one = proposer_note.c
        found = select(
            one.note_id,
            one.kind,
            one.told_at,
            one.until,
            one.offer_id,
            one.settled,
            one.opened_at,
            one.answered_at,
            one.conditions_id,
            one.agreed,
        )
        rows = await self._connection.execute(
            found.where(one.proposal_id == proposal_id).order_by(one.told_at.desc(), one.note_id)
        )
        return [NoteRow(**row) for row in rows.mappings()]

    async def words(self, note_ids: Collection[UUID]) -> dict[UUID, str]:
        """Open what the office wrote; what was destroyed is not among it."""
        return {note_id: document.text for note_id, document in (await self._office.get_many(note_ids)).items()}

    async def opened(self, proposal_id: UUID, at: datetime) -> list[UUID]:
        """Remember that the page shows what it never showed before, and return which notes these are."""
        one = proposer_note.c
        shown = update(proposer_note).where(one.proposal_id == proposal_id, one.opened_at.is_(None))
        found = await self._connection.execute(shown.values(opened_at=at).returning(one.note_id))
        return list(found.scalars())

    async def answered(self, proposal_id: UUID, to: UUID, at: datetime, *, agreed: bool) -> UUID | None:
        """Remember what was said *to* these conditions and return whose they are; None when nothing waited for it."""
        one = proposer_note.c
        waiting = (one.proposal_id == proposal_id, one.conditions_id == to, ~one.settled, one.answered_at.is_(None))
        said = update(proposer_note).where(*waiting).values(answered_at=at, agreed=agreed)
        offer_id: UUID | None = await self._connection.scalar(said.returning(one.offer_id))
        return offer_id


_CAME = given_rows("came", completed=Uuid(), times=DateTime(timezone=True))
_COMPLETE = (
    update(proposer_note)
    .where(
        proposer_note.c.proposal_id == _CAME.c.completed,
        proposer_note.c.kind == CompletionAsked.type,
        proposer_note.c.answered_at.is_(None),
    )
    .values(answered_at=_CAME.c.times)
)
