"""The desk ends a round: offers that nobody answered, and with whom it goes on."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from services.routing.domain.case import Case
from services.routing.domain.commands import CloseRound, ExpireOffer
from services.routing.domain.roles import Addressee, Body
from services.routing.handlers.acting import Step, carry_out, scope_of
from services.routing.handlers.offering import note_to_addressee
from services.routing.handlers.verbs.words import written_note, written_reason
from services.routing.ports import Work
from shared.access.policy import Action, require
from shared.events import CooperationWay
from shared.scheme.model import DeskScheme
from shared.scheme.promises import looked_at_by


async def expire_offer(work: Work, receipt: str, step: Step, addressee: Addressee, scheme: DeskScheme) -> Case:
    """Close one offer whose due day has passed without an answer."""
    case = await work.cases.get(step.actor.desk_id, receipt)
    require(step.actor, Action.OFFER_RECALL, scope_of(case))
    command = ExpireOffer(department=addressee.department, party_id=addressee.party_id, today=step.today)
    return await carry_out(work, case, step, command, desk_by=looked_at_by(scheme, step.today))


# What a body outside reads that was chosen, where the desk writes nothing of its own.
CHOSEN: Final = "ご検討の結果、貴団体と連携して進めることといたしました。今後の進め方は、あらためてご連絡いたします。"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """With whom the desk goes on, in which way and why that is fair, and what everybody is told."""

    partners: Sequence[UUID]
    way: CooperationWay
    ground: str = field(repr=False)
    note: str = field(repr=False)
    note_to_others: str = field(default="", repr=False)
    note_to_partners: str = field(default="", repr=False)


def _to_partners(case: Case, ending: Ending) -> str:
    """Return what those who were chosen read: a body outside is told that it was, even by a desk of few words."""
    outside = case.cast.addressee is Body.PARTY
    return CHOSEN if outside and not ending.note_to_partners.strip() else ending.note_to_partners


async def close_round(work: Work, receipt: str, step: Step, ending: Ending, scheme: DeskScheme) -> Case:
    """Close the round and name the partners among those who said yes."""
    case = await work.cases.get(step.actor.desk_id, receipt)
    require(step.actor, Action.ROUND_CLOSE, scope_of(case))
    command = CloseRound(
        partners=tuple(ending.partners),
        way=ending.way,
        ground_id=await written_reason(work, case, ending.ground),
        note_id=await written_note(work, case, ending.note),
        note_to_others_id=await note_to_addressee(work, case, ending.note_to_others),
        note_to_partners_id=await note_to_addressee(work, case, _to_partners(case, ending)),
    )
    return await carry_out(work, case, step, command, desk_by=looked_at_by(scheme, step.today))
