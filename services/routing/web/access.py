"""Opening a case for a person: the same rights, the same reads and the same log for pages and verbs."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from services.routing.domain.case import Case
from services.routing.domain.clock import ClockReading
from services.routing.domain.guest_sight import ITS_OWN, seen_by_guest
from services.routing.domain.judge_sight import seen_by_judge
from services.routing.domain.verbs import Verb
from services.routing.handlers.acting import scope_of
from services.routing.handlers.second_person import approvals_alone
from services.routing.handlers.suggesting import Advice, Directories
from services.routing.storage.attachments import Attached
from services.routing.storage.case_list import Reader
from services.routing.storage.mails import MailLine, mails_about
from services.routing.storage.municipalities import MemberLine
from services.routing.storage.notices import NoticeLine, note_read, notices_about
from services.routing.storage.queries import HistoryLine, OfferLine
from services.routing.storage.replies import OpenedReply
from services.routing.storage.work import RoutingWork
from services.routing.web.office_words import documents_read
from services.routing.web.suggested import SuggestionLine, advice_for, earlier_cases, suggestion_lines
from shared.access.actor import Actor, Role
from shared.access.policy import Action, CaseScope, allowed, can
from shared.access.reads import require_read
from shared.access.rows import as_database_actor
from shared.database.transactions import Transactions
from shared.documents.contents import ContactContent, ProposalContent, SheetContent
from shared.events import NoteWritten
from shared.japanese.era import day_in_japan
from shared.scheme.model import DeskScheme


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedCase:
    """A case as far as one person may see it; `proposal` is None for who may see the abstract only.

    `scheme` is the one the case began under.
    `words` are what the office wrote in the documents the reader may open, by their ids.
    `beside` is what sheets say that came beside the proposal. `advice` is there for who may offer the case, or say
    whose else it is; `receipts` are the numbers of the earlier cases it speaks of, as far as this person may open them.
    `alone` are the approvals that this person may give to what they drafted themselves.
    """

    case: Case
    row: Mapping[str, Any]
    scheme: DeskScheme
    may: frozenset[Action]
    abstract: str | None
    proposal: ProposalContent | None
    contact: ContactContent | None
    beside: tuple[SheetContent, ...]
    attachments: list[Attached]
    replies: list[OpenedReply]
    offers: list[OfferLine]
    words: Mapping[UUID, str]
    advice: Advice | None
    receipts: Mapping[UUID, str]
    history: list[HistoryLine]
    mails: list[MailLine]
    clock: ClockReading | None
    notices: list[NoticeLine]
    members: list[MemberLine]
    alone: frozenset[Verb] = frozenset()

    @property
    def is_judged(self) -> bool:
        """Tell whether it is shown for no other reason than that the reader judges it as an application."""
        return Action.APPLICATION_OPEN in self.may and Action.CASE_SEE_SUMMARY not in self.may

    @property
    def suggestions(self) -> list[SuggestionLine]:
        """Return the suggested departments, best first."""
        return suggestion_lines(self.advice, self.receipts)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseAccess:
    """Opens transactions as a person."""

    transactions: Transactions[RoutingWork]
    directories: Directories

    @asynccontextmanager
    async def begin(self, actor: Actor) -> AsyncIterator[RoutingWork]:
        """Begin a transaction whose row-level security knows *actor*."""
        async with self.transactions.begin(as_database_actor(actor)) as work:
            yield work


async def look_at_case(
    work: RoutingWork, actor: Actor, receipt: str, directories: Directories, *, at: datetime
) -> OpenedCase:
    """Return what *actor* may see of a case and note the look; raise NoSuchCase or NotAllowed."""
    case = await work.cases.find(actor.desk_id, receipt)
    row = await work.queries.one(actor.desk_id, receipt)
    if actor.has(Role.MUNICIPALITY):
        return await _look_as_guest(work, actor, case, row, at=at)
    scope = await judged_scope(work, actor, case)
    if reads_to_judge(actor, scope):
        return await _look_as_judge(work, actor, case, row, scope, at=at)
    return await _look_as_office(work, actor, case, row, directories, at=at)


async def _look_as_office(
    work: RoutingWork, actor: Actor, case: Case, row: Mapping[str, Any], directories: Directories, *, at: datetime
) -> OpenedCase:
    may = allowed(actor, scope_of(case))
    looking = Action.CASE_OPEN if Action.CASE_OPEN in may else Action.CASE_SEE_SUMMARY
    await require_read(work.connection, actor, looking, scope_of(case), what_id=str(case.case_id), now=at)
    await note_read(work.connection, case.case_id)
    scheme = await work.schemes.of(case.desk_id, row["scheme_version"])
    whole = looking is Action.CASE_OPEN
    read = await work.contents.as_read(case.proposal_id) if whole else None
    offers = [
        offer
        for offer in await work.queries.offers(case.desk_id, case.case_id)
        if Action.CASE_SEE_ALL_VERDICTS in may or offer.department == actor.department
    ]
    abstract = None if case.abstract_id is None else await work.contents.own_text(case.abstract_id)
    advice = await advice_for(work, case, directories, may=may, abstract=abstract, on=day_in_japan(at))
    history = await work.queries.history(case.case_id) if Action.CASE_SEE_HISTORY in may else []
    return OpenedCase(
        case=case,
        row=row,
        scheme=scheme,
        may=may,
        abstract=abstract,
        proposal=read.content if read else None,
        contact=read.contact if read else None,
        beside=read.beside if read else (),
        attachments=await work.contents.files.listed(case.proposal_id) if whole else [],
        replies=await work.replies.open(case.proposal_id) if whole else [],
        offers=offers,
        words=await work.contents.own_texts(documents_read(case, offers, history, may, actor.department)),
        advice=advice,
        receipts=await work.queries.receipts(earlier_cases(advice.ranking) if advice else ()),
        history=history,
        clock=await work.clocks.read(case, scheme, day_in_japan(at)),
        members=await work.municipalities.members(case.case_id) if Action.CASE_SEE_HISTORY in may else [],
        alone=await approvals_alone(work, actor, case, scheme) if Action.PROPOSER_TELL in may else frozenset(),
        **await _told(work, case, may),
    )


async def judged_scope(work: RoutingWork, actor: Actor, case: Case) -> CaseScope:
    """Return what the policy must know of a case where it may be an application that *actor* judges."""
    scope = scope_of(case)
    if can(actor, Action.CASE_SEE_SUMMARY, scope):
        return scope
    return replace(scope, judging=await work.applications.judged_by(case.case_id))


def reads_to_judge(actor: Actor, scope: CaseScope) -> bool:
    """Tell whether a case is shown to *actor* for no other reason than that it judges it."""
    return not can(actor, Action.CASE_SEE_SUMMARY, scope) and can(actor, Action.APPLICATION_OPEN, scope)


async def _look_as_judge(
    work: RoutingWork, actor: Actor, case: Case, row: Mapping[str, Any], scope: CaseScope, *, at: datetime
) -> OpenedCase:
    """Return what a department reads of an application it is to judge: what is proposed, with its files."""
    may = allowed(actor, scope)
    await require_read(work.connection, actor, Action.APPLICATION_OPEN, scope, what_id=str(case.case_id), now=at)
    read = await work.contents.as_read(case.proposal_id)
    return OpenedCase(
        case=seen_by_judge(case),
        row=row,
        scheme=await work.schemes.of(case.desk_id, row["scheme_version"]),
        may=may,
        abstract=None,
        proposal=read.content,
        contact=None,
        beside=(),
        attachments=await work.contents.files.listed(case.proposal_id),
        replies=[],
        offers=[],
        words={},
        advice=None,
        receipts={},
        history=[],
        mails=[],
        clock=None,
        notices=[],
        members=[],
    )


async def _look_as_guest(
    work: RoutingWork, actor: Actor, case: Case, row: Mapping[str, Any], *, at: datetime
) -> OpenedCase:
    """Return what a municipality may see of a case: its own part, and the abstract while it takes part."""
    own = actor.department or ""
    may = allowed(actor, scope_of(case))
    there = Action.CASE_SEE_SUMMARY in may
    looking = Action.CASE_SEE_SUMMARY if there else Action.MEMBERSHIP_SEE
    await require_read(work.connection, actor, looking, scope_of(case), what_id=str(case.case_id), now=at)
    await note_read(work.connection, case.case_id)
    seen = seen_by_guest(case, own)
    history = _its_own(await work.queries.history(case.case_id), own, there=there)
    return OpenedCase(
        case=seen,
        row={**row, "title": None, "proposer": None},
        scheme=await work.schemes.of(case.desk_id, row["scheme_version"]),
        may=may,
        abstract=None if seen.abstract_id is None else await work.contents.own_text(seen.abstract_id),
        proposal=None,
        contact=None,
        beside=(),
        attachments=[],
        replies=[],
        offers=[],
        words=await work.contents.own_texts(documents_read(seen, [], history, may, own)),
        advice=None,
        receipts={},
        history=history,
        mails=[],
        clock=None,
        notices=[],
        members=[one for one in await work.municipalities.members(case.case_id) if one.municipality == own],
    )


def _its_own(history: Sequence[HistoryLine], municipality: str, *, there: bool) -> list[HistoryLine]:
    """Return what a municipality did or was told; what was written to it is its own only while it takes part."""
    types = {fact.type for fact in ITS_OWN}
    return [
        line
        for line in history
        if line.type in types
        and line.data.get("municipality") == municipality
        and (there or line.type != NoteWritten.type or line.data["by_municipality"])
    ]


async def _told(work: RoutingWork, case: Case, may: frozenset[Action]) -> dict[str, Any]:
    """Return what became of the mails and notices about a case, for who may see its history."""
    if Action.CASE_SEE_HISTORY not in may:
        return {"mails": [], "notices": []}
    return {
        "mails": await mails_about(work.connection, case.proposal_id, case.case_id),
        "notices": await notices_about(work.connection, case.case_id),
    }


def reader_of(actor: Actor) -> Reader:
    """Return as whom the list of cases is read."""
    return Reader(
        desk_id=actor.desk_id,
        account_id=actor.account_id,
        department=department_only(actor),
        guest=actor.has(Role.MUNICIPALITY),
    )


def department_only(actor: Actor) -> str | None:
    """Return the department whose cases alone this person sees, or None for the whole desk."""
    return None if actor.roles & {Role.DESK, Role.ADMINISTRATOR} else actor.department or ""
