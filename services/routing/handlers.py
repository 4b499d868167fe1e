"""What routing does: open a case, suggest departments, and carry out what people ask of a case."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from typing import Final, TypeVar
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
from services.routing.domain.suggestion import Directory, Suggestion
from services.routing.ports import CaseWords, ChangedMeanwhile, NewCase, Organisation, Told, Work
from shared.access.actor import Actor
from shared.access.policy import Action, CaseScope, require
from shared.documents.contents import ContactContent, ProposalContent
from shared.errors import Invalid
from shared.events import (
    AttachmentInspected,
    CaseOpened,
    Direction,
    Fact,
    ProposalReceived,
    ProposerKind,
    Recorded,
    Verdict,
)
from shared.events.who import by_account, by_service
from shared.failpoints import Failpoint, reached
from shared.ids import new_id
from shared.japanese.era import day_in_japan
from shared.scheme.calendar import OfficeCalendar
from shared.scheme.model import DeskScheme
from shared.scheme.promises import confirmed_by

F = TypeVar("F", bound=Fact)
# Characters of a text whose ranking takes about five milliseconds.
_THICK: Final = 20_000


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


SchemeOf = Callable[[str], DeskScheme]


async def open_cases(
    received: Sequence[Recorded[ProposalReceived]], work: Work, scheme_of: SchemeOf, *, at: datetime
) -> None:
    """Open exactly one case for each proposal; a second telling of the same proposal opens none."""
    news = [_new_case(one, scheme_of(one.desk_id), at=at) for one in _once(received)]
    begun = await work.new_cases.open(news)
    given = await work.contents.given([one.case.proposal_id for one in begun])
    await work.new_cases.complete([(one, _words(*given[one.case.proposal_id])) for one in begun])


def _words(content: ProposalContent, contact: ContactContent) -> CaseWords:
    return CaseWords(title=content.title, proposer=content.proposer or contact.organisation or contact.name)


def _new_case(received: Recorded[ProposalReceived], scheme: DeskScheme, *, at: datetime) -> NewCase:
    fact = received.fact
    outward = fact.proposer_kind is ProposerKind.DEPARTMENT
    case = Case(
        case_id=new_id(),
        desk_id=received.desk_id,
        proposal_id=received.aggregate_id,
        receipt=fact.receipt,
        direction=Direction.TO_PARTIES if outward else Direction.TO_DEPARTMENTS,
        stage=Stage.RECEIVED,
        version=1,
    )
    return NewCase(
        case=case,
        opened=CaseOpened(proposal_id=case.proposal_id, receipt=case.receipt, direction=case.direction),
        told=Told(actor=by_service("routing"), at=at, causation_id=received.id),
        proposer_kind=fact.proposer_kind,
        channel=fact.channel,
        scheme_version=scheme.version,
        next_day=confirmed_by(scheme, day_in_japan(received.occurred_at)),
        classification=received.classification,
        correlation_id=received.correlation_id,
    )


def _once(facts: Sequence[Recorded[F]]) -> list[Recorded[F]]:
    """Return the first telling of each aggregate."""
    first: dict[UUID, Recorded[F]] = {}
    for one in facts:
        first.setdefault(one.aggregate_id, one)
    return list(first.values())


class Directories:
    """The duties of the desks, read once and kept until the organisation or the day is another one."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self._kept: dict[str, tuple[int | None, date, Directory]] = {}

    async def of(self, scheme: DeskScheme, organisation: Organisation, on: date) -> Directory:
        """Return the departments in force on a day; the desk itself is not one of them."""
        version = await organisation.version()
        kept = self._kept.get(scheme.desk_id)
        if kept is not None and kept[:2] == (version, on):
            return kept[2]
        duties = await organisation.duties(scheme.desk_id, on)
        directory = Directory([one for one in duties if one.code != scheme.department])
        self._kept[scheme.desk_id] = (version, on, directory)
        return directory


async def suggest_again(
    read: Sequence[Recorded[AttachmentInspected]],
    work: Work,
    directories: Directories,
    scheme_of: SchemeOf,
    *,
    at: datetime,
) -> None:
    """Rank anew where a file has brought more words; a case that is not there yet is ranked when it is opened."""
    fresh = {one.fact.proposal_id: one.desk_id for one in read if one.fact.has_text}
    cases = await work.new_cases.young(fresh)
    found = [(case_id, proposal_id, fresh[proposal_id]) for proposal_id, case_id in cases.items()]
    await _suggest(found, work, directories, scheme_of, at=at)


async def suggest_departments(
    opened: Sequence[Recorded[CaseOpened]],
    work: Work,
    directories: Directories,
    scheme_of: SchemeOf,
    *,
    at: datetime,
) -> None:
    """Rank the departments in force for each case, with reasons a person can check."""
    cases = [(one.aggregate_id, one.fact.proposal_id, one.desk_id) for one in _once(opened)]
    await _suggest(cases, work, directories, scheme_of, at=at)


async def _suggest(
    cases: Sequence[tuple[UUID, UUID, str]],
    work: Work,
    directories: Directories,
    scheme_of: SchemeOf,
    *,
    at: datetime,
) -> None:
    """Rank for cases that are given with their proposals and desks."""
    if not cases:
        return
    today = day_in_japan(at)
    desks = {desk_id: scheme_of(desk_id) for _, _, desk_id in cases}
    directory = {desk: await directories.of(scheme, work.organisation, today) for desk, scheme in desks.items()}
    words = await work.contents.words([proposal_id for _, proposal_id, _ in cases])
    found = {case_id: await _ranked(directory[desk], words[proposal_id]) for case_id, proposal_id, desk in cases}
    await work.new_cases.suggest(found)


async def _ranked(directory: Directory, text: str) -> list[Suggestion]:
    """Rank without keeping everybody else waiting: a usual text takes half a millisecond, a thick annex longer."""
    if len(text) > _THICK:
        return await asyncio.to_thread(directory.suggest, text)
    await asyncio.sleep(0)
    return directory.suggest(text)


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
    reached(Failpoint.CASE_SAVED)
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
