"""Cases in PostgreSQL: compare-and-set on the version, history in the same transaction."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, replace
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row, Select, Uuid, exists, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.routing.domain.case import Case, Offer, ProposedDecline
from services.routing.domain.clock import WAITING_STAGES
from services.routing.domain.next_day import next_day
from services.routing.domain.stage import OfferState, Stage
from services.routing.ports import ChangedMeanwhile, NoSuchCase, Told
from services.routing.storage import tables
from services.routing.storage.case_access import save_access
from services.routing.storage.clocks import ClockStore
from services.routing.storage.cooperation import columns_of_cooperation, cooperation_in
from services.routing.storage.held import columns_of_held, drop_draft, held_in, waiting_note_in
from services.routing.storage.members import members_of, save_members
from services.routing.storage.questions import save_questions, waiting_questions
from services.routing.storage.record import Marks, Subject, chained, record
from services.routing.storage.tasks import save_tasks, tasks_of
from shared.database.rows import insert_rows, list_of
from shared.events import (
    CaseBounced,
    Classification,
    Direction,
    Fact,
    OfferRecalled,
    Verdict,
    VerdictGiven,
)
from shared.events.who import rules_of
from shared.japanese.era import day_in_japan
from shared.messaging.outbox import Outbox
from shared.scheme.in_force import SchemesInForce

_BOUNCED: Final = (
    exists()
    .where(tables.case_history.c.case_id == tables.desk_case.c.case_id, tables.case_history.c.type == CaseBounced.type)
    .label("bounced")
)
_WAITING: Final = waiting_questions(tables.desk_case.c.case_id, tables.desk_case.c.round).label("questions")


class CaseStore:
    """Implements the port Cases in one transaction."""

    def __init__(self, connection: AsyncConnection, schemes: SchemesInForce) -> None:
        """Join the caller's transaction; *schemes* is what this process knows of the desks."""
        self._connection = connection
        self._schemes = schemes
        self._clocks = ClockStore(connection)

    async def get(self, desk_id: str, receipt: str) -> Case:
        """Return the case, locked until the transaction ends; raise NoSuchCase."""
        return await self._one(_by_receipt(desk_id, receipt).with_for_update())

    async def find(self, desk_id: str, receipt: str) -> Case:
        """Return the case to look at, without a lock; raise NoSuchCase."""
        return await self._one(_by_receipt(desk_id, receipt))

    async def these(self, case_ids: Collection[UUID]) -> list[Case]:
        """Return those of these cases that exist and may be seen, to look at, by their numbers."""
        found = await self._all(_by_ids(case_ids)) if case_ids else []
        return sorted(found, key=lambda one: one.receipt)

    async def hold(self, case_ids: Collection[UUID]) -> list[Case]:
        """Return those of these cases that exist, locked until the transaction ends, in one order everywhere."""
        return await self._all(_by_ids(case_ids).with_for_update(key_share=True))

    async def _one(self, query: Select[Any]) -> Case:
        found = await self._all(query)
        if not found:
            raise NoSuchCase
        return found[0]

    async def _all(self, query: Select[Any]) -> list[Case]:
        rows = (await self._connection.execute(query)).all()
        if not rows:
            return []
        offers: dict[UUID, list[Offer]] = {row.case_id: [] for row in rows}
        found = await self._connection.execute(
            select(tables.offer)
            .where(tables.offer.c.case_id == func.any(list_of(offers.keys(), Uuid())))
            .order_by(tables.offer.c.asked_at, tables.offer.c.offer_id)
        )
        for row in found:
            offers[row.case_id].append(_offer(row))
        tasks = await tasks_of(self._connection, rows)
        members = await members_of(self._connection, offers.keys())
        return [
            replace(
                _case(row, tuple(offers[row.case_id])),
                tasks=tasks.get(row.case_id, ()),
                members=members.get(row.case_id, ()),
            )
            for row in rows
        ]

    async def save(
        self, before: Case, after: Case, facts: Sequence[Fact], told: Told, *, desk_by: date | None = None
    ) -> None:
        """Store what *facts* changed, if nobody else changed it since *before*; raise ChangedMeanwhile.

        Where it is the desk's turn again, it has until *desk_by*; None: until the day that was set before.
        """
        table = tables.desk_case
        row = await self._kept(before.case_id)
        rules = rules_of(before.desk_id, row.scheme_version)
        of = Subject(before.desk_id, before.case_id, before.version)
        recorded = record(of, facts, told, Marks(rules, Classification(row.classification), row.correlation_id))
        head, entries = chained(before.case_id, row.head_hash, recorded)
        changed = await self._connection.execute(
            update(table)
            .where(table.c.case_id == before.case_id, table.c.version == before.version)
            .values(
                **_columns(after),
                next_day=next_day(after, _desks(after, desk_by or row.next_day, row.waits_until)),
                head_hash=head,
                stage_since=table.c.stage_since if after.stage is before.stage else told.at,
                changed_at=told.at,
                unled=after.unled,
            )
        )
        if changed.rowcount != 1:
            raise ChangedMeanwhile
        await insert_rows(self._connection, tables.case_history, entries)
        await Outbox(self._connection, tables.messaging).add_all(recorded)
        scheme = await self._schemes.of(self._connection, before.desk_id, row.scheme_version)
        await self._clocks.follow(before, after, scheme, day_in_japan(told.at))
        await self._save_offers(before, after, facts, told)
        await drop_draft(self._connection, before, after, facts)
        await save_tasks(self._connection, before, after, told.at)
        await save_access(self._connection, before, after)
        await save_members(self._connection, before, after, told.at)

    async def _kept(self, case_id: UUID) -> Row[Any]:
        """Return what the row of a case knows beside the case."""
        names = ("head_hash", "scheme_version", "classification", "correlation_id", "next_day")
        clock = tables.clocks.clock.c
        waits = select(clock.waits_until).where(clock.case_id == tables.desk_case.c.case_id).scalar_subquery()
        columns = (*(tables.desk_case.c[name] for name in names), waits.label("waits_until"))
        query = select(*columns).where(tables.desk_case.c.case_id == case_id)
        return (await self._connection.execute(query)).one()

    async def _save_offers(self, before: Case, after: Case, facts: Sequence[Fact], told: Told) -> None:
        known = {offer.offer_id: offer for offer in before.offers}
        answers = {fact.offer_id: fact for fact in facts if hasattr(fact, "offer_id")}
        beside = {"case_id": after.case_id, "asked_at": told.at}
        rows = [asdict(one) | beside for one in after.offers if one.offer_id not in known]
        await insert_rows(self._connection, tables.offer, rows)
        for offer in after.offers:
            if known.get(offer.offer_id, offer) == offer:
                continue
            fact = answers.get(offer.offer_id)
            answer = {
                "lead": offer.lead,
                "due": offer.due,
                "state": offer.state,
                "verdict": offer.verdict,
                "conditions_asked": offer.conditions_asked,
                "agreed": offer.agreed,
                "next_day": offer.next_day,
                **_answered(fact, told),
                "chosen": offer.chosen,
                "closing_id": offer.closing_id,
                "link": offer.link,
            }
            await self._connection.execute(
                update(tables.offer).where(tables.offer.c.offer_id == offer.offer_id).values(answer)
            )
        await save_questions(self._connection, after, facts, told)


def _desks(case: Case, by: date, waits_until: date | None) -> date:
    """Return the day of the desk: while a case waits for the result of a call, none before that."""
    return by if waits_until is None or case.stage not in WAITING_STAGES else max(by, waits_until)


def _by_receipt(desk_id: str, receipt: str) -> Select[Any]:
    table = tables.desk_case
    return select(table, _BOUNCED, _WAITING).where(table.c.desk_id == desk_id, table.c.receipt == receipt)


def _by_ids(case_ids: Collection[UUID]) -> Select[Any]:
    table = tables.desk_case
    wanted = table.c.case_id == func.any(list_of(case_ids, Uuid()))
    return select(table, _BOUNCED, _WAITING).where(wanted).order_by(table.c.case_id)


def _case(row: Row[Any], offers: tuple[Offer, ...]) -> Case:
    return Case(
        case_id=row.case_id,
        desk_id=row.desk_id,
        proposal_id=row.proposal_id,
        receipt=row.receipt,
        direction=Direction(row.direction),
        stage=Stage(row.stage),
        version=row.version,
        confirmed=row.confirmed,
        officer=row.officer,
        abstract_id=row.abstract_id,
        proposing=row.proposing,
        round=row.round,
        offers=offers,
        questions=frozenset(row.questions or ()),
        bounced=row.bounced,
        waiting_until=row.waiting_until,
        extended_until=row.extended_until,
        decline=_decline(row),
        waiting_note=waiting_note_in(row),
        held=held_in(row),
        cooperation=cooperation_in(row),
        project_id=row.project_id,
        starts_on=row.starts_on,
    )


def _answered(fact: Fact | None, told: Told) -> dict[str, Any]:
    """Return what a verdict or a recall writes beside the offer; whatever follows leaves it there."""
    match fact:
        case VerdictGiven():
            return {
                "reason_id": fact.reason_id,
                "conditions_id": fact.conditions_id,
                "review_id": fact.review_id,
                "suggested_department": fact.suggested_department,
                "answered_at": told.at,
            }
        case OfferRecalled():
            return {"reason_id": fact.reason_id}
        case _:
            return {}


def _decline(row: Row[Any]) -> ProposedDecline | None:
    if row.decline_officer is None:
        return None
    return ProposedDecline(
        officer=row.decline_officer,
        ground=row.decline_ground,
        reason_id=row.decline_reason_id,
        note_id=row.decline_note_id,
        lesson_id=row.decline_lesson_id,
    )


def _columns(case: Case) -> dict[str, Any]:
    """Return what of a case can change, as its row holds it."""
    proposed = case.decline
    return {
        "stage": case.stage,
        "confirmed": case.confirmed,
        "officer": case.officer,
        "abstract_id": case.abstract_id,
        "round": case.round,
        "waiting_until": case.waiting_until,
        "extended_until": case.extended_until,
        "decline_officer": proposed and proposed.officer,
        "decline_ground": proposed and proposed.ground,
        "decline_reason_id": proposed and proposed.reason_id,
        "decline_note_id": proposed and proposed.note_id,
        "decline_lesson_id": proposed and proposed.lesson_id,
        **columns_of_held(case),
        **columns_of_cooperation(case),
        "version": case.version,
    }


def _offer(row: Row[Any]) -> Offer:
    return Offer(
        offer_id=row.offer_id,
        department=row.department,
        party_id=row.party_id,
        lead=row.lead,
        due=row.due,
        round=row.round,
        note_id=row.note_id,
        contact_id=row.contact_id,
        released_id=row.released_id,
        state=OfferState(row.state),
        verdict=None if row.verdict is None else Verdict(row.verdict),
        conditions_id=row.conditions_id,
        conditions_asked=row.conditions_asked,
        agreed=row.agreed,
        next_day=row.next_day,
        chosen=row.chosen,
        closing_id=row.closing_id,
        link=row.link,
    )
