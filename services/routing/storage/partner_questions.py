"""What companies are asked about drafts that name them, and what they said by their links."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import RowMapping, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.routing.domain.ledger.item import Item
from services.routing.ports import Told
from services.routing.storage.record import Marks, Subject, record
from services.routing.storage.tables import messaging, publication_question
from shared.events import Classification, PublicationConsentAsked, PublicationPartnerAnswered
from shared.events.who import rules_of
from shared.ids import new_id
from shared.messaging.outbox import Outbox


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerQuestion:
    """One draft and what is asked of it."""

    question_id: UUID
    item_id: UUID
    offer_id: UUID
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
    shown_since: datetime | None = None
    withdrawn_at: datetime | None = None

    @property
    def asks(self) -> bool:
        """Tell whether an answer is waited for."""
        return not self.settled and self.answered_at is None


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicOfPartner:
    """What everybody reads, or read until it was withdrawn, of a company, however it agreed to that."""

    number: str
    since: datetime
    until: datetime | None


class PartnerQuestions:
    """The rows of `publication_question` in one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        """Join the caller's transaction."""
        self._connection = connection

    async def ask(self, item: Item, asked: Sequence[PublicationConsentAsked], at: datetime) -> None:
        """Put the questions that are for companies on the pages of their links; a newer one replaces an older one."""
        for one in asked:
            if one.offer_id is None:
                continue
            row = {
                "question_id": new_id(),
                "item_id": item.item_id,
                "offer_id": one.offer_id,
                "desk_id": item.desk_id,
                "number": one.number,
                "draft": one.draft,
                "content_id": one.content_id,
                "pictures": list(one.pictures),
                "fields": list(one.fields),
                "note_id": one.note_id,
                "asked_at": at,
                "due": one.due,
                "release_at": one.release_at,
                "settled": False,
                "answered_at": None,
                "refused": None,
            }
            new = insert(publication_question).values(row)
            await self._connection.execute(new.on_conflict_do_update(index_elements=["item_id", "offer_id"], set_=row))

    async def settle(self, item_id: UUID, offer_id: UUID | None = None) -> None:
        """Wait no more for an answer, of all companies or of one."""
        one = publication_question.c
        meant = update(publication_question).where(one.item_id == item_id)
        if offer_id is not None:
            meant = meant.where(one.offer_id == offer_id)
        await self._connection.execute(meant.values(settled=True))

    async def show(self, item: Item, partners: Collection[UUID], since: datetime) -> None:
        """Keep since when everybody reads it; a correction leaves the day of the first time.

        Of *partners* some may never have been asked by their link: their yes came by telephone.
        """
        await self._name(item, partners, since)
        one = publication_question.c
        first = func.coalesce(one.shown_since, since)
        meant = update(publication_question).where(one.item_id == item.item_id)
        await self._connection.execute(meant.values(shown_since=first))

    async def _name(self, item: Item, partners: Collection[UUID], at: datetime) -> None:
        """Write a row that asks nothing for each company that has none."""
        for offer_id in sorted(partners):
            row = {
                "question_id": new_id(),
                "item_id": item.item_id,
                "offer_id": offer_id,
                "desk_id": item.desk_id,
                "number": item.number,
                "draft": 0,
                "pictures": [],
                "fields": [],
                "asked_at": at,
                "settled": True,
            }
            new = insert(publication_question).values(row)
            await self._connection.execute(new.on_conflict_do_nothing(index_elements=["item_id", "offer_id"]))

    async def take_back(self, item_id: UUID, at: datetime) -> None:
        """Wait no more for an answer, and keep since when nobody reads it any more."""
        one = publication_question.c
        meant = update(publication_question).where(one.item_id == item_id)
        await self._connection.execute(meant.values(settled=True, withdrawn_at=at))

    async def of(self, offer_id: UUID) -> list[PartnerQuestion]:
        """Return what the company of one offer is or was asked, newest first."""
        one = publication_question.c
        asked = (one.offer_id == offer_id, one.content_id.is_not(None))
        query = select(*one).where(*asked).order_by(one.asked_at.desc(), one.question_id)
        return [_question(row) for row in (await self._connection.execute(query)).mappings()]

    async def public(self, offer_id: UUID) -> list[PublicOfPartner]:
        """Return what everybody reads or read of the company of one offer, newest first."""
        one = publication_question.c
        query = select(one.number, one.shown_since, one.withdrawn_at).where(
            one.offer_id == offer_id, one.shown_since.is_not(None)
        )
        rows = await self._connection.execute(query.order_by(one.shown_since.desc(), one.question_id))
        return [PublicOfPartner(number=row[0], since=row[1], until=row[2]) for row in rows]

    async def answered(
        self, offer_id: UUID, item_id: UUID, draft: int, at: datetime, refused: Collection[str]
    ) -> PartnerQuestion | None:
        """Remember what was said to this draft and return it as it was asked; None where nothing waited for it.

        Of what was refused only those fields are kept that were asked about.
        """
        one = publication_question.c
        waiting = (
            one.offer_id == offer_id,
            one.item_id == item_id,
            one.draft == draft,
            ~one.settled,
            one.answered_at.is_(None),
        )
        row = (await self._connection.execute(select(*one).where(*waiting).with_for_update())).mappings().one_or_none()
        if row is None:
            return None
        kept = [code for code in row["fields"] if code in refused]
        said = update(publication_question).where(one.question_id == row["question_id"])
        await self._connection.execute(said.values(answered_at=at, refused=kept))
        return replace(_question(row), answered_at=at, refused=tuple(kept))

    async def tell(
        self, asked: PartnerQuestion, answered: PublicationPartnerAnswered, told: Told, scheme_version: int
    ) -> None:
        """Let the publication hear what was answered."""
        marks = Marks(rules_of(asked.desk_id, scheme_version), Classification.LIMITED, asked.question_id)
        facts = record(Subject(asked.desk_id, asked.question_id, 0), [answered], told, marks)
        await Outbox(self._connection, messaging).add_all(facts)


def _question(row: RowMapping) -> PartnerQuestion:
    arrays = {"pictures": tuple(row["pictures"]), "fields": tuple(row["fields"])}
    refused = None if row["refused"] is None else tuple(row["refused"])
    return PartnerQuestion(**{**row, **arrays, "refused": refused})
