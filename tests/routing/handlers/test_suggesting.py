"""Departments are ranked when somebody looks, from what this person may read."""

from collections.abc import Mapping

import pytest
from sqlalchemy import text

from services.routing.domain.suggestion import Ranking
from services.routing.domain.terms import READING
from services.routing.handlers.learning import learn
from services.routing.handlers.suggesting import Directories
from services.routing.web.access import OpenedCase, look_at_case
from shared.access.actor import Actor, Role
from shared.events import AccessChanged
from shared.scheme.model import DeskScheme
from tests.routing.conftest import DESK, FOREST, NOW, OFFICER, TOURISM, House, person, seen_as
from tests.statements import noting_statements

ADMINISTRATOR = person(Role.ADMINISTRATOR)


@pytest.fixture
def directories(scheme: DeskScheme) -> Directories:
    return Directories({DESK: scheme})


async def look(house: House, actor: Actor, directories: Directories) -> OpenedCase:
    await house.known(actor)
    async with house.web.begin(seen_as(actor)) as work:
        return await look_at_case(work, actor, "R8-0012", directories, at=NOW)


def ranking_of(opened: OpenedCase) -> Ranking:
    assert opened.advice is not None
    return opened.advice.ranking


def words_of(opened: OpenedCase) -> set[str]:
    return {word for line in opened.suggestions for reason in line.reasons for word in reason["words"]}


async def test_departments_in_force_are_suggested_with_their_reasons(house: House, directories: Directories) -> None:
    await house.opened()

    line, *others = (await look(house, OFFICER, directories)).suggestions

    # Of the two departments that say so, one has ended; the third is in charge of what the bus stop is for.
    assert [one.department for one in others] == ["kotsu"]
    assert (line.rank, line.department, line.name) == (1, "shinrin", "森林整備課")
    duties: list[Mapping[str, object]] = [reason for reason in line.reasons if reason["ground"] == "duty"]
    assert {*words_of_reason(duties[0])} == {"森林", "木材"}
    assert duties[0]["duty"] == "森林の整備及び木材の利用に関すること。"


def words_of_reason(reason: Mapping[str, object]) -> tuple[str, ...]:
    words = reason["words"]
    assert isinstance(words, tuple)
    return words


async def test_a_case_is_ranked_before_its_reader_came_and_just_so_afterwards(
    house: House, directories: Directories
) -> None:
    await house.opened()
    before = await look(house, OFFICER, directories)
    await house.read()

    after = await look(house, OFFICER, directories)

    assert ranking_of(after) == ranking_of(before)
    assert words_of(after) >= {"森林", "木材"}


async def test_what_an_earlier_program_read_is_not_used_but_read_anew(house: House, directories: Directories) -> None:
    await house.opened()
    await house.read()
    before = await look(house, OFFICER, directories)
    async with house.admin.begin() as connection:
        await connection.execute(text("UPDATE routing.case_terms SET reading = 0, terms = ARRAY['観光']"))

    at_once = await look(house, OFFICER, directories)
    await house.read()
    (stored,) = await house.rows("SELECT reading, terms FROM routing.case_terms")

    assert ranking_of(at_once) == ranking_of(before)
    assert (stored["reading"], "木材" in stored["terms"]) == (READING, True)


async def test_a_changed_organisation_counts_from_the_next_look_on(house: House, directories: Directories) -> None:
    await house.opened()
    await house.read()
    await look(house, OFFICER, directories)
    async with house.admin.begin() as connection:
        await connection.execute(text("UPDATE routing.department SET code = 'ringyo' WHERE code = 'shinrin'"))

    opened = await look(house, OFFICER, directories)

    assert [line.department for line in opened.suggestions] == ["ringyo", "kotsu"]


async def test_a_department_sees_no_word_of_a_proposal_it_has_not_taken_up(
    house: House, directories: Directories
) -> None:
    await house.offered("shinrin", abstract="観光地の魅力を高める取組です。")
    await house.read()

    opened = await look(house, FOREST, directories)

    assert [line.department for line in opened.suggestions] == ["kanko"]
    assert words_of(opened) <= {"観光", "観光地", "魅力"}
    async with house.web.begin(seen_as(FOREST)) as work:
        assert await work.terms.of(opened.case.case_id) is None


async def test_a_department_that_took_the_case_up_sees_the_words_it_may_read(
    house: House, directories: Directories
) -> None:
    await house.offered("shinrin", abstract="観光地の魅力を高める取組です。")
    await house.read()
    await house.taken_up(FOREST)

    opened = await look(house, FOREST, directories)

    assert [line.department for line in opened.suggestions] == ["shinrin", "kotsu"]
    async with house.web.begin(seen_as(FOREST)) as work:
        assert {"森林", "木材"} <= (await work.terms.of(opened.case.case_id) or frozenset())


async def test_who_looks_in_the_place_of_the_desk_is_suggested_what_the_desk_is(
    house: House, directories: Directories
) -> None:
    for number in ("R8-0001", "R8-0002", "R8-0003"):
        await house.offered("kanko", receipt=number, abstract="養蜂家の支援", title="養蜂家の支援")
    await house.offered("kanko", title="養蜂家の提案")
    await house.read()
    changed = await house.facts(AccessChanged)
    async with house.worker.begin() as work:
        await learn([one.aggregate_id for one in changed], work)

    seen_by = [(await look(house, actor, directories)).suggestions for actor in (ADMINISTRATOR, OFFICER)]

    assert seen_by[0] == seen_by[1]
    assert "earlier" in {reason["ground"] for line in seen_by[0] for reason in line.reasons}


async def test_a_stranger_to_the_case_reads_none_of_its_terms(house: House) -> None:
    case = await house.offered("shinrin")
    await house.read()

    for actor in (TOURISM, person(Role.DESK, desk="other"), person(Role.OPERATOR)):
        async with house.web.begin(seen_as(actor)) as work:
            assert await work.terms.of(case.case_id) is None


async def test_a_look_costs_the_same_few_statements_and_the_duties_are_read_once(
    house: House, directories: Directories
) -> None:
    await house.opened()
    await house.read()

    with noting_statements(house.web.engine) as first:
        await look(house, OFFICER, directories)
    with noting_statements(house.web.engine) as second:
        await look(house, OFFICER, directories)

    # The departments in force, and those that were.
    assert len(first) == len(second) + 2
    assert len([one for one in second if "case_terms" in one]) == 1
