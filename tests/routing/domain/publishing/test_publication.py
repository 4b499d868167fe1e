from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest

from services.routing.domain.ledger.book import Born
from services.routing.domain.publishing.book import BOOK, ROWS
from services.routing.domain.publishing.publication import Publication
from services.routing.domain.refusals import NotAllowedNow
from shared.documents.public import PublicContent, PublicSection
from shared.documents.public_fields import changed_between, filled_in, without
from shared.events import (
    ConsentWay,
    Fact,
    PublicationApproved,
    PublicationBegun,
    PublicationConsentAsked,
    PublicationConsentGiven,
    PublicationHeld,
    PublicationProtectionFound,
    PublicationReleaseAsked,
    PublicationReleaseKept,
    PublicationSentBack,
    PublicationShown,
    PublicationSubmitted,
    PublicationWithdrawn,
    PublicationWritten,
    PublicKind,
)

NUMBER = "PR8-0001"
FIRST, SECOND = uuid4(), uuid4()
DAY = date(2026, 12, 11)
LATER = datetime(2026, 12, 20, 1, tzinfo=UTC)
ASKED = ("title", "summary", "partners")


def begun(*cases: UUID, partners: tuple[UUID, ...] = ()) -> PublicationBegun:
    return PublicationBegun(
        number=NUMBER,
        kind=PublicKind.PROJECT,
        about="JR8-0001",
        cases=cases,
        content_id=uuid4(),
        filled=(*ASKED, "departments", "contact"),
        partners=partners,
    )


def asked(case_id: UUID = FIRST, draft: int = 1) -> PublicationConsentAsked:
    return PublicationConsentAsked(
        number=NUMBER,
        case_id=case_id,
        receipt="R8-0012",
        draft=draft,
        content_id=uuid4(),
        fields=ASKED,
        note_id=uuid4(),
        due=DAY,
    )


def given(
    *agreed: str, refused: tuple[str, ...] = (), case_id: UUID | None = FIRST, draft: int = 1
) -> PublicationConsentGiven:
    return PublicationConsentGiven(
        number=NUMBER,
        draft=draft,
        agreed=agreed,
        refused=refused,
        way=ConsentWay.PAGE,
        given_on=DAY,
        case_id=case_id,
    )


def written(*changed: str, filled: tuple[str, ...] = ASKED) -> PublicationWritten:
    return PublicationWritten(content_id=uuid4(), changed=changed, filled=filled)


def approved(release_at: datetime | None = None) -> PublicationApproved:
    return PublicationApproved(
        number=NUMBER, content_id=uuid4(), kind=PublicKind.PROJECT, about="JR8-0001", release_at=release_at
    )


SUBMITTED = PublicationSubmitted(number=NUMBER, officer=uuid4())
SENT_BACK = PublicationSentBack(number=NUMBER, comment_id=uuid4())
WITHDRAWN = PublicationWithdrawn(number=NUMBER)


def after(*facts: Fact, cases: tuple[UUID, ...] = (FIRST,)) -> Publication:
    return BOOK.fold(Born(item_id=uuid4(), desk_id="miono", number=NUMBER), [begun(*cases), *facts])


EDIT = {"write", "add-picture"}
# Each state with what led there, and all that may be done then; what is not named may not.
STATES = {
    "draft": ((), EDIT | {"ask-consent", "record-consent", "open-protected"}),
    "consent_asked": ((asked(),), EDIT | {"answer-consent", "record-consent", "open-protected"}),
    "consented": ((asked(), given(*ASKED)), EDIT | {"record-consent", "open-protected", "submit"}),
    "submitted": ((given(*ASKED), SUBMITTED), EDIT | {"record-consent", "send-back", "approve"}),
    "approved": (
        (given(*ASKED), SUBMITTED, approved()),
        EDIT | {"record-consent", "hand-to-media", "mail-to-media", "withdraw"},
    ),
    "withdrawn": ((given(*ASKED), SUBMITTED, approved(), WITHDRAWN), set()),
}


@pytest.mark.parametrize("state", STATES)
def test_in_each_state_exactly_this_may_be_done(state: str) -> None:
    facts, verbs = STATES[state]

    item = after(*facts)

    assert (item.state, BOOK.permitted(item)) == (state, frozenset(verbs))
    for verb in {row.verb for row in ROWS} - verbs:
        with pytest.raises(NotAllowedNow):
            BOOK.state_after(item, verb)


def test_what_was_approved_can_be_withdrawn_while_it_is_written_anew() -> None:
    item = after(given(*ASKED), SUBMITTED, approved(), written("summary"))

    assert (item.state, item.is_public, "withdraw" in BOOK.permitted(item)) == ("draft", True, True)


@pytest.mark.parametrize(
    ("facts", "state", "awaiting"),
    [
        ((asked(), given("title", "summary", refused=("partners",))), "draft", {"partners"}),
        ((asked(), given("title", "summary")), "draft", {"partners"}),
        ((asked(), given(*ASKED), written("summary")), "draft", {"summary"}),
        ((asked(), written("summary"), given(*ASKED)), "draft", {"summary"}),
        ((asked(), given(*ASKED), written("summary", filled=("title", "partners"))), "consented", set()),
        ((asked(), given(*ASKED), written("contact")), "consented", set()),
        ((given(*ASKED), SUBMITTED, written("title")), "draft", {"title"}),
        ((given(*ASKED), SUBMITTED, SENT_BACK), "consented", set()),
        ((asked(), given(*ASKED, case_id=None), given("title", refused=("summary",))), "draft", {"summary"}),
        ((given(*ASKED, case_id=None), SUBMITTED, given("title", refused=("summary",))), "draft", {"summary"}),
        ((given(*ASKED, case_id=None), SUBMITTED, given(*ASKED)), "submitted", set()),
        ((given(*ASKED, case_id=None), SUBMITTED, approved(), given(refused=("summary",))), "approved", {"summary"}),
    ],
)
def test_a_change_of_a_field_needs_a_new_yes_to_that_field_alone(
    facts: tuple[Fact, ...], state: str, awaiting: set[str]
) -> None:
    item = after(*facts)

    assert (item.state, item.awaiting) == (state, frozenset(awaiting))


def test_every_proposer_has_to_agree_unless_the_desk_recorded_one_yes_for_all() -> None:
    both = (FIRST, SECOND)
    one = after(asked(), asked(SECOND), given(*ASKED), cases=both)
    all_of_them = after(asked(), asked(SECOND), given(*ASKED), given(*ASKED, case_id=SECOND), cases=both)
    recorded = after(given(*ASKED, case_id=None), cases=both)
    without_case = after(given(*ASKED, case_id=None), cases=())

    assert (one.state, one.asked) == ("consent_asked", frozenset({SECOND}))
    assert [item.state for item in (all_of_them, recorded, without_case)] == ["consented"] * 3
    assert "ask-consent" not in BOOK.permitted(after(cases=()))


def test_the_companies_that_were_chosen_agree_as_well_and_each_for_itself() -> None:
    partners = (uuid4(), uuid4())
    first, *rest = (given(*ASKED, case_id=FIRST).model_copy(update={"offer_id": one}) for one in partners)
    item = BOOK.fold(
        Born(item_id=uuid4(), desk_id="miono", number=NUMBER), [begun(FIRST, partners=partners), asked(), given(*ASKED)]
    )

    one = BOOK.evolve(item, first)
    both = BOOK.evolve(one, *rest)

    assert [each.state for each in (item, one, both)] == ["draft", "draft", "consented"]
    assert [one.lacks_of(each) for each in (FIRST, *partners)] == [frozenset(), frozenset(), frozenset(ASKED)]


def test_a_no_to_what_waits_for_its_moment_stops_it_and_one_to_other_words_does_not() -> None:
    waiting = after(given(*ASKED), SUBMITTED, approved(LATER))
    rewritten = after(given(*ASKED), written("summary"), given("summary", draft=2), SUBMITTED, approved(LATER))
    refused = BOOK.evolve(waiting, given("title", refused=("summary",)))
    held = BOOK.evolve(refused, PublicationHeld(number=NUMBER, fields=("summary",), held_on=DAY))

    assert waiting.stops_release(("summary", "contact_of_others"), 1) == {"summary"}
    assert [sorted(rewritten.stops_release(("summary",), draft)) for draft in (1, 2)] == [[], ["summary"]]
    assert (held.state, held.is_public, held.public_id, held.held_on) == ("draft", False, None, DAY)
    assert {"approve", "withdraw", "ask-release"}.isdisjoint(BOOK.permitted(held))


def test_what_is_held_leaves_what_was_read_before_and_is_read_itself_where_it_came_too_late() -> None:
    first = after(given(*ASKED), SUBMITTED, approved())
    shown = BOOK.evolve(first, PublicationShown(shown=first.approved_in, since=LATER))
    again = after(
        given(*ASKED), SUBMITTED, approved(), PublicationShown(shown=4, since=LATER), written("contact"), SUBMITTED
    )
    waiting = BOOK.evolve(again, approved(LATER))
    held = BOOK.evolve(waiting, PublicationHeld(number=NUMBER, fields=("summary",), held_on=DAY))
    late = BOOK.evolve(held, PublicationShown(shown=waiting.approved_in, since=LATER))

    assert (shown.waiting, shown.seen and shown.seen.content_id) == (None, first.public_id)
    assert (held.is_public, held.public_id, held.shown_since) == (True, again.public_id, LATER)
    assert (late.public_id, late.held_on, late.is_public) == (waiting.public_id, None, True)


def test_who_submitted_a_newer_draft_is_remembered_when_the_approved_one_is_held() -> None:
    anew = (written("summary"), given("summary", draft=2), SUBMITTED)
    submitted = after(given(*ASKED), SUBMITTED, approved(LATER), *anew)
    refused = BOOK.evolve(submitted, given(refused=("summary",), draft=1))
    held = BOOK.evolve(refused, PublicationHeld(number=NUMBER, fields=("summary",), held_on=DAY))

    assert submitted.stops_release(("summary",), 1) == {"summary"}
    assert (held.state, held.officer) == ("submitted", SUBMITTED.officer)


def test_another_moment_is_asked_for_and_kept_or_changed() -> None:
    wanted = PublicationReleaseAsked(number=NUMBER, officer=uuid4(), release_at=LATER, reason_id=uuid4())
    embargoed = after(given(*ASKED), SUBMITTED, approved(LATER))
    asking = BOOK.evolve(embargoed, wanted)
    kept = BOOK.evolve(asking, PublicationReleaseKept(number=NUMBER, comment_id=uuid4()))
    words = approved(LATER).model_copy(update={"content_id": embargoed.public_id})
    changed = BOOK.evolve(asking, words)

    assert {"change-release", "keep-release"} <= BOOK.permitted(asking)
    assert [one.other_moment for one in (kept, changed)] == [None, None]
    assert (changed.waiting, changed.approved_in) == (embargoed.waiting, asking.version + 1)


def test_what_is_refused_and_taken_out_leaves_the_others_asked() -> None:
    said = given("title", "partners", refused=("summary",))

    item = after(asked(), asked(SECOND), said, written("summary", filled=("title", "partners")), cases=(FIRST, SECOND))

    assert (item.state, item.asked, item.refused) == ("consent_asked", frozenset({SECOND}), frozenset())


def test_the_days_to_keep_are_the_answer_the_release_and_what_was_found_protected() -> None:
    embargoed = after(given(*ASKED), SUBMITTED, approved(LATER))
    shown = BOOK.evolve(embargoed, PublicationShown(shown=embargoed.approved_in, since=LATER))
    of_before = BOOK.evolve(embargoed, PublicationShown(shown=1, since=LATER))
    found = BOOK.evolve(shown, PublicationProtectionFound(fields=("summary",), found_on=DAY))

    days = [[due.what for due in one.dues] for one in (after(asked()), embargoed, shown, of_before, found)]
    rewritten = BOOK.evolve(found, written("summary"))

    assert days == [["consent"], ["release"], [], ["release"], ["protection"]]
    assert (embargoed.approved_in, "ask-release" in BOOK.permitted(embargoed)) == (4, True)
    assert (rewritten.protection_found, "ask-release" in BOOK.permitted(shown)) == (frozenset(), False)


def test_a_draft_knows_what_it_says_and_what_became_otherwise() -> None:
    before = PublicContent(
        title="森", summary="概要", sections=(PublicSection(heading="", text="本文"),), fiscal_year=2026
    )

    taken_out = without(before, ["title", "summary", "period"])

    assert filled_in(before) == ("title", "summary", "sections", "period")
    assert (taken_out.title, filled_in(taken_out)) == ("森", ("title", "sections"))
    assert changed_between(before, taken_out) == ("summary", "period")
