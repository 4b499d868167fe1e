"""The desk takes back what it asked of a department."""

from services.routing.domain.case import Case
from services.routing.domain.commands import RecallOffer
from services.routing.domain.decide import RecallReasonMissing
from services.routing.handlers.acting import Step, carry_out, scope_of
from services.routing.ports import Work
from shared.access.policy import Action, require
from shared.scheme.model import DeskScheme
from shared.scheme.promises import looked_at_by


async def recall_offer(work: Work, receipt: str, step: Step, department: str, reason: str, scheme: DeskScheme) -> Case:
    """Take back the offer to *department*, which sees the case no more from now on."""
    case = await work.cases.get(step.actor.desk_id, receipt)
    require(step.actor, Action.OFFER_RECALL, scope_of(case))
    if not reason.strip():
        raise RecallReasonMissing
    document = await work.contents.write_reason(case.case_id, case.desk_id, reason.strip())
    command = RecallOffer(department=department, reason_id=document)
    return await carry_out(work, case, step, command, desk_by=looked_at_by(scheme, step.today))
