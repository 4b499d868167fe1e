"""Reads of the registry for pages and verbs; row-level security has left out every other desk's."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Uuid, and_, exists, false, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.routing.domain.body_names import PartyKind, alike
from services.routing.domain.keeping import Party, PartyAct
from services.routing.domain.party import Found, NameStanding, PartyState
from services.routing.domain.stage import Stage
from services.routing.storage import tables
from services.routing.storage.party_lines import ActLine, Alike, KeptContact, PartyCase, PartyLine
from services.routing.storage.tables import case_words, desk_case, offer
from shared.access.tables import account
from shared.database.rows import list_of
from shared.documents import DocumentKind, Documents, Keyring
from shared.documents.contents import ContactContent
from shared.events import Verdict
from shared.japanese.normalise import matching_name, matching_text

PAGE: Final = 50
# As many contacts and earlier proposals as a person reads.
_NEWEST: Final = 50
_PARTY, _NAME = tables.parties.party, tables.parties.party_name
_LINK, _ACT = tables.parties.case_party, tables.parties.party_act
_ENTRY: Final = _PARTY.alias("entry")
_TO_KATAKANA: Final = {code: code + 0x60 for code in range(ord("ぁ"), ord("ゖ") + 1)}


class PartyQueries:
    """Queries in one transaction."""

    def __init__(self, connection: AsyncConnection, keyring: Keyring) -> None:
        """Join the caller's transaction."""
        self._connection = connection
        self._own = Documents(connection, tables.documents, keyring)
        self._given = Documents(connection, tables.given, keyring)

    async def listed(self, *, said: str, state: PartyState | None, before: UUID | None) -> list[PartyLine]:
        """Return a page of parties and one more if there is a next page, the newest first, continuing after *before*.

        *said* is part of a name or its kana, or of a number; every entry that was merged into a party counts for it.
        """
        query = _lines().where(_PARTY.c.merged_into.is_(None)).order_by(_PARTY.c.party_id.desc()).limit(PAGE + 1)
        if said.strip():
            query = query.where(_PARTY.c.party_id.in_(_found(said)))
        if state is not None:
            query = query.where(_PARTY.c.state == state.value)
        if before is not None:
            query = query.where(_PARTY.c.party_id < before)
        return [_line(row._mapping) for row in await self._connection.execute(query)]  # noqa: SLF001 - its public way

    async def cases(self, party: Party) -> list[PartyCase]:
        """Return the newest proposals of a party that the reader may see, with the verdicts on each."""
        verdicts = select(func.array_agg(offer.c.verdict)).where(
            offer.c.case_id == desk_case.c.case_id, offer.c.verdict.is_not(None)
        )
        rows = await self._connection.execute(
            select(
                *(desk_case.c[name] for name in ("case_id", "proposal_id", "receipt", "stage", "opened_at")),
                *(case_words.c.title, _LINK.c.found, verdicts.scalar_subquery().label("verdicts")),
            )
            .join(_LINK, _LINK.c.case_id == desk_case.c.case_id)
            .outerjoin(case_words, case_words.c.case_id == desk_case.c.case_id)
            .where(_LINK.c.party_id == func.any(list_of(_entries(party), Uuid())))
            .order_by(desk_case.c.case_id.desc())
            .limit(_NEWEST)
        )
        return [
            PartyCase(
                case_id=row.case_id,
                proposal_id=row.proposal_id,
                receipt=row.receipt,
                title=row.title,
                stage=Stage(row.stage),
                opened_at=row.opened_at,
                found=Found(row.found),
                verdicts=tuple(map(Verdict, row.verdicts or ())),
            )
            for row in rows
        ]

    async def alike(self, party: Party) -> list[Alike]:
        """Return other parties that may be the same: of the same name, or of the same mail domain and a like name."""
        marks = select(_LINK.c.domain_digest).where(
            _LINK.c.party_id == func.any(list_of(_entries(party), Uuid())), _LINK.c.domain_digest.is_not(None)
        )
        names = [one.name for one in party.names]
        found = await self._alike(names, marks, mine=_entries(party))
        return [one for one in found if not (party.number and one.line.number and party.number != one.line.number)]

    async def alike_to_case(self, case_id: UUID) -> list[Alike]:
        """Return the parties with the mail domain of a case that has none."""
        marks = select(_LINK.c.domain_digest).where(_LINK.c.case_id == case_id, _LINK.c.domain_digest.is_not(None))
        return await self._alike([], marks, mine=())

    async def _alike(
        self, names: Sequence[str], marks: Select[tuple[bytes | None]], *, mine: Collection[UUID]
    ) -> list[Alike]:
        named = select(_ENTRY.c.survivor_id).join(_NAME, _NAME.c.party_id == _ENTRY.c.party_id)
        same_name = named.where(_NAME.c.matching.in_([matching_name(name) for name in names]))
        written = select(_ENTRY.c.survivor_id).join(_LINK, _LINK.c.party_id == _ENTRY.c.party_id)
        same_domain = written.where(_LINK.c.domain_digest.in_(marks))
        by_name, by_domain = _PARTY.c.party_id.in_(same_name), _PARTY.c.party_id.in_(same_domain)
        # What was kept apart stays so when it is merged into another: every entry of the other one counts.
        apart = exists().where(
            _ACT.c.act == PartyAct.KEPT_APART.value,
            _ENTRY.c.survivor_id == _PARTY.c.party_id,
            or_(
                and_(_ACT.c.other_id == _ENTRY.c.party_id, _ACT.c.party_id.in_(list(mine))),
                and_(_ACT.c.party_id == _ENTRY.c.party_id, _ACT.c.other_id.in_(list(mine))),
            ),
        )
        rows = await self._connection.execute(
            _lines()
            .add_columns(by_name.label("same_name"), by_domain.label("same_domain"))
            .where(
                _PARTY.c.merged_into.is_(None), _PARTY.c.party_id.not_in(list(mine)), ~apart, or_(by_name, by_domain)
            )
            .order_by(_PARTY.c.party_id)
            .limit(_NEWEST)
        )
        found = [
            Alike(line=_line(row._mapping), same_name=row.same_name, same_domain=row.same_domain)  # noqa: SLF001
            for row in rows
        ]
        # Whoever states no name is like anybody of his domain.
        return [
            one
            for one in found
            if one.same_name or not names or any(alike(name, one.line.name or "") for name in names)
        ]

    async def of_cases(self, case_ids: Collection[UUID]) -> list[PartyLine]:
        """Return the parties of these cases, in the order of the cases, each once."""
        ids = list(case_ids)
        rows = await self._connection.execute(
            select(_LINK.c.case_id, _ENTRY.c.survivor_id)
            .join(_ENTRY, _ENTRY.c.party_id == _LINK.c.party_id)
            .where(_LINK.c.case_id == func.any(list_of(ids, Uuid())))
        )
        party = {row.case_id: row.survivor_id for row in rows}
        wanted = list(dict.fromkeys(party[one] for one in ids if one in party))
        return await self.these(wanted)

    async def these(self, party_ids: Sequence[UUID]) -> list[PartyLine]:
        """Return these parties in this order; one that is not there is left out."""
        if not party_ids:
            return []
        found = await self._connection.execute(
            _lines().where(_PARTY.c.party_id == func.any(list_of(party_ids, Uuid())))
        )
        lines = {row.party_id: _line(row._mapping) for row in found}  # noqa: SLF001 - its public way
        return [lines[one] for one in party_ids if one in lines]

    async def acts(self, party: Party) -> list[ActLine]:
        """Return what was done with a party and whatever was merged into it, the newest first."""
        ids = list_of(_entries(party), Uuid())
        about = func.coalesce(
            select(desk_case.c.receipt).where(desk_case.c.case_id == _ACT.c.other_id).scalar_subquery(),
            select(_NAME.c.name).where(_NAME.c.name_id == _ACT.c.other_id).scalar_subquery(),
            present_name(_ACT.c.other_id),
        )
        rows = (
            await self._connection.execute(
                select(_ACT, account.c.display_name, about.label("about"))
                .outerjoin(account, account.c.id == _ACT.c.account_id)
                .where(or_(_ACT.c.party_id == func.any(ids), _ACT.c.other_id == func.any(ids)))
                .order_by(_ACT.c.at.desc(), _ACT.c.act_id.desc())
            )
        ).all()
        reasons = await self._own.get_many([row.reason_id for row in rows if row.reason_id])
        return [
            ActLine(
                act=PartyAct(row.act),
                at=row.at,
                by=row.display_name or "",
                before=row.before,
                after=row.after,
                reason=reasons[row.reason_id].text if row.reason_id in reasons else "",
                other_id=row.other_id,
                about=row.about,
            )
            for row in rows
        ]

    async def contacts(self, party: Party) -> list[KeptContact]:
        """Open the contacts the desk wrote down and still uses."""
        ended = select(_ACT.c.other_id).where(
            _ACT.c.act == PartyAct.CONTACT_ENDED.value, _ACT.c.party_id.in_(_entries(party))
        )
        gone = set(await self._connection.scalars(ended))
        opened = await self._own.open_many(_entries(party), DocumentKind.CONTACT)
        return [
            KeptContact(
                document_id=one.document_id,
                party_id=party_id,
                contact=ContactContent.model_validate_json(one.content),
            )
            for party_id, of_entry in opened.items()
            for one in of_entry
            if one.document_id not in gone
        ]

    async def contacts_given(self, cases: Sequence[PartyCase]) -> Mapping[UUID, ContactContent]:
        """Open whom each of these proposals named, by proposal; one whose key is gone names nobody any more."""
        opened = await self._given.open_many([one.proposal_id for one in cases], DocumentKind.CONTACT)
        return {
            proposal_id: ContactContent.model_validate_json(found[0].content)
            for proposal_id, found in opened.items()
            if found
        }

    async def party_of(self, case_id: UUID) -> tuple[UUID | None, Found] | None:
        """Return the entry a case came to and how; None where no reader has read it yet."""
        row = (
            await self._connection.execute(select(_LINK.c.party_id, _LINK.c.found).where(_LINK.c.case_id == case_id))
        ).one_or_none()
        return None if row is None else (row.party_id, Found(row.found))


def _entries(party: Party) -> list[UUID]:
    return [one.party_id for one in (party.entry, *party.merged)]


def _lines() -> Select[*tuple[Any, ...]]:
    together = _ENTRY.c.survivor_id == _PARTY.c.party_id
    number = select(func.max(_ENTRY.c.corporate_number)).where(together)
    cases = select(func.count()).join_from(_LINK, _ENTRY, _LINK.c.party_id == _ENTRY.c.party_id).where(together)
    return select(
        *(_PARTY.c.party_id, _PARTY.c.kind, _PARTY.c.state),
        number.scalar_subquery().label("number"),
        cases.scalar_subquery().label("cases"),
        present_name(_PARTY.c.party_id).label("name"),
    )


def present_name(party_id: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return, beside a row, the name by which a party goes now; NULL where the reader may not know it."""
    return (
        select(_NAME.c.name)
        .where(_NAME.c.party_id == party_id, _NAME.c.standing == NameStanding.VALID.value)
        .order_by(_NAME.c.valid_to.is_not(None), _NAME.c.valid_from.desc().nulls_last(), _NAME.c.name_id)
        .limit(1)
        .scalar_subquery()
    )


def _found(said: str) -> Select[tuple[UUID]]:
    """Select the parties any of whose entries is called so or has such a number."""
    matching = matching_name(said)
    kana = matching.translate(_TO_KATAKANA)
    digits = matching_text(said).replace("-", "").replace(" ", "").removeprefix("t")
    named = exists().where(
        _NAME.c.party_id == _ENTRY.c.party_id,
        or_(
            _NAME.c.matching.contains(matching, autoescape=True),
            func.lower(func.replace(_NAME.c.kana, " ", "")).contains(kana, autoescape=True),
        ),
    )
    numbered = _ENTRY.c.corporate_number.startswith(digits) if digits.isascii() and digits.isdigit() else false()
    return select(_ENTRY.c.survivor_id).where(or_(named, numbered))


def _line(row: Mapping[Any, Any]) -> PartyLine:
    return PartyLine(
        party_id=row["party_id"],
        name=row["name"],
        kind=PartyKind(row["kind"]),
        state=PartyState(row["state"]),
        number=row["number"],
        cases=row["cases"],
    )
