"""The desk takes a case on and confirms what is proposed."""

from services.routing.domain.case import Case
from services.routing.domain.commands import Confirm, StartConfirmation
from services.routing.domain.refusals import AbstractMissing
from services.routing.handlers.acting import Step, carry_out, scope_of
from services.routing.ports import Work
from shared.access.policy import Action, require


async def start_confirmation(work: Work, receipt: str, step: Step) -> Case:
    """Let an officer of the desk take the case on."""
    case = await work.cases.get(step.actor.desk_id, receipt)
    require(step.actor, Action.CASE_CONFIRM, scope_of(case))
    return await carry_out(work, case, step, StartConfirmation(officer=step.actor.account_id))


async def confirm(work: Work, receipt: str, step: Step, *, abstract: str, open_checks: tuple[str, ...] = ()) -> Case:
    """Confirm a case with the abstract that may circulate before a department accepts."""
    case = await work.cases.get(step.actor.desk_id, receipt)
    require(step.actor, Action.CASE_CONFIRM, scope_of(case))
    if not abstract.strip():
        raise AbstractMissing
    document = await work.contents.write_abstract(case.case_id, case.desk_id, abstract.strip())
    command = Confirm(officer=step.actor.account_id, abstract_id=document, open_checks=open_checks)
    return await carry_out(work, case, step, command)
