"""An office divides its work in a way that no duty says; thirty decisions teach it, and taken back they do not.

The office is the sample one. Bicycles are for its sports section, empty houses for its section of citizens' work,
whatever roads, safety, tourism, housing and removals say in their duties. The texts are our own.
"""

from pathlib import Path
from uuid import UUID

import pytest

from services.routing.domain.lessons import Lessons
from services.routing.domain.suggestion import Directory, Duties, Ranking
from services.routing.domain.terms import terms_of
from shared.scheme.load import read_toml
from shared.scheme.organisation import OrganisationChart
from shared.settings import PROJECT

FAMILIES = Path(__file__).parent / "families"
DIVISION = (("bicycles", "sports"), ("vacant_houses", "npo-kyodo"))


def sections() -> Directory:
    chart = read_toml(PROJECT / "deploy" / "sample" / "organisation.toml", OrganisationChart)
    bureaus = {bureau.code: bureau.name for bureau in chart.bureaus}
    return Directory(
        [Duties(code=one.code, name=one.name, duties=one.duties, bureau=bureaus[one.bureau]) for one in chart.sections]
    )


def taught_and_unseen(family: str) -> tuple[list[str], list[str]]:
    """Return the lines of a family in turn: thirty to decide, thirty nobody has seen."""
    lines = (FAMILIES / f"{family}.txt").read_text(encoding="utf-8").splitlines()
    return lines[::2], lines[1::2]


def ranked(directory: Directory, lessons: Lessons, texts: list[str]) -> list[Ranking]:
    return [directory.rank(terms, lessons.about(terms)) for terms in map(terms_of, texts)]


def top3(rankings: list[Ranking], department: str) -> float:
    found = [department in [one.department for one in ranking.suggestions[:3]] for ranking in rankings]
    return sum(found) / len(found)


def decide(lessons: Lessons, texts: list[str], department: str, *, numbered_from: int) -> list[UUID]:
    cases = [UUID(int=numbered_from + number) for number in range(len(texts))]
    for case_id, text in zip(cases, texts, strict=True):
        lessons.add(case_id, terms_of(text), (department,))
    return cases


@pytest.mark.parametrize(("family", "department"), DIVISION)
def test_thirty_decisions_against_the_duties_bring_thirty_unseen_texts_to_the_right_section(
    family: str, department: str
) -> None:
    directory, lessons = sections(), Lessons()
    taught, unseen = taught_and_unseen(family)
    before = top3(ranked(directory, lessons, unseen), department)

    decide(lessons, taught, department, numbered_from=0)

    after = top3(ranked(directory, lessons, unseen), department)
    assert (len(taught), len(unseen)) == (30, 30)
    assert after - before >= 0.2


@pytest.mark.parametrize(("family", "department"), DIVISION)
def test_decisions_that_are_taken_back_leave_the_ranking_they_found(family: str, department: str) -> None:
    directory, lessons = sections(), Lessons()
    taught, unseen = taught_and_unseen(family)
    for number, (other, lead) in enumerate(DIVISION):
        decide(lessons, taught_and_unseen(other)[1][:10], lead, numbered_from=1000 * (number + 1))
    before = ranked(directory, lessons, unseen)

    cases = decide(lessons, taught, department, numbered_from=0)
    assert ranked(directory, lessons, unseen) != before
    for case_id in cases:
        lessons.take_back(case_id)

    assert ranked(directory, lessons, unseen) == before


def test_what_one_family_teaches_leaves_the_other_where_it_was() -> None:
    directory, lessons = sections(), Lessons()
    (bicycles, sports), (houses, citizens) = DIVISION
    unseen = taught_and_unseen(houses)[1]
    decide(lessons, taught_and_unseen(houses)[0], citizens, numbered_from=0)
    before = top3(ranked(directory, lessons, unseen), citizens)

    decide(lessons, taught_and_unseen(bicycles)[0], sports, numbered_from=100)

    assert top3(ranked(directory, lessons, unseen), citizens) >= before - 0.1
