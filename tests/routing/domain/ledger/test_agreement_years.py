"""What each fiscal year brought under an agreement, and which projects leave its field."""

from dataclasses import replace
from datetime import date

from services.routing.domain.ledger.agreement_years import ProjectUnder, outside, years_of
from services.routing.domain.ledger.effects import Effect
from services.routing.domain.ledger.project_words import EffectWords
from shared.events.agreements import AgreementForm
from tests.routing.domain.ledger.projects import COMPLETED, REPORT, begun, effect, project
from tests.routing.domain.ledger.test_agreement import CONCLUDED, after, deed, reviewed


def test_a_year_counts_what_began_ran_ended_was_reported_done_and_gained_in_it() -> None:
    agreement = after(CONCLUDED, deed(date(2027, 2, 1)), reviewed(date(2027, 12, 1)), deed(date(2028, 5, 1)))
    gain = effect(yen=1_200_000)
    done = ProjectUnder(project=project(REPORT, gain, COMPLETED), title="見守り", begun_on=date(2026, 4, 1))
    running = ProjectUnder(project=project(number="JR9-0001"), title="渡し船", begun_on=date(2027, 6, 1))
    effects = [Effect(project=done.project, record=gain, words=EffectWords(label="節約", method="実数"))]

    years = years_of(agreement, [done, running], effects, 2028)

    assert [(one.year, one.begun, one.running, one.ended, one.reports, one.activities, one.yen) for one in years] == [
        (2028, 0, 1, 0, 0, 1, 0),
        (2027, 1, 1, 0, 0, 0, 0),
        (2026, 1, 1, 1, 1, 1, 1_200_000),
    ]


def test_an_agreement_without_anything_under_it_still_has_its_years() -> None:
    assert [one.year for one in years_of(after(CONCLUDED), [], [], 2027)] == [2027, 2026]
    assert [one.year for one in years_of(after(), [], [], 2027)] == [2027]


def test_projects_that_leave_the_field_are_named() -> None:
    narrow = after(CONCLUDED)
    of_a_project = replace(narrow, form=AgreementForm.PROJECT, fields=("safety",))
    projects = [
        ProjectUnder(project=project(first=begun(number, fields=(field,)), number=number), title="", begun_on=day)
        for number, field, day in (("JR8-0001", "safety", date(2026, 4, 1)), ("JR8-0002", "image", date(2026, 4, 1)))
    ]

    assert outside(of_a_project, projects) == ["JR8-0002"]
    assert outside(narrow, projects) == []
