from datetime import date
from uuid import uuid4

import pytest

from services.routing.domain.ledger.project import PROJECTS, ProjectState
from services.routing.handlers.ledger.projects.volume import PROJECT_VOLUME
from services.routing.web.ledger.projects.face import PROJECT_FACE
from shared.events import Fact
from shared.events import projects as e
from tests.routing.domain.ledger.projects import (
    COMPLETED,
    NUMBER,
    PILOT,
    REPORT,
    STARTED,
    STOPPED,
    begun,
    closed,
    project,
)

GO, NO_GO = closed(e.PilotDecision.GO), closed(e.PilotDecision.NO_GO)
ALWAYS = {"record-effect", "set-funding", "record-obstacle", "move-obstacle"}
LIVING = ALWAYS | {"stop", "rename", "change-owners", "put-under", "set-reporting"}


@pytest.mark.parametrize(
    ("facts", "state", "verbs"),
    [
        ((), ProjectState.PREPARING, LIVING | {"begin-pilot", "start"}),
        ((PILOT,), ProjectState.PILOT, LIVING | {"close-pilot", "report"}),
        ((PILOT, GO), ProjectState.PREPARING, LIVING | {"begin-pilot", "start"}),
        ((PILOT, NO_GO, STOPPED), ProjectState.STOPPED, ALWAYS | {"report"}),
        ((STARTED,), ProjectState.RUNNING, LIVING | {"report", "complete"}),
        ((PILOT, GO, STARTED, COMPLETED), ProjectState.COMPLETED, ALWAYS | {"report"}),
        ((STOPPED,), ProjectState.STOPPED, ALWAYS | {"report"}),
    ],
)
def test_in_each_state_exactly_this_can_be_done(facts: tuple[Fact, ...], state: ProjectState, verbs: set[str]) -> None:
    found = project(*facts)

    assert found.state == state
    assert set(PROJECTS.permitted(found)) == verbs


def test_every_verb_has_a_door_and_words_and_every_fact_and_state_has_words() -> None:
    verbs = {row.verb for row in PROJECTS.rows}

    assert {door.verb for door in PROJECT_VOLUME.doors} == verbs
    assert set(PROJECT_FACE.verbs) == verbs | {"begin"}
    assert set(PROJECT_FACE.states) == set(ProjectState)
    assert set(PROJECT_FACE.facts) == {e.ProjectBegun.type, *(fact.type for fact in PROJECTS.changes)}


def test_it_belongs_to_its_case_its_agreement_and_all_its_owners() -> None:
    case_id, party = uuid4(), uuid4()
    first = begun(case_id=case_id, receipt="R8-0012", departments=("kanko",), parties=(party,), agreement="KR8-0001")

    found = project(first=first)
    moved = project(e.ProjectPutUnder(number=NUMBER), first=first)

    assert (found.cases, found.under, moved.under) == (frozenset({case_id}), frozenset({"KR8-0001"}), frozenset())
    assert (found.lead, sorted(found.departments), list(found.parties)) == ("shinrin", ["kanko", "shinrin"], [party])


def test_the_lead_has_to_begin_on_its_day_unless_it_is_tried_out_first() -> None:
    first = begun(starts_on=date(2027, 4, 1))

    def days(*facts: Fact) -> list[tuple[str, date, str | None]]:
        return [(due.what, due.day, due.department) for due in project(*facts, first=first).dues]

    assert days() == [("start", date(2027, 4, 1), "shinrin")]
    assert days(PILOT) == [("pilot", date(2026, 6, 30), "shinrin")]
    assert days(PILOT, GO) == []
    assert days(PILOT, GO, STARTED) == []


def test_a_report_keeps_the_day_of_its_period_whoever_writes_it_and_the_next_day_is_due() -> None:
    agreed = e.ReportingSet(number=NUMBER, frequency=e.ReportFrequency.QUARTERLY, first_due=date(2026, 7, 15))

    def days(*facts: Fact) -> list[date]:
        return [due.day for due in project(STARTED, agreed, *facts).dues]

    again = REPORT.model_copy(update={"report_id": uuid4(), "party_id": uuid4()})
    later = REPORT.model_copy(update={"begins": date(2026, 7, 1), "ends": date(2026, 9, 30)})

    assert days() == [date(2026, 7, 15)]
    assert days(REPORT, again) == [date(2026, 10, 15)]
    assert days(later) == [date(2026, 7, 15)]
    assert days(later, REPORT) == [date(2027, 1, 15)]
    assert days(COMPLETED) == []
    assert project(STARTED, agreed, later).reporting.missing(date(2027, 1, 16)) == [
        date(2026, 7, 15),
        date(2027, 1, 15),
    ]


def test_money_of_one_kind_and_year_is_set_anew_and_an_obstacle_is_followed() -> None:
    money = e.FundingSet(number=NUMBER, kind=e.FundingKind.STATE, fiscal_year=2026, planned=5, secured=2, used=0)
    more = money.model_copy(update={"secured": 5})
    other = money.model_copy(update={"fiscal_year": 2027})
    law = e.ObstacleRecorded(number=NUMBER, obstacle_id=uuid4(), kind=e.ObstacleKind.LAW, text_id=uuid4())
    news = e.ObstacleMoved(number=NUMBER, obstacle_id=law.obstacle_id, state=e.ObstacleState.HANDLED, text_id=uuid4())

    found = project(money, other, more, law, news)

    assert found.funding == (other, more)
    assert [(one.state, one.news) for one in found.obstacles] == [(e.ObstacleState.HANDLED, (news.text_id,))]
