"""Conditions of a verdict: the desk asks the proposer to agree to them, and writes down what it hears."""

from dataclasses import dataclass, field
from datetime import date

from services.routing.domain.case import Case
from services.routing.domain.condition_commands import AcceptConditions, AskConditions, RefuseConditions
from services.routing.domain.roles import Addressee
from services.routing.handlers.acting import Step, carry_out, scope_of
from services.routing.handlers.verbs.completion import completion_due
from services.routing.handlers.verbs.words import written_note, written_reason
from services.routing.ports import Work
from shared.access.policy import Action, require
from shared.scheme.model import DeskScheme
from shared.scheme.promises import looked_at_by


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """Whose conditions go to the proposer, the words of the desk that go with them, and the day to answer by.

    Without a day it is the one by which a proposer usually answers.
    """

    addressee: Addressee
    words: str = field(repr=False)
    due: date | None = None


async def ask_conditions(work: Work, receipt: str, step: Step, asked: Conditions, scheme: DeskScheme) -> Case:
    """Let the conditions of one verdict go to the proposer and ask for a yes or a no."""
    case = await work.cases.get(step.actor.desk_id, receipt)
    require(step.actor, Action.PROPOSER_TELL, scope_of(case))
    due = asked.due or completion_due(scheme, step.today)
    command = AskConditions(
        department=asked.addressee.department,
        party_id=asked.addressee.party_id,
        note_id=await written_note(work, case, asked.words),
        due=due,
        today=step.today,
    )
    return await carry_out(work, case, step, command, desk_by=due)


async def accept_conditions(work: Work, receipt: str, step: Step, addressee: Addressee, scheme: DeskScheme) -> Case:
    """Say yes, for the proposer, to the conditions of one verdict."""
    case = await work.cases.get(step.actor.desk_id, receipt)
    require(step.actor, Action.CONDITIONS_ANSWER, scope_of(case))
    command = AcceptConditions(department=addressee.department, party_id=addressee.party_id)
    return await carry_out(work, case, step, command, desk_by=looked_at_by(scheme, step.today))


async def refuse_conditions(
    work: Work, receipt: str, step: Step, addressee: Addressee, reason: str, scheme: DeskScheme
) -> Case:
    """Say no, for the proposer, to the conditions of one verdict; the reason is kept."""
    case = await work.cases.get(step.actor.desk_id, receipt)
    require(step.actor, Action.CONDITIONS_ANSWER, scope_of(case))
    reason_id = await written_reason(work, case, reason)
    command = RefuseConditions(department=addressee.department, party_id=addressee.party_id, reason_id=reason_id)
    return await carry_out(work, case, step, command, desk_by=looked_at_by(scheme, step.today))
