"""Running cases that lack what every case must have: found set-wise, told once a cause, mended when it is gone."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Text, Uuid, exists, literal, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.routing.domain.stage import ENDS, OPEN, OfferState, Stage
from services.routing.storage.due_days import tell
from services.routing.storage.notices import NOTICE
from services.routing.storage.tables import case_words, clocks, desk_case, offer, reply
from shared.database.rows import given_rows, insert_rows
from shared.events import Fact, ForgottenCause

_FORGOTTEN: Final = clocks.forgotten
_GONE: Final = given_rows("gone", gone_case=Uuid(), gone_cause=Text())
_RUNNING: Final = desk_case.c.stage.not_in(sorted(ENDS))
_WAITS: Final = exists().where(clocks.clock.c.case_id == desk_case.c.case_id, clocks.clock.c.waits_until.is_not(None))
_ANY_OFFER: Final = exists().where(
    offer.c.case_id == desk_case.c.case_id, offer.c.state.in_([state.value for state in sorted(OPEN)])
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Since:
    """Before when something has lacked too long, a moment for each cause; *next_day* is a day of the office."""

    no_owner: datetime
    next_day: date
    nobody_told: datetime
    unread: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A finding that is told for the first time."""

    finding_id: UUID
    case_id: UUID
    cause: ForgottenCause
    fact: Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgottenLine:
    """One finding as a page shows it."""

    receipt: str
    case_id: UUID
    stage: Stage
    title: str | None
    cause: ForgottenCause
    found_at: datetime
    next_day: date


class ForgottenCases:
    """Findings in one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        """Join the caller's transaction."""
        self._connection = connection

    async def lacking(self, desk_id: str, since: Since) -> frozenset[tuple[UUID, ForgottenCause]]:
        """Return what the running cases of a desk lack now."""
        found = set()
        for cause, query in _queries(since):
            ids = await self._connection.execute(query.where(desk_case.c.desk_id == desk_id, _RUNNING))
            found |= {(case_id, cause) for case_id in ids.scalars()}
        return frozenset(found)

    async def known(self, desk_id: str) -> frozenset[tuple[UUID, ForgottenCause]]:
        """Return what was found of a desk and is not mended."""
        rows = await self._connection.execute(
            select(_FORGOTTEN.c.case_id, _FORGOTTEN.c.cause)
            .join(desk_case, desk_case.c.case_id == _FORGOTTEN.c.case_id)
            .where(_FORGOTTEN.c.resolved_at.is_(None), desk_case.c.desk_id == desk_id)
        )
        return frozenset((row.case_id, ForgottenCause(row.cause)) for row in rows)

    async def add(self, findings: Sequence[Found], at: datetime) -> None:
        """Keep what was found for the first time, and tell it."""
        rows = [
            {"finding_id": one.finding_id, "case_id": one.case_id, "cause": one.cause.value, "found_at": at}
            for one in findings
        ]
        await insert_rows(self._connection, _FORGOTTEN, rows)
        await tell(self._connection, {one.finding_id: (one.case_id, one.fact) for one in findings}, at)

    async def mend(self, gone: Collection[tuple[UUID, ForgottenCause]], at: datetime) -> None:
        """Close what is found no more."""
        if gone:
            await self._connection.execute(
                update(_FORGOTTEN)
                .where(_FORGOTTEN.c.resolved_at.is_(None))
                .where(_FORGOTTEN.c.case_id == _GONE.c.gone_case, _FORGOTTEN.c.cause == _GONE.c.gone_cause)
                .values(resolved_at=at),
                {"gone_case": [case_id for case_id, _ in gone], "gone_cause": [cause.value for _, cause in gone]},
            )

    async def listed(self, desk_id: str) -> list[ForgottenLine]:
        """Return what was found of a desk and is not mended, the oldest first."""
        rows = await self._connection.execute(
            select(
                desk_case.c.receipt,
                desk_case.c.case_id,
                desk_case.c.stage,
                desk_case.c.next_day,
                case_words.c.title,
                _FORGOTTEN.c.cause,
                _FORGOTTEN.c.found_at,
            )
            .join_from(_FORGOTTEN, desk_case, desk_case.c.case_id == _FORGOTTEN.c.case_id)
            .outerjoin(case_words, case_words.c.case_id == desk_case.c.case_id)
            .where(_FORGOTTEN.c.resolved_at.is_(None), desk_case.c.desk_id == desk_id)
            .order_by(_FORGOTTEN.c.found_at, desk_case.c.case_id, _FORGOTTEN.c.cause)
        )
        return [
            ForgottenLine(**{**row, "stage": Stage(row["stage"]), "cause": ForgottenCause(row["cause"])})
            for row in rows.mappings()
        ]


def _queries(since: Since) -> tuple[tuple[ForgottenCause, Select[Any]], ...]:
    case_id = desk_case.c.case_id
    untold_offer = (offer.c.state == OfferState.ASKED) & (offer.c.asked_at < since.nobody_told)
    untold_case = (desk_case.c.stage == Stage.RECEIVED) & (desk_case.c.opened_at < since.nobody_told)
    to_department, to_desk = _told(offer.c.department, "offer_made"), _told(literal("desk"), "case_opened")
    return (
        (
            ForgottenCause.NO_OWNER,
            # What waits for the result of a call is looked after by those who judge it.
            select(case_id).where(desk_case.c.officer.is_(None), desk_case.c.opened_at < since.no_owner, ~_WAITS),
        ),
        # Where somebody still owes an answer, the ladder of its due day watches.
        (ForgottenCause.NO_NEXT_DAY, select(case_id).where(desk_case.c.next_day < since.next_day, ~_ANY_OFFER)),
        (
            ForgottenCause.NOBODY_TOLD,
            select(case_id)
            .join(offer, offer.c.case_id == case_id)
            .where(untold_offer, offer.c.department.is_not(None), ~to_department),
        ),
        (ForgottenCause.NOBODY_TOLD, select(case_id).where(untold_case, ~to_desk)),
        (
            ForgottenCause.UNREAD,
            select(case_id)
            .join(NOTICE, (NOTICE.c.case_id == case_id) & (NOTICE.c.desk_id == desk_case.c.desk_id))
            .where(NOTICE.c.read_at.is_(None), NOTICE.c.created_at < since.unread, NOTICE.c.kind == "offer_made"),
        ),
        (
            ForgottenCause.REPLY_UNREAD,
            select(case_id)
            .join(reply, reply.c.proposal_id == desk_case.c.proposal_id)
            .where(reply.c.handled_at.is_(None), reply.c.received_at < since.unread),
        ),
    )


def _told(post: ColumnElement[Any], kind: str) -> ColumnElement[bool]:
    return exists().where(NOTICE.c.about_id == desk_case.c.case_id, NOTICE.c.recipient == post, NOTICE.c.kind == kind)
