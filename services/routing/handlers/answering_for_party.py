"""The desk writes down what a body answered by mail or telephone; a person read it, no machine did."""

from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from services.routing.domain.case import Case
from services.routing.domain.commands import GiveVerdict, ReturnOffer, TakeUp
from services.routing.domain.refusals import NotAsked, ReasonMissing
from services.routing.domain.roles import Addressee
from services.routing.domain.stage import OfferState
from services.routing.handlers.acting import Step, carry_out, scope_of
from services.routing.handlers.verbs.words import written_note, written_reason
from services.routing.ports import Work
from shared.access.policy import Action, require
from shared.events import Verdict
from shared.scheme.model import DeskScheme
from shared.scheme.promises import looked_at_by


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What a body answered; *reply_id* is the mail it stands in, None for another way."""

    party_id: UUID
    verdict: Verdict
    reason: str = field(repr=False)
    conditions: str = field(default="", repr=False)
    next_day: date | None = None
    reply_id: UUID | None = None


async def take_up_for(work: Work, receipt: str, step: Step, party_id: UUID) -> Case:
    """Note that a body takes its offer up."""
    case = await work.cases.get(step.actor.desk_id, receipt)
    require(step.actor, Action.OFFER_TAKE_UP, scope_of(case))
    return await carry_out(work, case, step, TakeUp(party_id=party_id))


async def answer_for(work: Work, receipt: str, step: Step, heard: Heard, scheme: DeskScheme) -> Case:
    """Write a body's answer down, with its reason; one that answers at once has taken the offer up thereby."""
    case = await work.cases.get(step.actor.desk_id, receipt)
    not_ours = heard.verdict is Verdict.NOT_OURS
    require(step.actor, Action.OFFER_RETURN if not_ours else Action.OFFER_JUDGE, scope_of(case))
    reason_id = await written_reason(work, case, heard.reason)
    if reason_id is None:
        raise ReasonMissing
    desk_by = looked_at_by(scheme, step.today)
    if not_ours:
        returned = ReturnOffer(party_id=heard.party_id, reason_id=reason_id)
        return await carry_out(work, case, step, returned, desk_by=desk_by)
    offer = case.offer_of(Addressee(party_id=heard.party_id))
    if offer is None:
        raise NotAsked
    if offer.state is OfferState.ASKED:
        case = await carry_out(work, case, step, TakeUp(party_id=heard.party_id))
        step = replace(step, version=case.version)
    conditional = heard.verdict is Verdict.CONDITIONAL
    command = GiveVerdict(
        party_id=heard.party_id,
        verdict=heard.verdict,
        reason_id=reason_id,
        conditions_id=await written_note(work, case, heard.conditions) if conditional else None,
        next_day=heard.next_day,
        today=step.today,
        reply_id=heard.reply_id,
    )
    return await carry_out(work, case, step, command, desk_by=desk_by)
