"""What the counts know of the project a case goes on in."""

from datetime import date
from functools import reduce
from itertools import permutations

from services.publication.domain.public_project import PublicProject, project_after, together
from shared.events import Fact
from shared.events.projects import PilotClosed, PilotDecision, ProjectBegun, ProjectStarted, ProjectStopped
from shared.ids import new_id
from tests.publication.facts import ENDS, recorded

NUMBER = "JR8-0001"
PROJECT, CASE = new_id(), new_id()


def test_facts_tell_the_same_of_a_project_in_whatever_order_they_come() -> None:
    facts: tuple[Fact, ...] = (
        ProjectBegun(number=NUMBER, lead="kankyo", case_id=CASE, starts_on=date(2026, 12, 1)),
        PilotClosed(number=NUMBER, decision=PilotDecision.GO, text_id=new_id()),
        ProjectStarted(number=NUMBER, day=date(2026, 12, 10)),
        ProjectStopped(number=NUMBER, day=date(2027, 1, 10), text_id=new_id()),
    )
    heard = [project_after(recorded(one, of=PROJECT)) for one in facts]

    told = {reduce(together, order) for order in permutations(heard)}

    assert told == {
        PublicProject(
            project_id=PROJECT,
            case_id=CASE,
            begins_on=date(2026, 12, 1),
            started_on=date(2026, 12, 10),
            stopped_on=date(2027, 1, 10),
        )
    }


def test_the_beginning_of_an_implementation_and_a_trial_that_decides_against_it_tell_of_the_project() -> None:
    begun = ENDS["implementation"]
    against = PilotClosed(number=NUMBER, decision=PilotDecision.NO_GO, text_id=new_id())

    told = [project_after(recorded(one, of=CASE)) for one in (begun, against)]

    assert (told[0].case_id, told[0].begins_on, told[0].no_go) == (CASE, date(2026, 12, 1), False)
    assert (told[1].case_id, told[1].no_go) == (None, True)
