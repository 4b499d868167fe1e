"""What routing does: open a case, suggest departments, and carry out what people ask of a case."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from uuid import UUID

from services.routing.domain.case import Case
from services.routing.domain.commands import (
    Addressed,
    Command,
    Confirm,
    GiveVerdict,
    MakeOffers,
    StartConfirmation,
    TakeUp,
)
from services.routing.domain.decide import AbstractMissing, ReasonMissing, decide, evolve
from services.routing.domain.stage import Stage
from services.routing.domain.suggestion import suggest
from services.routing.ports import ChangedMeanwhile, NewCase, Told, Work
from shared.access.actor import Actor
from shared.access.policy import Action, CaseScope, require
from shared.errors import Invalid
from shared.events import (
    CaseOpened,
    Direction,
    Fact,
    ProposalReceived,
    ProposerKind,
    Recorded,
    Verdict,
)
from shared.events.who import by_account, by_service
from shared.ids import new_id
from shared.japanese.era import day_in_japan
from shared.scheme.calendar import OfficeCalendar
from shared.scheme.model import DeskScheme
from shared.scheme.promises import confirmed_by


class NoSuchDepartment(Invalid):
    """The department does not exist, or no longer."""

    public_message = "選ばれた課は、現在の組織にありません。選び直してください。"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Who acts on which version of a case, and when."""

    actor: Actor
    version: int | None
    at: datetime

    @property
    def today(self) -> date:
        """Return the day in the office."""
        return day_in_japan(self.at)


async def open_case(received: Recorded[ProposalReceived], work: Work, scheme: DeskScheme, *, at: datetime) -> None:
    """Open exactly one case for a proposal; a second telling of the same proposal opens none."""
    proposal_id = received.aggregate_id
    if await work.cases.of_proposal(proposal_id) is not None:
        return
    fact = received.fact
    outward = fact.proposer_kind is ProposerKind.DEPARTMENT
    case = Case(
        case_id=new_id(),
        desk_id=received.desk_id,
        proposal_id=proposal_id,
        receipt=fact.receipt,
        direction=Direction.TO_PARTIES if outward else Direction.TO_DEPARTMENTS,
        stage=Stage.RECEIVED,
        version=1,
    )
    opened = CaseOpened(proposal_id=proposal_id, receipt=case.receipt, direction=case.direction)
    new = NewCase(
        case=case,
        proposer_kind=fact.proposer_kind,
        channel=fact.channel,
        scheme_version=scheme.version,
        next_day=confirmed_by(scheme, day_in_japan(received.occurred_at)),
        classification=received.classification,
        correlation_id=received.correlation_id,
    )
    told = Told(actor=by_service("routing"), at=at, causation_id=received.id)
    await work.cases.open(new, [opened], told)
    await work.contents.keep_for(case.case_id, case.desk_id)
    content = await work.contents.proposal(proposal_id)
    contact = await work.contents.contact(proposal_id)
    proposer = content.proposer or contact.organisation or contact.name
    await work.cases.set_words(case.case_id, title=content.title, proposer=proposer)


async def suggest_departments(opened: Recorded[CaseOpened], work: Work, scheme: DeskScheme, *, at: datetime) -> None:
    """Rank the departments in force for a case, with reasons a person can check; the desk itself is not one."""
    text = await work.contents.words(opened.fact.proposal_id)
    known = await work.organisation.duties(opened.desk_id, day_in_japan(at))
    duties = [one for one in known if one.code != scheme.department]
    await work.cases.suggest(opened.aggregate_id, suggest(text, duties))


def scope_of(case: Case) -> CaseScope:
    """Return what the policy must know of a case."""
    return CaseScope(desk_id=case.desk_id, offered=case.offered, taken_up=case.taken_up, lead=case.lead)


async def carry_out(work: Work, case: Case, step: Step, command: Command) -> Case:
    """Decide, evolve and save; the one door through which a case changes."""
    if step.version is not None and step.version != case.version:
        raise ChangedMeanwhile
    facts: list[Fact] = decide(case, command)
    after = reduce(evolve, facts, case)
    told = Told(actor=by_account(step.actor.account_id), at=step.at)
    await work.cases.save(case, after, facts, told)
    return after


async def start_confirmation(work: Work, receipt: str, step: Step) -> Case:
    """Let an officer of the desk take the case on."""
    case = await work.cases.get(step.actor.desk_id, receipt)
    require(step.actor, Action.CASE_CONFIRM, scope_of(case))
    return await carry_out(work, case, step, StartConfirmation(officer=step.actor.account_id))


async def take_up(work: Work, receipt: str, step: Step) -> Case:
    """Let the actor's own department take its offer up."""
    case = await work.cases.get(step.actor.desk_id, receipt)
    require(step.actor, Action.OFFER_TAKE_UP, scope_of(case))
    return await carry_out(work, case, step, TakeUp(department=step.actor.department or ""))


async def confirm(work: Work, receipt: str, step: Step, *, abstract: str, open_checks: tuple[str, ...] = ()) -> Case:
    """Confirm a case with the abstract that may circulate before a department accepts."""
    case = await work.cases.get(step.actor.desk_id, receipt)
    require(step.actor, Action.CASE_CONFIRM, scope_of(case))
    if not abstract.strip():
        raise AbstractMissing
    document = await work.contents.write_abstract(case.case_id, case.desk_id, abstract.strip())
    command = Confirm(officer=step.actor.account_id, abstract_id=document, open_checks=open_checks)
    return await carry_out(work, case, step, command)


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What a department answers."""

    verdict: Verdict
    reason: str
    suggested_department: str | None = None


async def give_verdict(work: Work, receipt: str, step: Step, judgement: Judgement) -> Case:
    """Give the verdict of the actor's own department, with its reason."""
    case = await work.cases.get(step.actor.desk_id, receipt)
    not_ours = judgement.verdict is Verdict.NOT_OURS
    require(step.actor, Action.OFFER_RETURN if not_ours else Action.OFFER_JUDGE, scope_of(case))
    if not judgement.reason.strip():
        raise ReasonMissing
    suggested = judgement.suggested_department if not_ours else None
    if suggested is not None and not await work.organisation.exists(case.desk_id, suggested, step.today):
        raise NoSuchDepartment
    reason: UUID = await work.contents.write_reason(case.case_id, case.desk_id, judgement.reason.strip())
    command = GiveVerdict(
        department=step.actor.department or "",
        verdict=judgement.verdict,
        reason_id=reason,
        suggested_department=suggested,
    )
    return await carry_out(work, case, step, command)
