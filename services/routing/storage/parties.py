"""Parties as a person keeps them: one entry with what was merged into it, changed one act at a time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.routing.domain.body_names import PartyKind
from services.routing.domain.keeping import Member, Party, PartyAct, PartyName
from services.routing.domain.party import Found, NameStanding, PartyState
from services.routing.storage import tables
from services.routing.storage.recognition import take_turns
from shared.access.actor import Actor
from shared.documents import DocumentKind, Documents, KeeperKind, Keyring, NewKeeper
from shared.documents.contents import ContactContent
from shared.errors import Missing
from shared.ids import new_id
from shared.japanese.corporate_number import corporate_number
from shared.japanese.normalise import matching_name

_PARTY: Final = tables.parties.party
_NAME: Final = tables.parties.party_name
_LINK: Final = tables.parties.case_party
_ACT: Final = tables.parties.party_act


class NoSuchParty(Missing):
    """There is no such party, or it is another desk's."""

    public_message = "この団体は登録されていないか、閲覧できません。"


@dataclass(frozen=True, slots=True, kw_only=True)
class Acted:
    """What a person did with a party and why; *before* and *after* are codes, numbers, days and ids, never words."""

    act: PartyAct
    by: Actor
    at: datetime
    reason: str = ""
    other_id: UUID | None = None
    before: str | None = None
    after: str | None = None


class PartyStore:
    """The registry in one transaction of a person."""

    def __init__(self, connection: AsyncConnection, keyring: Keyring) -> None:
        """Join the caller's transaction."""
        self._connection = connection
        self._documents = Documents(connection, tables.documents, keyring)

    async def take_turns(self, desk_id: str) -> None:
        """Let nobody else change the registry of the desk until the end; what is read from here on holds."""
        await take_turns(self._connection, [desk_id])

    async def find(self, desk_id: str, party_id: UUID) -> Party:
        """Return the party an entry belongs to; raise NoSuchParty."""
        speaks = select(_PARTY.c.survivor_id).where(_PARTY.c.party_id == party_id, _PARTY.c.desk_id == desk_id)
        together = select(_PARTY.c.party_id).where(_PARTY.c.survivor_id == speaks.scalar_subquery())
        rows = await self._connection.execute(
            select(_PARTY)
            .where(_PARTY.c.party_id.in_(together))
            .order_by(_PARTY.c.merged_into.is_not(None), _PARTY.c.party_id)
        )
        members = [_member(row._mapping) for row in rows]  # noqa: SLF001 - its public way
        if not members:
            raise NoSuchParty
        names = await self._connection.execute(
            select(_NAME)
            .where(_NAME.c.party_id.in_([one.party_id for one in members]))
            .order_by(_NAME.c.party_id != members[0].party_id, _NAME.c.valid_from.nulls_first(), _NAME.c.name_id)
        )
        named = [_name(row._mapping) for row in names]  # noqa: SLF001 - the same
        return Party(entry=members[0], merged=members[1:], names=named)

    async def called(self, desk_id: str, said: str) -> list[UUID]:
        """Return the parties with this 法人番号, else those with exactly this name but for ways to write it."""
        number = corporate_number(said)
        named = select(_NAME.c.party_id).where(_NAME.c.desk_id == desk_id, _NAME.c.matching == matching_name(said))
        hit = _PARTY.c.corporate_number == number if number else _PARTY.c.party_id.in_(named)
        found = select(_PARTY.c.survivor_id).where(_PARTY.c.desk_id == desk_id, hit).distinct().limit(3)
        return list(await self._connection.scalars(found))

    async def make(self, desk_id: str, kind: PartyKind, name: str) -> UUID:
        """Make a party a person knows."""
        party_id = new_id()
        await self._connection.execute(
            insert(_PARTY).values(
                party_id=party_id,
                desk_id=desk_id,
                kind=kind.value,
                state=PartyState.CONFIRMED.value,
                survivor_id=party_id,
            )
        )
        await self.add_name(desk_id, party_id, name)
        return party_id

    async def change(self, party_id: UUID, **values: Any) -> None:
        """Change columns of one entry and count its version up."""
        await self._connection.execute(
            update(_PARTY).where(_PARTY.c.party_id == party_id).values(version=_PARTY.c.version + 1, **values)
        )

    async def merge(self, kept: UUID, other: Party) -> None:
        """Let one entry speak for all of another party; nothing of it moves."""
        await self.change(other.party_id, merged_into=kept, survivor_id=kept)
        await self._connection.execute(
            update(_PARTY).where(_PARTY.c.survivor_id == other.party_id).values(survivor_id=kept)
        )

    async def take_apart(self, party_id: UUID, along: frozenset[UUID]) -> None:
        """Let an entry speak for itself again, and for those that go *along*."""
        await self.change(party_id, merged_into=None, survivor_id=party_id)
        await self._connection.execute(
            update(_PARTY).where(_PARTY.c.party_id.in_(along - {party_id})).values(survivor_id=party_id)
        )

    async def add_name(
        self,
        desk_id: str,
        party_id: UUID,
        name: str,
        *,
        kana: str = "",
        begins: date | None = None,
    ) -> UUID:
        """Add a name in use; the desk itself wrote it, so it is of no case."""
        name_id = new_id()
        await self._connection.execute(
            insert(_NAME).values(
                name_id=name_id,
                party_id=party_id,
                desk_id=desk_id,
                name=name,
                kana=kana,
                matching=matching_name(name),
                standing=NameStanding.VALID.value,
                valid_from=begins,
            )
        )
        return name_id

    async def change_name(self, name_id: UUID, **values: Any) -> None:
        """Change what a writing of a name is to its party, or its days."""
        await self._connection.execute(update(_NAME).where(_NAME.c.name_id == name_id).values(**values))

    async def party_of_case(self, case_id: UUID) -> UUID | None:
        """Return the entry a case is linked to."""
        found: UUID | None = await self._connection.scalar(select(_LINK.c.party_id).where(_LINK.c.case_id == case_id))
        return found

    async def link(self, case_id: UUID, desk_id: str, party_id: UUID | None) -> None:
        """Let a case belong to a party, or to none, because a person says so."""
        found = Found.PERSON.value
        there = update(_LINK).where(_LINK.c.case_id == case_id).values(party_id=party_id, found=found)
        if (await self._connection.execute(there)).rowcount == 0:
            await self._connection.execute(
                insert(_LINK).values(case_id=case_id, desk_id=desk_id, party_id=party_id, found=found, name="")
            )

    async def note(self, party_id: UUID, acted: Acted) -> None:
        """Write down who did what and when, and why under the party's own key."""
        reason_id = await self._write(party_id, acted, acted.reason.encode()) if acted.reason else None
        await self._connection.execute(
            insert(_ACT).values(
                act_id=new_id(),
                party_id=party_id,
                desk_id=acted.by.desk_id,
                act=acted.act.value,
                other_id=acted.other_id,
                before=acted.before,
                after=acted.after,
                reason_id=reason_id,
                account_id=acted.by.account_id,
                at=acted.at,
            )
        )

    async def write_contact(self, party_id: UUID, acted: Acted, contact: ContactContent) -> UUID:
        """Seal a contact the desk writes down, under the party's own key."""
        return await self._write(party_id, acted, contact.to_bytes(), DocumentKind.CONTACT)

    async def _write(
        self, party_id: UUID, acted: Acted, content: bytes, kind: DocumentKind = DocumentKind.REASON
    ) -> UUID:
        desk_id = acted.by.desk_id
        keeper = NewKeeper(keeper_id=party_id, kind=KeeperKind.PARTY, desk_id=desk_id)
        await self._documents.create_keepers([keeper])
        return await self._documents.write(
            kind, content, keeper_id=party_id, keeper_kind=KeeperKind.PARTY, desk_id=desk_id
        )


def _member(row: Mapping[Any, Any]) -> Member:
    return Member(
        party_id=row["party_id"],
        kind=PartyKind(row["kind"]),
        state=PartyState(row["state"]),
        number=row["corporate_number"],
        merged_into=row["merged_into"],
        version=row["version"],
    )


def _name(row: Mapping[Any, Any]) -> PartyName:
    return PartyName(
        name_id=row["name_id"],
        party_id=row["party_id"],
        name=row["name"],
        kana=row["kana"],
        standing=NameStanding(row["standing"]),
        valid_from=row["valid_from"],
        valid_to=row["valid_to"],
    )
