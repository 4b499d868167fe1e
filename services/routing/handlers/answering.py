"""Departments answer: they take an offer up, judge, or say that it is not theirs."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from services.routing.domain.case import Case
from services.routing.domain.commands import GiveVerdict, ReturnOffer, TakeUp
from services.routing.domain.refusals import OtherDepartmentMissing, ReasonMissing
from services.routing.handlers.acting import Step, carry_out, scope_of
from services.routing.handlers.offering import NoSuchDepartment
from services.routing.handlers.reviewing import Beside, keep
from services.routing.ports import Work
from shared.access.policy import Action, require
from shared.events import Verdict
from shared.scheme.model import DeskScheme
from shared.scheme.promises import looked_at_by


async def take_up(work: Work, receipt: str, step: Step) -> Case:
    """Let the actor's own department take its offer up."""
    case = await work.cases.get(step.actor.desk_id, receipt)
    require(step.actor, Action.OFFER_TAKE_UP, scope_of(case))
    return await carry_out(work, case, step, TakeUp(department=step.actor.department or ""))


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What a department answers."""

    verdict: Verdict
    reason: str
    suggested_department: str | None = None
    next_day: date | None = None
    beside: Beside = field(default_factory=Beside)


async def give_verdict(work: Work, receipt: str, step: Step, judgement: Judgement, scheme: DeskScheme) -> Case:
    """Give the verdict of the actor's own department, with its reason.

    A return names another department; the desk itself is no answer, for it is the desk that asks.
    """
    case = await work.cases.get(step.actor.desk_id, receipt)
    not_ours = judgement.verdict is Verdict.NOT_OURS
    require(step.actor, Action.OFFER_RETURN if not_ours else Action.OFFER_JUDGE, scope_of(case))
    if not judgement.reason.strip():
        raise ReasonMissing
    suggested = judgement.suggested_department if not_ours else None
    if suggested == scheme.department:
        raise OtherDepartmentMissing
    if suggested is not None and not await work.organisation.exists(case.desk_id, suggested, step.today):
        raise NoSuchDepartment
    reason: UUID = await work.contents.write_reason(case.case_id, case.desk_id, judgement.reason.strip())
    department = step.actor.department or ""
    if not_ours:
        returned = ReturnOffer(department=department, reason_id=reason, suggested_department=suggested)
        return await carry_out(work, case, step, returned, desk_by=looked_at_by(scheme, step.today))
    kept = await keep(work, case, judgement.beside, judgement.verdict, scheme.review)
    judged = GiveVerdict(
        department=department,
        verdict=judgement.verdict,
        reason_id=reason,
        next_day=judgement.next_day,
        today=step.today,
        conditions_id=kept.conditions_id,
        review_id=kept.review_id,
        open_fields=kept.open_fields,
    )
    return await carry_out(work, case, step, judged, desk_by=looked_at_by(scheme, step.today))
