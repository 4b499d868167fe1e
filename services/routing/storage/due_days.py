"""Days by which somebody should act, and the steps that were taken for them; what the clock looks for and writes."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Date, RowMapping, Select, Text, Uuid, cast, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.routing.domain.ladder import Watched
from services.routing.domain.membership import MemberState
from services.routing.domain.stage import ENDS, OPEN, Stage
from services.routing.domain.task import TaskState
from services.routing.storage.tables import case_member, clocks, desk_case, messaging, offer, task
from shared.database.rows import insert_new_rows, list_of
from shared.events import Classification, Fact, Recorded
from shared.events.who import by_service, rules_of
from shared.messaging.outbox import Outbox

# Whoever looks, looks alone: two would only wait for each other's rows.
_LOCK: Final = 7302
_STEP: Final = clocks.step
_WORKING: Final = (Stage.COORDINATING, Stage.IMPLEMENTING)
_IN_JAPAN: Final = "Asia/Tokyo"


@dataclass(frozen=True, slots=True, kw_only=True)
class DueDay:
    """A day by which an offer or an invitation is to be answered, a task done, or (none of them) a stage be over.

    *about_id* is what the steps are taken for.
    """

    case_id: UUID
    about_id: UUID
    watched: Watched
    offer_id: UUID | None = None
    party_id: UUID | None = None
    task_id: UUID | None = None
    municipality: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A step that is taken for a day, and the fact that tells it; `step_id` is the aggregate of that fact."""

    step_id: UUID
    case_id: UUID
    about_id: UUID
    due: date
    step: int
    fact: Fact


class DueDays:
    """Due days in one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        """Join the caller's transaction."""
        self._connection = connection

    async def look_alone(self, job: str) -> bool:
        """Tell whether nobody else does this *job*; then nobody does until the transaction ends."""
        alone = func.pg_try_advisory_xact_lock(_LOCK, func.hashtext(job))
        return bool(await self._connection.scalar(select(alone)))

    async def until(self, desk_id: str, last: date) -> list[DueDay]:
        """Return the days of a desk's running cases up to *last*.

        They are those of open offers, of stages, of 補正, of milestones, procedures and to-dos, and of invitations.
        """
        of_others = (_tasks(desk_id, last), _invitations(desk_id, last))
        queries = (_offers(desk_id, last), *_stages(desk_id, last), *of_others)
        found = [await self._connection.execute(query) for query in queries]
        return [_due_day(row._mapping) for rows in found for row in rows]  # noqa: SLF001 - the public name of it

    async def take(self, steps: Sequence[Taken], at: datetime) -> int:
        """Write steps that were not taken yet, tell their facts, and return how many they were."""
        new = await insert_new_rows(
            self._connection,
            _STEP,
            [
                {
                    "step_id": one.step_id,
                    "case_id": one.case_id,
                    "about_id": one.about_id,
                    "due": one.due,
                    "step": one.step,
                    "taken_at": at,
                }
                for one in steps
            ],
        )
        fresh = [one for one in steps if (one.step_id,) in new]
        await tell(self._connection, {one.step_id: (one.case_id, one.fact) for one in fresh}, at)
        return len(fresh)


async def tell(connection: AsyncConnection, facts: Mapping[UUID, tuple[UUID, Fact]], at: datetime) -> None:
    """Record *facts* of the clock, each the first and only one of its own aggregate, with the case it speaks of."""
    marks = await _marks(connection, {case_id for case_id, _ in facts.values()})
    await Outbox(connection, messaging).add_all(
        [
            Recorded(
                # One fact an aggregate: its id may be the same, and a second telling would be seen at once.
                id=aggregate_id,
                fact=fact,
                source="routing",
                desk_id=marks[case_id].desk_id,
                aggregate_id=aggregate_id,
                aggregate_version=1,
                actor=by_service("routing"),
                rule_version=rules_of(marks[case_id].desk_id, marks[case_id].scheme_version),
                occurred_at=at,
                classification=Classification(marks[case_id].classification),
                correlation_id=marks[case_id].correlation_id,
            )
            for aggregate_id, (case_id, fact) in facts.items()
        ]
    )


async def _marks(connection: AsyncConnection, case_ids: Collection[UUID]) -> dict[UUID, Any]:
    names = ("case_id", "desk_id", "scheme_version", "classification", "correlation_id")
    rows = await connection.execute(
        select(*(desk_case.c[name] for name in names)).where(desk_case.c.case_id == func.any(list_of(case_ids, Uuid())))
    )
    return {row.case_id: row for row in rows}


def _due_day(row: RowMapping) -> DueDay:
    names = ("offer_id", "party_id", "task_id", "municipality")
    return DueDay(
        case_id=row["case_id"],
        about_id=row["about_id"],
        watched=Watched(since=row["since"], due=row["due"], taken=row["taken"]),
        **{name: row[name] for name in names if name in row},
    )


def _taken(about: Any, due: Any) -> Any:
    return (
        select(func.max(_STEP.c.step))
        .where(_STEP.c.about_id == about, _STEP.c.due == due)
        .scalar_subquery()
        .label("taken")
    )


def _day(moment: Any) -> Any:
    return cast(func.timezone(_IN_JAPAN, moment), Date).label("since")


def _offers(desk_id: str, last: date) -> Select[Any]:
    return (
        select(
            offer.c.case_id,
            offer.c.offer_id,
            offer.c.offer_id.label("about_id"),
            offer.c.party_id,
            offer.c.due,
            _day(offer.c.asked_at),
            _taken(offer.c.offer_id, offer.c.due),
        )
        .join(desk_case, desk_case.c.case_id == offer.c.case_id)
        .where(offer.c.state.in_([state.value for state in sorted(OPEN)]), offer.c.due <= last)
        .where(desk_case.c.desk_id == desk_id, desk_case.c.stage.not_in(sorted(ENDS)))
        .order_by(offer.c.due, offer.c.offer_id)
    )


def _stages(desk_id: str, last: date) -> tuple[Select[Any], Select[Any]]:
    """Return the queries for what was promised for stages, and for what proposers were asked to complete."""
    promised, waiting = clocks.clock.c.promised, desk_case.c.waiting_until
    return (
        select(
            desk_case.c.case_id,
            desk_case.c.case_id.label("about_id"),
            promised.label("due"),
            clocks.clock.c.since.label("since"),
            _taken(desk_case.c.case_id, promised),
        )
        .join(clocks.clock, clocks.clock.c.case_id == desk_case.c.case_id)
        .where(desk_case.c.desk_id == desk_id, promised.is_not(None), promised <= last)
        .order_by(promised, desk_case.c.case_id),
        select(
            desk_case.c.case_id,
            desk_case.c.case_id.label("about_id"),
            waiting.label("due"),
            _day(desk_case.c.stage_since),
            _taken(desk_case.c.case_id, waiting),
        )
        .where(desk_case.c.desk_id == desk_id, desk_case.c.stage == Stage.WAITING_FOR_PROPOSER, waiting <= last)
        .order_by(waiting, desk_case.c.case_id),
    )


def _tasks(desk_id: str, last: date) -> Select[Any]:
    """Return the query for what is owed in the present round of cases that are worked on."""
    return (
        select(
            task.c.case_id,
            task.c.task_id,
            task.c.task_id.label("about_id"),
            task.c.due,
            _day(task.c.set_at),
            _taken(task.c.task_id, task.c.due),
        )
        .join(desk_case, (desk_case.c.case_id == task.c.case_id) & (desk_case.c.round == task.c.round))
        .where(task.c.state == TaskState.OPEN, task.c.due <= last)
        .where(desk_case.c.desk_id == desk_id, desk_case.c.stage.in_(_WORKING))
        .order_by(task.c.due, task.c.task_id)
    )


def _invitations(desk_id: str, last: date) -> Select[Any]:
    """Return the query for the invitations that municipalities have not answered."""
    # Several may be invited with the same words: one is known by the case and its code.
    about = cast(func.md5(cast(case_member.c.case_id, Text).concat(case_member.c.municipality)), Uuid())
    return (
        select(
            case_member.c.case_id,
            case_member.c.municipality,
            about.label("about_id"),
            case_member.c.due,
            _day(case_member.c.invited_at),
            _taken(about, case_member.c.due),
        )
        .join(desk_case, desk_case.c.case_id == case_member.c.case_id)
        .where(case_member.c.state == MemberState.INVITED, case_member.c.due <= last)
        .where(desk_case.c.desk_id == desk_id, desk_case.c.stage.not_in(sorted({*ENDS, Stage.COMPLETED})))
        .order_by(case_member.c.due, case_member.c.case_id, case_member.c.municipality)
    )
