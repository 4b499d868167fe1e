"""Parties as their reader sees them: whatever a batch of cases brings, with the same few statements."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Text, Uuid, and_, bindparam, delete, exists, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.routing.domain.body_names import PartyKind
from services.routing.domain.party import Found, Known, NameStanding, PartyState, Recognised, Stated
from services.routing.storage.living import while_its_key_lives
from services.routing.storage.tables import desk_case, parties
from shared.database.rows import given_rows, insert_rows, list_of
from shared.documents import Keyring
from shared.events import ProposerKind
from shared.ids import new_id
from shared.japanese.normalise import matching_name

_PARTY, _NAME, _LINK, _ACT = parties.party, parties.party_name, parties.case_party, parties.party_act
# Whoever makes or changes parties of a desk does it one after the other; so two never make the same one.
_TAKE_TURNS: Final = select(func.pg_advisory_xact_lock(func.hashtextextended(bindparam("turn", type_=Text()), 0)))
_LINK_COLUMNS: Final = ("case_id", "desk_id", "party_id", "found", "name", "domain_digest")
_GIVEN: Final = given_rows("given", **{name: _LINK.c[name].type for name in _LINK_COLUMNS})
_LINKED: Final = insert(_LINK).from_select(_LINK_COLUMNS, select(*(_GIVEN.c[name] for name in _LINK_COLUMNS)))
_KEEP: Final = _LINKED.on_conflict_do_update(
    index_elements=[_LINK.c.case_id],
    set_={name: _LINKED.excluded[name] for name in ("party_id", "found", "name", "domain_digest")},
    # What a person decided stays.
    where=_LINK.c.found != Found.PERSON.value,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseToRead:
    """A case no person has given a party; *found* is None until it was read the first time."""

    case_id: UUID
    proposal_id: UUID
    desk_id: str
    proposer_kind: ProposerKind
    opened_at: datetime
    party_id: UUID | None
    found: Found | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A case with what it says and the party it was found to belong to; *domain* speaks for a body."""

    case: CaseToRead
    stated: Stated
    seen: Recognised
    domain: str | None
    kana: str
    on: date


async def take_turns(connection: AsyncConnection, desk_ids: Iterable[str]) -> None:
    """Wait until nobody else makes or changes parties of these desks, and keep others waiting until the end."""
    for desk_id in sorted(set(desk_ids)):
        await connection.execute(_TAKE_TURNS, {"turn": f"routing.party/{desk_id}"})


class Recognition:
    """The registry in one transaction of its reader."""

    def __init__(self, connection: AsyncConnection, keyring: Keyring) -> None:
        """Join the caller's transaction."""
        self._connection = connection
        self._keyring = keyring

    async def unread(self, proposal_ids: Collection[UUID], desk_ids: Iterable[str]) -> list[CaseToRead]:
        """Return the cases of these proposals that no person has given a party, the oldest first.

        Who destroys the key of one waits until this transaction ends; one whose key is gone is not among them.
        """
        await take_turns(self._connection, desk_ids)
        case = desk_case.c
        unread = (
            select(
                *(case.case_id, case.proposal_id, case.desk_id, case.proposer_kind, case.opened_at),
                _LINK.c.party_id,
                _LINK.c.found,
            )
            .outerjoin(_LINK, _LINK.c.case_id == case.case_id)
            .where(
                case.proposal_id == func.any(list_of(proposal_ids, Uuid())),
                _LINK.c.found.is_distinct_from(Found.PERSON.value),
            )
        )
        rows = await self._connection.execute(while_its_key_lives(unread, case.case_id))
        return [
            CaseToRead(
                case_id=row.case_id,
                proposal_id=row.proposal_id,
                desk_id=row.desk_id,
                proposer_kind=ProposerKind(row.proposer_kind),
                opened_at=row.opened_at,
                party_id=row.party_id,
                found=None if row.found is None else Found(row.found),
            )
            for row in rows
        ]

    async def known(self, desk_id: str, stated: Collection[Stated], party_ids: Collection[UUID]) -> list[Known]:
        """Return the parties of a desk with one of these numbers, names or ids, and whatever was merged with them."""
        numbers = [one.number for one in stated if one.number]
        matching = [matching_name(one.name) for one in stated if one.name]
        entry = _PARTY.alias("entry")
        named = entry.c.party_id.in_(
            select(_NAME.c.party_id).where(
                _NAME.c.desk_id == desk_id, _NAME.c.matching == func.any(list_of(matching, Text()))
            )
        )
        hit = select(entry.c.survivor_id).where(
            entry.c.desk_id == desk_id,
            or_(
                entry.c.corporate_number == func.any(list_of(numbers, Text())),
                entry.c.party_id == func.any(list_of(party_ids, Uuid())),
                named,
            ),
        )
        names = func.coalesce(
            select(func.array_agg(_NAME.c.name)).where(_NAME.c.party_id == _PARTY.c.party_id).scalar_subquery(),
            list_of([], Text()),
        )
        rows = await self._connection.execute(
            select(_PARTY, names.label("names")).where(_PARTY.c.survivor_id.in_(hit)).order_by(_PARTY.c.party_id)
        )
        return [
            Known(
                party_id=row.party_id,
                survivor_id=row.survivor_id,
                kind=PartyKind(row.kind),
                state=PartyState(row.state),
                number=row.corporate_number,
                names=frozenset(row.names),
            )
            for row in rows
        ]

    async def keep(self, links: Sequence[Link]) -> None:
        """Write the new parties, what was added to others, and which party each case belongs to."""
        made = [one for one in links if one.seen.found is Found.NEW]
        await insert_rows(self._connection, _PARTY, [_party_row(one) for one in made])
        await insert_rows(self._connection, _NAME, [_name_row(one) for one in links if one.seen.name])
        await self._adopt([one.seen for one in links if one.seen.found is not Found.NEW])
        rows = [self._link_row(one) for one in links]
        await self._connection.execute(_KEEP, {name: [row[name] for row in rows] for name in _LINK_COLUMNS})
        before = {one.case.party_id: one.seen.party_id for one in links if one.case.party_id is not None}
        await self._forget([party_id for party_id, now in before.items() if party_id != now])

    async def _adopt(self, seen: Sequence[Recognised]) -> None:
        added: dict[UUID, dict[str, str]] = {}
        for one in seen:
            new = {"corporate_number": one.number, "kind": one.kind.value if one.kind else None}
            values = {name: value for name, value in new.items() if value is not None}
            if one.party_id is not None and values:
                # A later case of the batch may say less than an earlier one of the same party.
                added[one.party_id] = values | added.get(one.party_id, {})
        for party_id, values in added.items():
            await self._connection.execute(update(_PARTY).where(_PARTY.c.party_id == party_id).values(values))

    async def _forget(self, party_ids: Collection[UUID]) -> None:
        """Take away parties that were only made for cases which belong to another by now and nobody acted on."""
        if not party_ids:
            return
        other = _PARTY.alias("other")
        idle = and_(
            _PARTY.c.party_id == func.any(list_of(party_ids, Uuid())),
            _PARTY.c.state == PartyState.PROVISIONAL.value,
            ~exists().where(_LINK.c.party_id == _PARTY.c.party_id),
            ~exists().where(or_(_ACT.c.party_id == _PARTY.c.party_id, _ACT.c.other_id == _PARTY.c.party_id)),
            ~exists().where(other.c.survivor_id == _PARTY.c.party_id, other.c.party_id != _PARTY.c.party_id),
        )
        gone = list(await self._connection.scalars(select(_PARTY.c.party_id).where(idle)))
        if gone:
            await self._connection.execute(delete(_NAME).where(_NAME.c.party_id.in_(gone)))
            await self._connection.execute(delete(_PARTY).where(_PARTY.c.party_id.in_(gone)))

    def _link_row(self, link: Link) -> dict[str, Any]:
        return {
            "case_id": link.case.case_id,
            "desk_id": link.case.desk_id,
            "party_id": link.seen.party_id,
            "found": link.seen.found.value,
            # Of somebody who is kept as no party, nothing is kept at all.
            "name": link.stated.name if link.seen.party_id else "",
            "domain_digest": domain_digest(self._keyring, link.domain),
        }


def domain_digest(keyring: Keyring, domain: str | None) -> bytes | None:
    """Return what stands for a mail domain in the rows; the domain itself is in none."""
    return None if domain is None else keyring.mark("mail domain", domain)


def _party_row(link: Link) -> dict[str, Any]:
    return {
        "party_id": link.seen.party_id,
        "desk_id": link.case.desk_id,
        "kind": link.stated.kind.value,
        "corporate_number": link.seen.number,
        "state": PartyState.PROVISIONAL.value,
        "survivor_id": link.seen.party_id,
    }


def _name_row(link: Link) -> dict[str, Any]:
    name = link.seen.name or ""
    new = link.seen.found is Found.NEW
    return {
        "name_id": new_id(),
        "party_id": link.seen.party_id,
        "desk_id": link.case.desk_id,
        "name": name,
        "kana": link.kana,
        "matching": matching_name(name),
        "standing": (NameStanding.VALID if new else NameStanding.PROPOSED).value,
        # Nobody knows since when the first name holds; another one holds at the latest since it was written.
        "valid_from": None if new else link.on,
        "case_id": link.case.case_id,
    }
