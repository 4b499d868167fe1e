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
DECIDED = (
    """INSERT INTO routing.desk_case (case_id, desk_id, proposal_id, receipt, direction, proposer_kind, channel, stage,
        confirmed, classification, correlation_id, scheme_version, next_day, version, head_hash)
        SELECT gen_random_uuid(), :desk, gen_random_uuid(), 'R7-' || n, 'to_departments', 'company', 'mail', 'offered',
        true, 'limited', gen_random_uuid(), 1, now(), 4, '' FROM generate_series(1, :count) n""",
    """INSERT INTO routing.lesson SELECT case_id, desk_id, '{kotsu}', cardinality(CAST(:terms AS text[]))
        FROM routing.desk_case WHERE desk_id = :desk AND receipt LIKE 'R7-%' AND CAST(:count AS integer) > 0""",
    """INSERT INTO routing.lesson_term SELECT desk_id, term, case_id, departments
        FROM routing.lesson, unnest(CAST(:terms AS text[])) term WHERE desk_id = :desk AND :count > 0""",
)
# Rows of the lessons that this connection has looked at and not reported yet, in this transaction and those before.
ROWS_READ = """SELECT CAST(sum(seq_tup_read + idx_tup_fetch) AS integer) FROM pg_stat_xact_user_tables
    WHERE schemaname = 'routing' AND relname LIKE 'lesson%'"""


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


async def decided(house: House, count: int, terms: Sequence[str]) -> None:
    """Let so many cases have been decided that all say the same."""
    async with house.admin.begin() as connection:
        for statement in DECIDED:
            await connection.execute(text(statement), {"desk": DESK, "count": count, "terms": list(terms)})
        await connection.execute(text("ANALYZE routing.lesson_term, routing.lesson_spread, routing.lesson"))


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
    for table in ("lesson_term", "lesson_total", "lesson_spread"):
        assert await house.rows(f"SELECT 1 FROM routing.{table}") == []  # noqa: S608 - our names


async def test_a_case_whose_key_is_destroyed_loses_its_readable_words_with_it(house: House) -> None:
    kept, gone = await cases_of(house, 2)
    lessons = [Lesson(case_id=one, terms=frozenset({"渡船"}), departments=("kotsu",)) for one in (kept, gone)]
    alone = Lesson(case_id=gone, terms=frozenset({"渡船", "桟橋"}), departments=("kotsu",))
    await teach(house, *lessons)
    await teach(house, alone)
    async with house.admin.begin() as connection:
        await connection.execute(
            text("INSERT INTO routing.case_terms SELECT case_id, desk_id, ARRAY['渡船'], 1 FROM routing.lesson")
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
    assert await house.rows("SELECT term, cases FROM routing.lesson_spread") == [{"term": "渡船", "cases": 1}]
    assert await house.rows("SELECT cases, terms FROM routing.lesson_total") == [{"cases": 1, "terms": 1}]


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


@pytest.mark.parametrize("actor", [FOREST, person(Role.DESK, desk="other"), person(Role.OPERATOR)])
async def test_only_the_desk_and_who_looks_in_its_place_read_what_its_cases_taught(house: House, actor: object) -> None:
    cases = await cases_of(house, 3)
    await teach(house, *(Lesson(case_id=one, terms=frozenset({"渡船"}), departments=("kotsu",)) for one in cases))

    async with house.web.begin(seen_as(actor)) as work:  # type: ignore[arg-type]  # of the list above
        assert await work.lessons.about(DESK, frozenset({"渡船"}), besides=NOBODY) == NOTHING_LEARNED


async def test_an_administrator_is_told_what_the_desk_is(house: House) -> None:
    cases = await cases_of(house, 3)
    await teach(house, *(Lesson(case_id=one, terms=frozenset({"渡船"}), departments=("kotsu",)) for one in cases))

    async with house.web.begin(seen_as(person(Role.ADMINISTRATOR))) as work:
        told = await work.lessons.about(DESK, frozenset({"渡船"}), besides=NOBODY)

    assert told == await about(house, {"渡船"}) != NOTHING_LEARNED


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


async def test_two_that_learn_and_unlearn_the_same_terms_at_once_lose_no_count(house: House) -> None:
    cases = await cases_of(house, 6)
    chance = random.Random(8)
    await teach(house, *(a_lesson(one, chance) for one in cases))
    memory = Lessons()
    last = [a_lesson(one, chance) for one in cases]
    for one in last:
        memory.add(one.case_id, one.terms, one.departments)

    async def again(own: Sequence[Lesson]) -> None:
        for _ in range(3):
            await teach(house, *(a_lesson(one.case_id, chance) for one in own))
        await teach(house, *own)

    await asyncio.gather(again(last[::2]), again(last[1::2]))

    assert await about(house, WORDS) == memory.about(frozenset(WORDS))


async def test_asking_reads_as_few_rows_however_many_cases_were_decided(house: House) -> None:
    common = WORDS[:12]
    await decided(house, 1_500, common)
    rare = [Lesson(case_id=one, terms=frozenset({"桟橋"}), departments=("kanko",)) for one in await cases_of(house, 3)]
    await teach(house, *rare)

    async with house.web.begin(seen_as(OFFICER)) as work:
        (before,) = (await work.connection.execute(text(ROWS_READ))).scalars()
        learned = await work.lessons.about(DESK, frozenset({*common, "桟橋"}), besides=NOBODY)
        (read,) = (await work.connection.execute(text(ROWS_READ))).scalars()

    assert learned.spread == {term: {"kotsu": 1_500} for term in common} | {"桟橋": {"kanko": 3}}
    assert {one.case_id for one in learned.earlier} == {one.case_id for one in rare}
    assert read - before < 200
