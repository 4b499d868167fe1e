from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest

from services.routing.domain.ledger.book import Born
from services.routing.domain.publishing.publication import BOOK, ROWS, Publication
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
    PublicationProtectionFound,
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


def begun(*cases: UUID) -> PublicationBegun:
    return PublicationBegun(
        number=NUMBER,
        kind=PublicKind.PROJECT,
        about="JR8-0001",
        cases=cases,
        content_id=uuid4(),
        filled=(*ASKED, "departments", "contact"),
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
    "draft": ((), EDIT | {"ask-consent", "record-consent"}),
    "consent_asked": ((asked(),), EDIT | {"answer-consent", "record-consent"}),
    "consented": ((asked(), given(*ASKED)), EDIT | {"submit"}),
    "submitted": ((given(*ASKED), SUBMITTED), EDIT | {"send-back", "approve"}),
    "approved": ((given(*ASKED), SUBMITTED, approved()), EDIT | {"hand-to-media", "withdraw"}),
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
    assert (embargoed.approved_in, "change-release" in BOOK.permitted(embargoed)) == (4, True)
    assert (rewritten.protection_found, "change-release" in BOOK.permitted(shown)) == (frozenset(), False)


def test_a_draft_knows_what_it_says_and_what_became_otherwise() -> None:
    before = PublicContent(
        title="森", summary="概要", sections=(PublicSection(heading="", text="本文"),), fiscal_year=2026
    )

    taken_out = without(before, ["title", "summary", "period"])

    assert filled_in(before) == ("title", "summary", "sections", "period")
    assert (taken_out.title, filled_in(taken_out)) == ("森", ("title", "sections"))
    assert changed_between(before, taken_out) == ("summary", "period")
