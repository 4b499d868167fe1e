"""The desk asks departments."""

from dataclasses import dataclass
from datetime import date

from services.routing.domain.case import Case
from services.routing.domain.commands import Addressed, MakeOffers
from services.routing.handlers.acting import Step, carry_out, scope_of
from services.routing.ports import Work
from shared.access.policy import Action, require
from shared.errors import Invalid
from shared.ids import new_id
from shared.scheme.calendar import OfficeCalendar
from shared.scheme.model import DeskScheme


class NoSuchDepartment(Invalid):
    """The department does not exist, or no longer."""

    public_message = "選ばれた課は、現在の組織にありません。選び直してください。"


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressees:
    """Whom the desk asks, who of them leads, and by when (None: the scheme's usual term).

    The only one asked leads without being named, unless the case has a lead already.
    """

    departments: tuple[str, ...]
    lead: str = ""
    due: date | None = None


async def make_offers(work: Work, receipt: str, step: Step, to: Addressees, scheme: DeskScheme) -> Case:
    """Offer a confirmed case to departments, exactly one of which leads."""
    case = await work.cases.get(step.actor.desk_id, receipt)
    require(step.actor, Action.CASE_OFFER, scope_of(case))
    for code in to.departments:
        if not await work.organisation.exists(case.desk_id, code, step.today):
            raise NoSuchDepartment
    only = to.departments[0] if len(to.departments) == 1 and case.lead is None else ""
    lead = to.lead or only
    command = MakeOffers(
        to=tuple(Addressed(offer_id=new_id(), department=d, lead=d == lead) for d in to.departments),
        due=to.due or usual_due(scheme, step.today),
        today=step.today,
    )
    return await carry_out(work, case, step, command)


def usual_due(scheme: DeskScheme, today: date) -> date:
    """Return the day by which a department usually answers, in business days of the office."""
    return OfficeCalendar.of(scheme.calendar).add_business_days(today, scheme.answers.offer_business_days)
