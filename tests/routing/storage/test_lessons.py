"""What decided cases teach, counted by PostgreSQL as the pure lessons count it in memory."""

import asyncio
import random
from collections.abc import Collection, Sequence
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from services.routing.domain.lessons import Lesson, Lessons
from services.routing.domain.suggestion import NOTHING_LEARNED, Learned
from services.routing.ports import CaseTerms
from services.routing.storage import tables
from shared.access.actor import Role
from shared.documents import KeeperKind
from shared.documents.store import Documents
from tests.routing.conftest import DESK, FOREST, OFFICER, House, person, seen_as
from tests.statements import noting_statements
from tests.waiting import until

WORDS = [f"{first}{second}" for first in "渡航船路林木" for second in "場道業材港湾"]
DEPARTMENTS = ("kanko", "kotsu", "shinrin", "suisan")
NOBODY = UUID(int=0)
SAID_OF_A_CASE = (
    "INSERT INTO routing.case_words SELECT case_id, '題', '者' FROM routing.lesson",
    "INSERT INTO routing.likeness (case_id, desk_id, marks) SELECT case_id, desk_id, 1 FROM routing.lesson",
    "INSERT INTO routing.likeness_mark (case_id, mark, desk_id) SELECT case_id, 1, desk_id FROM routing.lesson",
    """INSERT INTO routing.party_name (name_id, party_id, desk_id, name, matching, standing, case_id)
        SELECT case_id, party_id, p.desk_id, '者', '者', 'known', case_id FROM routing.lesson, routing.party p""",
    """INSERT INTO routing.case_party (case_id, desk_id, found, name)
        SELECT case_id, desk_id, 'none', '者' FROM routing.lesson""",
)


async def cases_of(house: House, count: int) -> list[UUID]:
    """Let there be so many cases with their keys, and nothing else of them."""
    ids = [uuid4() for _ in range(count)]
    async with house.admin.begin() as connection:
        for number, case_id in enumerate(ids):
            await connection.execute(
                text(
                    "INSERT INTO routing.desk_case (case_id, desk_id, proposal_id, receipt, direction, proposer_kind,"
                    " channel, stage, confirmed, classification, correlation_id, scheme_version, next_day, version,"
                    " head_hash) VALUES (:id, :desk, gen_random_uuid(), :receipt, 'to_departments', 'company', 'mail',"
                    " 'offered', true, 'limited', :id, 1, now(), 4, '')"
                ),
                {"id": case_id, "desk": DESK, "receipt": f"R8-{number:04d}"},
            )
            await connection.execute(
                text(
                    "INSERT INTO routing.keeper (keeper_id, kind, desk_id, wrapped_key)"
                    " VALUES (:id, 'case_given', :desk, '\\x00')"
                ),
                {"id": case_id, "desk": DESK},
            )
    return ids


async def teach(house: House, *lessons: Lesson, forgetting: Collection[UUID] = ()) -> None:
    async with house.worker.begin() as work:
        await work.lessons.replace({*(one.case_id for one in lessons), *forgetting}, lessons)


async def about(house: House, terms: Collection[str], *, besides: UUID = NOBODY) -> Learned:
    async with house.web.begin(seen_as(OFFICER)) as work:
        return await work.lessons.about(DESK, frozenset(terms), besides=besides)


def a_lesson(case_id: UUID, chance: random.Random) -> Lesson:
    return Lesson(
        case_id=case_id,
        terms=frozenset(chance.sample(WORDS, chance.randint(1, 12))),
        departments=tuple(chance.sample(DEPARTMENTS, chance.randint(1, 3))),
    )


async def test_the_database_counts_as_the_lessons_in_memory_do(house: House) -> None:
    chance = random.Random(5)
    cases = await cases_of(house, 40)
    given = [a_lesson(case_id, chance) for case_id in cases]
    changed = [a_lesson(case_id, chance) for case_id in cases[:10]]
    await teach(house, *given)
    await teach(house, *changed, forgetting=cases[10:15])
    memory = Lessons()
    for one in (*given[15:], *changed):
        memory.add(one.case_id, one.terms, one.departments)

    for _ in range(5):
        terms = frozenset(chance.sample(WORDS, 20)) | {"無関係"}
        assert await about(house, terms) == memory.about(terms)
    memory.take_back(cases[20])
    assert await about(house, WORDS, besides=cases[20]) == memory.about(frozenset(WORDS))


async def test_a_term_counts_from_three_cases_on_and_no_more_when_one_is_taken_back(house: House) -> None:
    cases = await cases_of(house, 3)
    lessons = [Lesson(case_id=one, terms=frozenset({"渡船"}), departments=("kotsu",)) for one in cases]
    await teach(house, *lessons[:2])
    assert (await about(house, {"渡船"})).spread == {}

    await teach(house, lessons[2])
    assert (await about(house, {"渡船"})).spread == {"渡船": {"kotsu": 3}}

    await teach(house, forgetting=cases[:1])
    learned = await about(house, {"渡船"})
    assert (learned.spread, learned.decided, learned.earlier) == ({}, {"kotsu": 2}, ())


async def test_a_case_that_is_asked_about_does_not_teach_itself(house: House) -> None:
    cases = await cases_of(house, 3)
    await teach(house, *(Lesson(case_id=one, terms=frozenset({"渡船"}), departments=("kotsu",)) for one in cases))

    assert (await about(house, {"渡船"}, besides=cases[0])).spread == {}


async def test_nothing_is_left_when_all_is_taken_back(house: House) -> None:
    chance = random.Random(6)
    cases = await cases_of(house, 5)
    await teach(house, *(a_lesson(one, chance) for one in cases))

    await teach(house, forgetting=cases)

    assert await about(house, WORDS) == NOTHING_LEARNED
    assert await house.rows("SELECT 1 FROM routing.lesson_term") == []


async def test_a_case_whose_key_is_destroyed_loses_its_readable_words_with_it(house: House) -> None:
    kept, gone = await cases_of(house, 2)
    lessons = [Lesson(case_id=one, terms=frozenset({"渡船"}), departments=("kotsu",)) for one in (kept, gone)]
    await teach(house, *lessons)
    async with house.admin.begin() as connection:
        await connection.execute(
            text("INSERT INTO routing.case_terms SELECT case_id, desk_id, ARRAY['渡船'] FROM routing.lesson")
        )
        await connection.execute(
            text(
                "INSERT INTO routing.party (party_id, desk_id, kind, state, survivor_id)"
                " VALUES (:id, :desk, 'company', 'provisional', :id)"
            ),
            {"id": NOBODY, "desk": DESK},
        )
        for said in SAID_OF_A_CASE:
            await connection.execute(text(said))

    async with house.worker.begin() as work:
        await Documents(work.connection, tables.documents, house.keyring).destroy(gone, KeeperKind.CASE_GIVEN)

    for table in ("lesson", "lesson_term", "case_terms", "case_words", "likeness", "likeness_mark", "party_name"):
        assert await house.rows(f"SELECT case_id FROM routing.{table}") == [{"case_id": kept}]  # noqa: S608 - our names
    assert await house.rows("SELECT case_id FROM routing.case_party WHERE name <> ''") == [{"case_id": kept}]


async def test_what_the_office_decided_keeps_its_own_key_and_takes_no_words_along(house: House) -> None:
    (case_id,) = await cases_of(house, 1)
    await teach(house, Lesson(case_id=case_id, terms=frozenset({"渡船"}), departments=("kotsu",)))
    async with house.admin.begin() as connection:
        await connection.execute(text("UPDATE routing.keeper SET kind = 'case_decided'"))

    async with house.worker.begin() as work:
        await Documents(work.connection, tables.documents, house.keyring).destroy(case_id, KeeperKind.CASE_DECIDED)

    assert len(await house.rows("SELECT 1 FROM routing.lesson")) == 1


async def test_a_case_without_a_key_is_taught_nothing(house: House) -> None:
    (case_id,) = await cases_of(house, 1)
    async with house.worker.begin() as work:
        await Documents(work.connection, tables.documents, house.keyring).destroy(case_id, KeeperKind.CASE_GIVEN)

    await teach(house, Lesson(case_id=case_id, terms=frozenset({"渡船"}), departments=("kotsu",)))

    assert await house.rows("SELECT 1 FROM routing.lesson") == []


async def test_who_destroys_a_key_between_two_steps_of_a_lesson_waits_instead_of_crossing_it(house: House) -> None:
    (case_id,) = await cases_of(house, 1)
    lesson = Lesson(case_id=case_id, terms=frozenset({"渡船"}), departments=("kotsu",))
    await teach(house, lesson)

    async def waiting() -> bool:
        return bool(await house.rows("SELECT 1 FROM pg_locks WHERE NOT granted AND locktype = 'transactionid'"))

    async def destroy() -> None:
        async with house.worker.begin() as work:
            await Documents(work.connection, tables.documents, house.keyring).destroy(case_id, KeeperKind.CASE_GIVEN)

    async with house.worker.begin() as work:
        await work.lessons.replace([case_id], [])
        destroying = asyncio.create_task(destroy())
        await until(waiting)
        await work.lessons.replace([case_id], [lesson])
    await destroying

    assert await house.rows("SELECT 1 FROM routing.lesson") == []


async def test_a_case_without_a_key_is_not_read_any_more(house: House) -> None:
    kept, gone = await cases_of(house, 2)
    async with house.worker.begin() as work:
        await Documents(work.connection, tables.documents, house.keyring).destroy(gone, KeeperKind.CASE_GIVEN)
    read = [CaseTerms(case_id=one, desk_id=DESK, terms=frozenset({"渡船"})) for one in (kept, gone)]

    async with house.worker.begin() as work:
        await work.terms.add(read)
        await work.terms.replace(read)

    assert await house.rows("SELECT case_id FROM routing.case_terms") == [{"case_id": kept}]


@pytest.mark.parametrize("actor", [FOREST, person(Role.DESK, desk="other"), person(Role.ADMINISTRATOR)])
async def test_only_the_desk_reads_what_its_cases_taught(house: House, actor: object) -> None:
    cases = await cases_of(house, 3)
    await teach(house, *(Lesson(case_id=one, terms=frozenset({"渡船"}), departments=("kotsu",)) for one in cases))

    async with house.web.begin(seen_as(actor)) as work:  # type: ignore[arg-type]  # of the list above
        assert await work.lessons.about(DESK, frozenset({"渡船"}), besides=NOBODY) == NOTHING_LEARNED


@pytest.mark.parametrize("count", [1, 3])
async def test_lessons_are_written_and_asked_with_the_same_few_statements(house: House, count: int) -> None:
    chance = random.Random(7)
    lessons: Sequence[Lesson] = [a_lesson(one, chance) for one in await cases_of(house, count)]

    with noting_statements(house.worker.engine) as writing:
        await teach(house, *lessons)
    with noting_statements(house.web.engine) as asking:
        await about(house, WORDS)

    assert len([one for one in writing if "lesson" in one]) == 2
    assert len([one for one in asking if "lesson" in one]) == 3
