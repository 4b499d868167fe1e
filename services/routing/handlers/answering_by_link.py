"""A body outside the office answers what it was asked, through its secret link and without an account."""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from services.routing.domain.case import Case
from services.routing.domain.commands import Command, GiveVerdict, ReturnOffer, TakeUp
from services.routing.domain.refusals import OfferOver, ReasonMissing
from services.routing.domain.roles import Addressee
from services.routing.domain.sending_commands import SendAnew
from services.routing.domain.task_commands import ReportTodo
from services.routing.handlers.acting import enact
from services.routing.handlers.questioning import asked_by
from services.routing.ports import Told, Work
from shared.documents import DocumentKind
from shared.events import Verdict
from shared.events.who import by_party
from shared.japanese.era import day_in_japan
from shared.scheme.promises import looked_at_by


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """Who answers: the body of one offer, whose link was checked, and when; of no other offer to the same body."""

    desk_id: str
    receipt: str
    offer_id: UUID
    party_id: UUID
    at: datetime

    @property
    def today(self) -> date:
        """Return the day in the office."""
        return day_in_japan(self.at)

    @property
    def addressee(self) -> Addressee:
        """Return who that is on the case."""
        return Addressee(party_id=self.party_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyAnswer:
    """What a body answers; conditions stand in *conditions*, and nothing of it is read by a machine."""

    verdict: Verdict
    reason: str = field(repr=False)
    conditions: str = field(default="", repr=False)
    next_day: date | None = None


async def take_up(work: Work, visit: Visit) -> Case:
    """Let a body take up what it is asked; from now on it may read what the desk released."""
    case = await _asked(work, visit)
    return await _settle(work, case, visit, TakeUp(party_id=visit.party_id))


async def decline(work: Work, visit: Visit, reason: str) -> Case:
    """Let a body say that it does not want to study this at all."""
    case = await _asked(work, visit)
    if not reason.strip():
        raise ReasonMissing
    reason_id = await work.contents.write_reason(case.case_id, case.desk_id, reason.strip())
    return await _settle(work, case, visit, ReturnOffer(party_id=visit.party_id, reason_id=reason_id))


async def answer(work: Work, visit: Visit, said: PartyAnswer) -> Case:
    """Give the answer of a body that took the offer up, with its reason."""
    case = await _asked(work, visit)
    if not said.reason.strip():
        raise ReasonMissing
    reason_id = await work.contents.write_reason(case.case_id, case.desk_id, said.reason.strip())
    command = GiveVerdict(
        party_id=visit.party_id,
        verdict=said.verdict,
        reason_id=reason_id,
        conditions_id=await _conditions(work, case, said),
        next_day=said.next_day,
        today=visit.today,
    )
    return await _settle(work, case, visit, command)


async def ask(work: Work, visit: Visit, question: str) -> Case:
    """Let a body ask something; the answer goes to every candidate alike."""
    case = await _asked(work, visit)
    return await _settle(work, case, visit, await asked_by(work, case, visit.addressee, question))


async def send_anew(work: Work, visit: Visit) -> Case:
    """Send a body a new link to the contact that is kept; whoever held an old one learns nothing by it."""
    case = await _asked(work, visit)
    return await _settle(work, case, visit, SendAnew(party_id=visit.party_id, asked_for=True))


async def report_todo(work: Work, visit: Visit, todo_id: UUID, shown_id: UUID, words: str) -> Case:
    """Let a body that was chosen say that a to-do is done, as its page showed it; the office confirms it."""
    case = await _asked(work, visit)
    said = words.strip()
    report_id = await work.contents.write_decided(DocumentKind.TASK, case.case_id, case.desk_id, said) if said else None
    command = ReportTodo(task_id=todo_id, words_id=shown_id, party_id=visit.party_id, report_id=report_id)
    return await _settle(work, case, visit, command)


async def _asked(work: Work, visit: Visit) -> Case:
    """Return the case; raise OfferOver where the body has no offer or, asked anew, another one than its link says."""
    case = await work.cases.get(visit.desk_id, visit.receipt)
    offer = case.offer_of(visit.addressee)
    if offer is None or offer.offer_id != visit.offer_id:
        raise OfferOver
    return case


async def _conditions(work: Work, case: Case, said: PartyAnswer) -> UUID | None:
    words = said.conditions.strip()
    if said.verdict is not Verdict.CONDITIONAL or not words:
        return None
    return await work.contents.write_note(case.case_id, case.desk_id, words)


async def _settle(work: Work, case: Case, visit: Visit, command: Command) -> Case:
    scheme = await work.schemes.of_case(visit.desk_id, visit.receipt)
    told = Told(actor=by_party(visit.party_id), at=visit.at)
    return await enact(work, case, command, told, desk_by=looked_at_by(scheme, visit.today))
