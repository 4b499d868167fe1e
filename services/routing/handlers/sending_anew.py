"""The desk tells an addressee once more what it is asked."""

from services.routing.domain.case import Case
from services.routing.domain.roles import Addressee
from services.routing.domain.sending_commands import SendAnew
from services.routing.handlers.acting import Step, carry_out, scope_of
from services.routing.ports import Work
from shared.access.policy import Action, require


async def send_anew(work: Work, receipt: str, step: Step, addressee: Addressee) -> Case:
    """Put the request into the inbox of a department again, or send a body outside a new link; its old one is dead."""
    case = await work.cases.get(step.actor.desk_id, receipt)
    require(step.actor, Action.OFFER_RECALL, scope_of(case))
    command = SendAnew(department=addressee.department, party_id=addressee.party_id)
    return await carry_out(work, case, step, command)
