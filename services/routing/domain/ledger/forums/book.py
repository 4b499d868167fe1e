"""The table of forums: what may be done in which state, and what each fact changes."""

from dataclasses import replace
from types import MappingProxyType
from typing import Any, Final

from services.routing.domain.ledger.book import Book, Born, Row
from services.routing.domain.ledger.forums.forum import Forum, ForumState
from shared.events import forum as f
from shared.events import public
from shared.events.base import Fact
from shared.events.ledger import LedgerKind

_DRAFT, _ANNOUNCED, _CLOSED = (ForumState.DRAFT,), (ForumState.ANNOUNCED,), (ForumState.CLOSED,)

ROWS: Final = (
    Row("revise", (*_DRAFT, *_ANNOUNCED)),
    Row("announce", _DRAFT, ForumState.ANNOUNCED),
    Row("drop", _DRAFT, ForumState.DROPPED),
    Row("invite", _ANNOUNCED),
    # An idea of the room is often written down only afterwards.
    Row("link-idea", (*_ANNOUNCED, *_CLOSED)),
    Row("mark-attendance", _ANNOUNCED),
    Row("attend", _ANNOUNCED),
    Row("write-summary", (*_ANNOUNCED, *_CLOSED)),
    Row("close", _ANNOUNCED, ForumState.CLOSED),
    Row("cancel", _ANNOUNCED, ForumState.CANCELLED),
)


def _begin(born: Born, first: f.ForumBegun) -> Forum:
    return Forum(
        item_id=born.item_id,
        desk_id=born.desk_id,
        number=born.number,
        state=ForumState.DRAFT,
        text_id=first.text_id,
        held_on=first.held_on,
        closes_on=first.closes_on,
    )


def _revised(forum: Forum, fact: f.ForumRevised) -> Forum:
    return replace(forum, text_id=fact.text_id, held_on=fact.held_on, closes_on=fact.closes_on)


def _announced(forum: Forum, fact: public.ForumAnnounced) -> Forum:
    # What everybody reads every colleague may read; told anew, it opens no forum again.
    state = ForumState.ANNOUNCED if forum.state == ForumState.DRAFT else forum.state
    return replace(forum, state=state, is_open=True, content_id=fact.content_id, remind_on=fact.remind_on)


def _linked(forum: Forum, fact: f.ForumIdeaLinked) -> Forum:
    ideas = MappingProxyType({**forum.ideas, fact.receipt: fact.case_id})
    by = {} if fact.registration_id is None else {fact.receipt: fact.registration_id}
    brought = MappingProxyType({**forum.brought, **by})
    return replace(forum, ideas=ideas, brought=brought, cases=forum.cases | {fact.case_id})


_CHANGES: Final[dict[type[Fact], Any]] = {
    f.ForumRevised: _revised,
    f.ForumDropped: lambda forum, _: replace(forum, state=ForumState.DROPPED),
    f.ForumInvited: lambda forum, fact: replace(forum, invitations=(*forum.invitations, fact)),
    f.ForumIdeaLinked: _linked,
    f.ForumAttendanceMarked: lambda forum, fact: replace(forum, came=frozenset(fact.came), people=fact.people),
    f.ForumAttended: lambda forum, fact: replace(forum, people=fact.people, attendance_id=fact.attendance_id),
    f.ForumSummaryWritten: lambda forum, fact: replace(forum, summary_id=fact.summary_id),
    f.ForumClosed: lambda forum, fact: replace(forum, state=ForumState.CLOSED, outcome_id=fact.outcome_id),
    public.ForumAnnounced: _announced,
    public.ForumWithdrawn: lambda forum, _: replace(forum, state=ForumState.CANCELLED, is_open=False),
}

BOOK: Final[Book[Forum]] = Book(kind=LedgerKind.FORUM, begin=_begin, changes=_CHANGES, rows=ROWS)
