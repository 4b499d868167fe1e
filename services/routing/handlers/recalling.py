"""The desk takes back what it asked."""

from datetime import date

from services.routing.domain.case import Case
from services.routing.domain.commands import RecallOffer
from services.routing.domain.refusals import RecallReasonMissing
from services.routing.domain.roles import Addressee
from services.routing.handlers.acting import Step, carry_out, scope_of
from services.routing.ports import Work
from shared.access.policy import Action, require
from shared.scheme.model import DeskScheme
from shared.scheme.promises import looked_at_by


async def recall_offer(
    work: Work, receipt: str, step: Step, addressee: Addressee, reason: str, scheme: DeskScheme
) -> Case:
    """Take back the offer to *addressee*, or to the one it followed; that one sees the case no more from now on."""
    case = await work.cases.get(step.actor.desk_id, receipt)
    require(step.actor, Action.OFFER_RECALL, scope_of(case))
    if not reason.strip():
        raise RecallReasonMissing
    document = await work.contents.write_reason(case.case_id, case.desk_id, reason.strip())
    code = addressee.department
    asked = None if code is None else await _asked(work, case, code, step.today)
    command = RecallOffer(department=asked, party_id=addressee.party_id, reason_id=document)
    return await carry_out(work, case, step, command, desk_by=looked_at_by(scheme, step.today))


async def _asked(work: Work, case: Case, department: str, on: date) -> str:
    """Return whom the case was offered to: *department*, or the one whose work it does on a day.

    Where it follows two that were both asked, none is meant: the desk names the one by its old code.
    """
    if department in case.offered:
        return department
    succession = await work.organisation.succession(case.desk_id, on)
    followed = [code for code in sorted(case.offered) if succession.today(code) == department]
    return followed[0] if len(followed) == 1 else department
