"""The desk moves a day: what it promised the proposer, or by when one addressee answers."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.routing.domain.case import Case
from services.routing.domain.clock_commands import ExtendOffer
from services.routing.domain.commands import Extend
from services.routing.handlers.acting import Step, carry_out, scope_of
from services.routing.handlers.verbs.words import written_note, written_reason
from services.routing.ports import Work
from shared.access.policy import Action, require
from shared.scheme.model import DeskScheme


@dataclass(frozen=True, slots=True, kw_only=True)
class LongerOffer:
    """Whose offer is meant, until when, and why; exactly one of department and party names the addressee."""

    until: date
    reason: str
    department: str | None = None
    party_id: UUID | None = None


async def extend(work: Work, receipt: str, step: Step, until: date, words: str, scheme: DeskScheme) -> Case:
    """Promise the proposer a later day and tell them why."""
    case = await work.cases.get(step.actor.desk_id, receipt)
    require(step.actor, Action.CASE_EXTEND, scope_of(case))
    reading = await work.clocks.read(case, scheme, step.today)
    promised = reading.promised if reading is not None and reading.promised is not None else step.today
    command = Extend(promised=promised, until=until, today=step.today, note_id=await written_note(work, case, words))
    return await carry_out(work, case, step, command, desk_by=until)


async def extend_offer(work: Work, receipt: str, step: Step, longer: LongerOffer) -> Case:
    """Give one addressee longer to answer; it is told until when."""
    case = await work.cases.get(step.actor.desk_id, receipt)
    require(step.actor, Action.CASE_EXTEND, scope_of(case))
    command = ExtendOffer(
        department=longer.department,
        party_id=longer.party_id,
        until=longer.until,
        today=step.today,
        reason_id=await written_reason(work, case, longer.reason),
    )
    return await carry_out(work, case, step, command)
