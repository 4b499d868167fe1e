"""The cases that rules are asked of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.routing.domain.roles import Body, direction_from
from services.routing.domain.rules import Traits
from services.routing.domain.stage import GONE
from services.routing.storage.contents import CaseContents, Said
from services.routing.storage.tables import desk_case, offer
from shared.events import ProposerKind
from shared.japanese.era import JAPAN
from shared.scheme.fields import Form, Role
from shared.scheme.form import chosen


async def traits_of(contents: CaseContents, proposals: Mapping[UUID, ProposerKind], form: Form) -> dict[UUID, Traits]:
    """Open these proposals and return what rules look at, by proposal; what was destroyed is left out."""
    choices = [field.key for field in form.fields if field.choices]
    said = await contents.said(proposals, choices=choices)
    return {proposal_id: _traits(one, proposals[proposal_id], form) for proposal_id, one in said.items()}


def _traits(said: Said, kind: ProposerKind, form: Form) -> Traits:
    values = {field.key: field.value for field in said.read.content.fields}
    category, place = form.by_role(Role.CATEGORY), form.by_role(Role.PLACE)
    return Traits(
        text=said.text,
        proposer_kind=kind,
        categories=chosen(category, values.get(category.key, "")) if category else frozenset(),
        proposer=said.read.content.proposer or said.read.contact.organisation,
        place=values.get(place.key, "") if place else "",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PastCase:
    """A case with the departments the desk asked in the end, the lead first; none where it asked nobody yet."""

    case_id: UUID
    proposal_id: UUID
    receipt: str
    proposer_kind: ProposerKind
    decided: tuple[str, ...]


async def past_cases(
    connection: AsyncConnection, desk_id: str, *, since: date | None = None, most: int
) -> list[PastCase]:
    """Return the newest cases that departments may be asked about, the newest first, opened on *since* or later."""
    query = (
        select(desk_case.c.case_id, desk_case.c.proposal_id, desk_case.c.receipt, desk_case.c.proposer_kind)
        .where(desk_case.c.desk_id == desk_id, desk_case.c.direction == direction_from(Body.PARTY))
        .order_by(desk_case.c.case_id.desc())
        .limit(most)
    )
    if since is not None:
        query = query.where(desk_case.c.opened_at >= datetime.combine(since, time(), JAPAN))
    rows = (await connection.execute(query)).all()
    decided = await _decided(connection, [row.case_id for row in rows])
    return [
        PastCase(
            case_id=row.case_id,
            proposal_id=row.proposal_id,
            receipt=row.receipt,
            proposer_kind=ProposerKind(row.proposer_kind),
            decided=tuple(decided.get(row.case_id, ())),
        )
        for row in rows
    ]


async def _decided(connection: AsyncConnection, case_ids: Sequence[UUID]) -> dict[UUID, list[str]]:
    rows = await connection.execute(
        select(offer.c.case_id, offer.c.department)
        .where(offer.c.case_id.in_(case_ids), offer.c.state.not_in(GONE))
        .order_by(offer.c.case_id, offer.c.lead.desc(), offer.c.asked_at, offer.c.offer_id)
    )
    decided: dict[UUID, list[str]] = {}
    for row in rows:
        decided.setdefault(row.case_id, []).append(row.department)
    return decided
