"""Every verb of an agreement in every state, what its facts make of it, and its days."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.routing.domain.ledger import agreement_terms as terms
from services.routing.domain.ledger.agreement import AGREEMENTS, Agreement, AgreementState
from services.routing.domain.ledger.agreement_dues import next_review
from services.routing.domain.ledger.book import Born
from services.routing.domain.refusals import NotAllowedNow
from shared.errors import DeskError
from shared.events import Fact
from shared.events import agreements as e

BORN = Born(item_id=uuid4(), desk_id="miono", number="KR8-0001")
DOCUMENT, PARTY = UUID(int=1), UUID(int=2)
DRAWN: dict[str, Any] = {
    "number": BORN.number,
    "form": e.AgreementForm.COMPREHENSIVE,
    "content_id": DOCUMENT,
    "parties": (PARTY,),
    "fields": ("image", "safety"),
    "departments": ("kanko", "shinrin"),
    "lead": "shinrin",
    "decision_on": date(2026, 12, 1),
}
DRAFTED = e.AgreementDrafted(**DRAWN)
CONCLUDED = e.AgreementConcluded(
    number=BORN.number,
    decision_id=DOCUMENT,
    decided_on=date(2026, 11, 20),
    begins_on=date(2026, 12, 1),
    ends_on=date(2029, 11, 30),
    notice_months=3,
    renewal_months=12,
    review_on=date(2027, 12, 1),
)
ENDED = e.AgreementEnded(
    number=BORN.number, ending=e.AgreementEnding.EXPIRED, day=date(2029, 11, 30), reason_id=DOCUMENT
)
DROPPED = e.AgreementDropped(number=BORN.number, reason_id=DOCUMENT)
RENEWED = e.AgreementRenewed(
    number=BORN.number, decision_id=DOCUMENT, decided_on=date(2029, 8, 1), ends_on=date(2032, 11, 30)
)
LAPSES = e.AgreementRenewalDeclined(number=BORN.number, decision_id=DOCUMENT, decided_on=date(2029, 8, 1))


def after(*facts: Fact) -> Agreement:
    return AGREEMENTS.fold(BORN, [DRAFTED, *facts])


def deed(day: date, activity: e.AgreementActivity = e.AgreementActivity.MEETING) -> Fact:
    return e.AgreementActivityNoted(number=BORN.number, activity=activity, day=day, content_id=DOCUMENT)


def reviewed(day: date) -> Fact:
    return e.AgreementReviewed(number=BORN.number, day=day, content_id=DOCUMENT)


def days(agreement: Agreement) -> dict[str, date]:
    return {due.what: due.day for due in agreement.dues}


_RUNNING = "note-activity review renew decline-renewal amend end assign"


@pytest.mark.parametrize(
    ("facts", "state", "verbs"),
    [
        ((), "draft", "redraft conclude drop assign"),
        ((CONCLUDED,), "concluded", _RUNNING),
        ((CONCLUDED, ENDED), "ended", ""),
        ((DROPPED,), "dropped", ""),
    ],
)
def test_each_verb_can_be_done_in_its_states_and_in_no_other(facts: Sequence[Fact], state: str, verbs: str) -> None:
    agreement = after(*facts)

    assert (agreement.state, agreement.version) == (state, 1 + len(facts))
    assert AGREEMENTS.permitted(agreement) == set(verbs.split())
    for row in AGREEMENTS.rows:
        if row.verb in verbs.split():
            assert AGREEMENTS.state_after(agreement, row.verb) in set(AgreementState)
        else:
            with pytest.raises(NotAllowedNow):
                AGREEMENTS.state_after(agreement, row.verb)


@pytest.mark.parametrize(
    ("verb", "fact", "state"),
    [
        ("conclude", CONCLUDED, AgreementState.DRAFT),
        ("drop", DROPPED, AgreementState.DRAFT),
        ("redraft", e.AgreementRedrafted(**DRAWN), AgreementState.DRAFT),
        ("renew", RENEWED, AgreementState.CONCLUDED),
        ("decline-renewal", LAPSES, AgreementState.CONCLUDED),
        ("end", ENDED, AgreementState.CONCLUDED),
        ("review", reviewed(date(2027, 12, 1)), AgreementState.CONCLUDED),
    ],
)
def test_a_fact_leads_where_the_table_says_its_verb_leads(verb: str, fact: Fact, state: AgreementState) -> None:
    before = after() if state is AgreementState.DRAFT else after(CONCLUDED)

    assert AGREEMENTS.evolve(before, fact).state == AGREEMENTS.state_after(before, verb)


def test_every_fact_of_an_agreement_is_folded() -> None:
    ours = {fact for fact in vars(e).values() if isinstance(fact, type) and issubclass(fact, e.AgreementFact)} - {
        e.AgreementFact,
        e.AgreementDecision,
        e.AgreementDrafted,
    }

    assert {one for one in ours if not one.__name__.startswith("_")} == set(AGREEMENTS.changes)


def test_what_was_changed_later_stands_and_what_was_decided_before_is_kept() -> None:
    amended = e.AgreementAmended(
        number=BORN.number,
        content_id=UUID(int=9),
        decision_id=DOCUMENT,
        decided_on=date(2027, 4, 1),
        parties=(PARTY, UUID(int=3)),
        fields=("image",),
    )
    assigned = e.AgreementAssigned(number=BORN.number, departments=("kotsu",), lead="kotsu")

    agreement = after(CONCLUDED, amended, assigned, RENEWED)

    assert (agreement.content_id, agreement.fields, agreement.lead, agreement.is_open) == (
        UUID(int=9),
        ("image",),
        "kotsu",
        True,
    )
    assert [(one.about, one.ends_on) for one in agreement.decisions] == [
        ("conclusion", date(2029, 11, 30)),
        ("amendment", date(2029, 11, 30)),
        ("renewal", date(2032, 11, 30)),
    ]
    assert sorted(agreement.marks) == [
        "field:image",
        "form:comprehensive",
        f"party:{PARTY}",
        f"party:{UUID(int=3)}",
        "year:2026",
    ]


def test_a_draft_waits_for_its_decision_and_what_is_over_for_nothing() -> None:
    (due,) = after().dues

    assert (due.what, due.day, due.department) == ("decision", date(2026, 12, 1), None)
    assert (days(after(DROPPED)), days(after(CONCLUDED, ENDED))) == ({}, {})


def test_the_days_of_an_agreement_follow_from_its_terms() -> None:
    agreement = after(CONCLUDED)

    assert {due.department for due in agreement.dues} == {"shinrin"}
    assert days(agreement) == {
        "prolonging": date(2029, 11, 30),
        "renewal": date(2029, 8, 30),
        "review": date(2027, 12, 1),
        "idle": date(2027, 12, 1),
    }
    assert days(after(CONCLUDED, LAPSES)).keys() == {"end", "review", "idle"}
    assert days(after(CONCLUDED, LAPSES, RENEWED))["renewal"] == date(2032, 8, 30)


def test_an_agreement_that_says_so_goes_on_by_itself_until_it_is_in_force_unless_somebody_decided_otherwise() -> None:
    prolonged = e.AgreementProlonged(number=BORN.number, before=date(2029, 11, 30), ends_on=date(2030, 11, 30))
    open_end = CONCLUDED.model_copy(update={"renewal_months": None})

    assert [after(CONCLUDED).prolonged_until(day) for day in (date(2029, 11, 30), date(2029, 12, 1))] == [
        None,
        date(2030, 11, 30),
    ]
    assert after(CONCLUDED).prolonged_until(date(2031, 6, 1)) == date(2031, 11, 30)
    assert [after(*one).prolonged_until(date(2031, 6, 1)) for one in ((CONCLUDED, LAPSES), (open_end,))] == [None] * 2
    assert "end" in days(after(open_end))
    agreement = after(CONCLUDED, prolonged)
    assert (agreement.ends_on, days(agreement)["prolonging"]) == (date(2030, 11, 30), date(2030, 11, 30))
    assert [(one.about, one.document_id is None) for one in agreement.decisions] == [
        ("conclusion", False),
        ("prolonging", True),
    ]


def test_only_what_is_done_under_an_agreement_keeps_it_from_being_idle() -> None:
    facts = [CONCLUDED, deed(date(2027, 6, 1)), deed(date(2027, 3, 1)), reviewed(date(2028, 1, 5))]
    seen = [
        e.AgreementActivitySeen(number=BORN.number, project="JR8-0001", told="project.reported.v1", day=day)
        for day in (date(2027, 9, 1), date(2027, 8, 1))
    ]

    found = days(after(*facts))

    assert (found["idle"], found["review"]) == (date(2028, 6, 1), date(2028, 12, 1))
    assert days(after(*facts, *seen))["idle"] == date(2028, 9, 1)


@pytest.mark.parametrize(
    ("reviewed_on", "following"),
    [
        (None, date(2028, 2, 29)),
        (date(2028, 2, 1), date(2028, 2, 29)),
        (date(2028, 2, 29), date(2029, 2, 28)),
        (date(2030, 1, 10), date(2030, 2, 28)),
        (date(2030, 3, 1), date(2031, 2, 28)),
    ],
)
def test_the_yearly_review_comes_on_the_same_day_of_a_year(reviewed_on: date | None, following: date) -> None:
    assert next_review(date(2028, 2, 29), reviewed_on) == following


TODAY = date(2029, 12, 1)


@pytest.mark.parametrize(
    ("check", "refusal"),
    [
        (lambda: terms.check_decided(date(2029, 12, 2), TODAY), terms.DecidedAhead),
        (lambda: terms.check_done(date(2029, 12, 2), TODAY), terms.DoneAhead),
        (lambda: terms.check_term(TODAY, TODAY, renews=False), terms.EndsTooEarly),
        (lambda: terms.check_term(TODAY, None, renews=True), terms.EndNeeded),
        (lambda: terms.check_renewal(after(CONCLUDED), date(2029, 11, 30)), terms.NotLonger),
        (lambda: terms.check_renewal(after(CONCLUDED.model_copy(update={"ends_on": None})), None), terms.NoEnd),
        (lambda: terms.check_lapse(after(CONCLUDED.model_copy(update={"ends_on": None}))), terms.NoEnd),
        (lambda: terms.check_lapse(after(CONCLUDED, LAPSES)), terms.LapsesAlready),
        (
            lambda: terms.check_ending(after(CONCLUDED), e.AgreementEnding.EXPIRED, date(2029, 11, 29), TODAY),
            terms.NotItsLastDay,
        ),
        (
            lambda: terms.check_ending(after(CONCLUDED), e.AgreementEnding.TERMINATED, date(2029, 12, 2), TODAY),
            terms.DoneAhead,
        ),
    ],
)
def test_terms_that_cannot_be_are_refused(check: Any, refusal: type[DeskError]) -> None:
    with pytest.raises(refusal):
        check()


def test_terms_that_can_be_are_taken() -> None:
    terms.check_decided(TODAY, TODAY)
    terms.check_term(TODAY, None, renews=False)
    terms.check_renewal(after(CONCLUDED), None)
    terms.check_renewal(after(CONCLUDED), date(2029, 12, 1))
    terms.check_lapse(after(CONCLUDED))
    terms.check_ending(after(CONCLUDED), e.AgreementEnding.EXPIRED, date(2029, 11, 30), TODAY)
    terms.check_ending(after(CONCLUDED), e.AgreementEnding.TERMINATED, date(2029, 6, 1), TODAY)
