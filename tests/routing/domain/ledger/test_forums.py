from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest

from services.routing.domain.ledger.book import Born
from services.routing.domain.ledger.forums.book import BOOK
from services.routing.domain.ledger.forums.forum import FORUM_DAY, FORUM_EVE, Forum, ForumState
from services.routing.domain.refusals import NotAllowedNow
from shared.events import Fact
from shared.events import forum as f
from shared.events.public import ForumAnnounced, ForumWithdrawn

BORN = Born(item_id=uuid4(), desk_id="miono", number="FR8-0001")
DAY, LAST = date(2027, 2, 3), date(2027, 1, 29)
# What may be done in which state, and where it leads; nothing else may be.
TABLE: dict[ForumState, dict[str, ForumState | None]] = {
    ForumState.DRAFT: {"revise": None, "announce": ForumState.ANNOUNCED, "drop": ForumState.DROPPED},
    ForumState.ANNOUNCED: {
        "revise": None,
        "invite": None,
        "link-idea": None,
        "mark-attendance": None,
        "attend": None,
        "write-summary": None,
        "close": ForumState.CLOSED,
        "cancel": ForumState.CANCELLED,
    },
    ForumState.CLOSED: {"link-idea": None, "write-summary": None},
    ForumState.CANCELLED: {},
    ForumState.DROPPED: {},
}


def forum(*more: Fact) -> Forum:
    return BOOK.fold(BORN, [f.ForumBegun(number="FR8-0001", text_id=uuid4(), held_on=DAY, closes_on=LAST), *more])


def announced() -> ForumAnnounced:
    return ForumAnnounced(number="FR8-0001", content_id=uuid4(), held_on=DAY, closes_on=LAST)


@pytest.mark.parametrize("state", ForumState)
def test_in_each_state_exactly_what_the_table_says_may_be_done(state: ForumState) -> None:
    here = replace(forum(), state=state)

    found = {}
    for verb in {row.verb for row in BOOK.rows}:
        try:
            found[verb] = BOOK.state_after(here, verb)
        except NotAllowedNow:
            continue

    assert found == {verb: to or state for verb, to in TABLE[state].items()}
    assert BOOK.permitted(here) == frozenset(TABLE[state])


def test_an_announced_forum_is_open_to_the_office_has_its_day_and_keeps_what_came_of_it() -> None:
    case_id = uuid4()
    draft, open_now = forum(), forum(announced(), f.ForumIdeaLinked(receipt="R8-0001", case_id=case_id))
    closed = BOOK.evolve(open_now, f.ForumClosed(outcome_id=uuid4(), people=3, ideas=1))
    told_anew = BOOK.evolve(closed, announced())
    cancelled = BOOK.evolve(open_now, ForumWithdrawn(number="FR8-0001"))

    assert (draft.is_open, list(draft.dues), open_now.is_open) == (False, [], True)
    assert [(due.what, due.day, due.department) for due in open_now.dues] == [(FORUM_DAY, DAY, None)]
    assert (dict(open_now.ideas), open_now.cases) == ({"R8-0001": case_id}, frozenset({case_id}))
    assert [one.state for one in (closed, told_anew, cancelled)] == ["closed", "closed", "cancelled"]


def test_a_forum_knows_who_of_the_registered_came_who_brought_an_idea_and_when_they_are_reminded() -> None:
    who, case_id, before = uuid4(), uuid4(), date(2027, 2, 2)
    said = announced().model_copy(update={"remind_on": before})
    linked = f.ForumIdeaLinked(receipt="R8-0001", case_id=case_id, registration_id=who)

    told = forum(said, linked, f.ForumAttendanceMarked(came=(who,), people=3))

    assert (told.came, told.people, dict(told.brought)) == (frozenset({who}), 3, {"R8-0001": who})
    assert [(due.what, due.remind_on) for due in told.dues][1:] == [(FORUM_EVE, before)]
