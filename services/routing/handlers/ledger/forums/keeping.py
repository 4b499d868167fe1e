"""Who is invited to a forum, who came, what was said, and which proposals came of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Final
from uuid import UUID

import structlog
from pydantic import Field

from services.routing.domain.ledger.forums.book import BOOK
from services.routing.domain.ledger.forums.forum import Forum
from services.routing.domain.ledger.forums.refusals import (
    AttendeeUnknown,
    GuestUnknown,
    LinkedAlready,
    NobodyInvited,
    NotHeldYet,
)
from services.routing.handlers.ledger.door import Decided, Doing, LedgerDoor
from services.routing.handlers.ledger.forums.announcing import note
from services.routing.handlers.tellings import once
from services.routing.handlers.verbs.door import Asked
from services.routing.ports import Told
from services.routing.storage.ledger import NoSuchItem
from services.routing.storage.work import RoutingWork
from shared.access.policy import Action
from shared.events import ProposalReceived, Recorded
from shared.events.forum import (
    ForumAttendanceMarked,
    ForumAttended,
    ForumIdeaLinked,
    ForumInvited,
    ForumSummaryWritten,
)
from shared.events.registration import RegistrationState
from shared.events.who import by_service

log = structlog.get_logger()
_LONG: Final = 10_000
Line = Annotated[str, Field(max_length=200)]
Code = Annotated[str, Field(max_length=80)]


class Inviting(Asked):
    """Who is invited, and in which words: offices find it in their inbox, each party gets a mail of its own."""

    departments: tuple[Code, ...] = Field(default=(), title="招く課", max_length=200)
    municipalities: tuple[Code, ...] = Field(default=(), title="招く市町村", max_length=200)
    parties: tuple[Line, ...] = Field(
        default=(),
        title="招く団体",
        description="登録されている名称又は法人番号を1行に1つ記入します。",
        max_length=200,
    )
    words: str = Field(
        title="案内の文面",
        description="課と市町村には受信箱で、団体にはメールで、1団体に1通ずつお知らせします。",
        min_length=1,
        max_length=_LONG,
    )


class Linking(Asked):
    """Which proposal came of the forum."""

    receipt: str = Field(title="受付番号", max_length=40, examples=["R8-0012"])


class Marking(Asked):
    """Who of those that registered came, and how many came without registering."""

    came: tuple[UUID, ...] = Field(default=(), title="出席した申込み", max_length=5_000)
    others: int | None = Field(default=None, title="申込みのない当日の参加者の人数", ge=0, le=100_000)


class Attending(Asked):
    """Who was there, one a line."""

    attendees: tuple[Line, ...] = Field(
        title="参加者", description="1行に1名を記入します。庁内の記録です。", min_length=1, max_length=2_000
    )


class Summary(Asked):
    """What was said, for the office."""

    words: str = Field(title="開催の記録", description="庁内の記録です。", min_length=1, max_length=_LONG)


async def _invite(doing: Doing, forum: Forum, asked: Inviting) -> Decided:
    if not (asked.departments or asked.municipalities or asked.parties):
        raise NobodyInvited
    known = await doing.work.municipalities.names(forum.desk_id)
    if not known.keys() >= set(asked.municipalities):
        raise GuestUnknown
    for department in asked.departments:
        if not await doing.work.organisation.exists(forum.desk_id, department, doing.step.today):
            raise GuestUnknown
    parties, contacts = await _invited_parties(doing, forum, asked)
    letter_id = None
    if any(contacts):
        letter_id = await doing.work.ledger_texts.write_letter(forum.item_id, forum.desk_id, asked.words)
    fact = ForumInvited(
        number=forum.number,
        departments=asked.departments,
        parties=parties,
        municipalities=asked.municipalities,
        invitation_id=await note(doing, forum, asked.words),
        letter_id=letter_id,
        contacts=contacts,
        content_id=forum.content_id,
    )
    return Decided(facts=[fact])


async def _invited_parties(
    doing: Doing, forum: Forum, asked: Inviting
) -> tuple[tuple[UUID, ...], tuple[UUID | None, ...]]:
    """Return the parties, each once, and of each the contact that is written to: the last with an address."""
    parties: dict[UUID, UUID | None] = {}
    for name in asked.parties:
        found = await doing.work.parties.called(forum.desk_id, name.strip())
        if len(found) != 1:
            raise GuestUnknown
        party = await doing.work.parties.find(forum.desk_id, found[0])
        kept = [one.document_id for one in await doing.work.party_queries.contacts(party) if one.contact.email]
        parties[found[0]] = max(kept, default=None)
    return tuple(parties), tuple(parties.values())


async def _link(doing: Doing, forum: Forum, asked: Linking) -> Decided:
    case = await doing.work.cases.find(forum.desk_id, asked.receipt.strip())
    if case.receipt in forum.ideas:
        raise LinkedAlready
    return Decided(facts=[ForumIdeaLinked(receipt=case.receipt, case_id=case.case_id, by_hand=True)])


async def _mark(doing: Doing, forum: Forum, asked: Marking) -> Decided:
    if doing.step.today < forum.held_on:
        raise NotHeldYet
    standing = await doing.work.registrations.of_forum(forum.desk_id, forum.number)
    people = {one.registration_id: one.people for one in standing if one.state != RegistrationState.CANCELLED}
    if not people.keys() >= set(asked.came):
        raise AttendeeUnknown
    came = tuple(one for one in people if one in set(asked.came))
    return Decided(
        facts=[ForumAttendanceMarked(came=came, people=sum(people[one] for one in came) + (asked.others or 0))]
    )


async def _attend(doing: Doing, forum: Forum, asked: Attending) -> Decided:
    attendance_id = await note(doing, forum, "\n".join(asked.attendees))
    return Decided(facts=[ForumAttended(people=len(asked.attendees), attendance_id=attendance_id)])


async def _summarise(doing: Doing, forum: Forum, asked: Summary) -> Decided:
    return Decided(facts=[ForumSummaryWritten(summary_id=await note(doing, forum, asked.words))])


async def link_ideas(received: Sequence[Recorded[ProposalReceived]], work: RoutingWork, *, at: datetime) -> None:
    """Link each proposal to the forum it names, once; a forum this desk never had is nobody's."""
    named = [one for one in once(received) if one.fact.forum is not None]
    if not named:
        return
    cases = await work.proposers.cases_of([one.aggregate_id for one in named])
    # In one order, so that two transactions cannot wait for each other's forums.
    for one in sorted(named, key=lambda told: (told.desk_id, told.fact.forum or "", told.fact.receipt)):
        try:
            forum = await work.ledger.get(BOOK, one.desk_id, one.fact.forum or "")
        except NoSuchItem:
            log.warning("forum_unknown", desk_id=one.desk_id, number=one.fact.forum)
            continue
        if one.fact.receipt not in forum.ideas:
            fact = ForumIdeaLinked(
                receipt=one.fact.receipt,
                case_id=cases[one.aggregate_id],
                registration_id=one.fact.registration_id,
            )
            await work.ledger.save(BOOK, forum, [fact], Told(actor=by_service("routing"), at=at))


DOORS: Final = (
    LedgerDoor(verb="invite", action=Action.FORUM_KEEP, asks=Inviting, do=_invite),
    LedgerDoor(verb="link-idea", action=Action.FORUM_KEEP, asks=Linking, do=_link),
    LedgerDoor(verb="mark-attendance", action=Action.FORUM_KEEP, asks=Marking, do=_mark),
    LedgerDoor(verb="attend", action=Action.FORUM_KEEP, asks=Attending, do=_attend),
    LedgerDoor(verb="write-summary", action=Action.FORUM_KEEP, asks=Summary, do=_summarise),
)
