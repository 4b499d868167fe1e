"""Each case comes to its party, once, in whichever order it is told, and nobody else's words come with it."""

import asyncio
from dataclasses import replace
from typing import Any, cast
from uuid import UUID, uuid4

import pytest
from sqlalchemy import MetaData, func, select

from services.routing.handlers.recognising import recognise_parties
from services.routing.storage.tables import parties
from shared.access.actor import Role
from shared.documents import DocumentKind, Documents, KeeperKind
from shared.documents.contents import FieldCorrection
from shared.documents.tables import document_tables
from shared.events import AttachmentInspected, CaseOpened, ProposerKind, Recorded
from tests.routing.conftest import DESK, FOREST, NOW, OFFICER, House, person, seen_as
from tests.routing.parties import (
    NUMBER,
    Proposing,
    case_of,
    cases_of,
    hear,
    links,
)
from tests.routing.test_consumers import destroy, issues
from tests.statements import noting_statements
from tests.waiting import until

MIO = Proposing(number=NUMBER)


async def counted(house: House) -> int:
    return len(await house.rows("SELECT 1 FROM routing.party"))


async def test_cases_with_one_number_have_one_party_and_another_name_waits_for_a_person(house: House) -> None:
    await cases_of(house, MIO, Proposing(name="みおグループ㈱", number=NUMBER), Proposing(name="㈱みお"))

    names = await house.rows("SELECT name, standing, valid_from::text FROM routing.party_name ORDER BY standing")
    assert await links(house) == [
        ("R8-0001", "株式会社みお", "new"),
        ("R8-0002", "株式会社みお", "number"),
        ("R8-0003", "株式会社みお", "name"),
    ]
    assert [tuple(row.values()) for row in names] == [
        ("みおグループ㈱", "proposed", "2026-11-24"),
        ("株式会社みお", "valid", None),
    ]


async def test_a_number_stays_when_a_later_case_of_the_batch_says_only_another_name(house: House) -> None:
    await cases_of(house, Proposing())
    told = [
        await case_of(house, Proposing(number=NUMBER), 2),
        await case_of(house, Proposing(name="みおグループ㈱", number=NUMBER), 3),
    ]

    await hear(house, *told)
    await hear(house, await case_of(house, Proposing(name="株式会社海と山", number=NUMBER), 4))

    assert await house.rows("SELECT corporate_number FROM routing.party") == [{"corporate_number": NUMBER}]


async def test_a_case_told_again_changes_nothing(house: House) -> None:
    (told,) = await cases_of(house, MIO)
    before = await house.rows("SELECT * FROM routing.party, routing.case_party")

    await hear(house, replace(told, id=uuid4()), replace(told, id=uuid4()))

    assert await house.rows("SELECT * FROM routing.party, routing.case_party") == before
    assert await issues(house) == []


async def test_whose_body_is_told_late_comes_to_the_same_party(house: House) -> None:
    first, second = await case_of(house, Proposing(), 1), await case_of(house, MIO, 2)

    await hear(house, second)
    await hear(house, first)

    assert await links(house) == [("R8-0001", "株式会社みお", "name"), ("R8-0002", "株式会社みお", "new")]


async def test_individuals_departments_and_people_without_a_body_are_not_kept(house: House) -> None:
    await cases_of(
        house,
        Proposing(name="田中一郎", kind=ProposerKind.INDIVIDUAL),
        Proposing(name="森林整備課", kind=ProposerKind.DEPARTMENT),
        Proposing(name="田中一郎", kind=ProposerKind.UNKNOWN),
    )

    assert await links(house) == [(f"R8-000{number}", None, "none") for number in (1, 2, 3)]
    assert await counted(house) == 0
    assert await house.rows("SELECT name FROM routing.case_party WHERE name <> ''") == []


async def test_a_number_with_a_wrong_check_digit_is_never_used(house: House) -> None:
    await cases_of(house, Proposing(number="8700110005902"))

    assert await house.rows("SELECT corporate_number FROM routing.party") == [{"corporate_number": None}]


async def test_a_name_that_no_row_can_hold_is_kept_as_far_as_one_can(house: House) -> None:
    await cases_of(house, Proposing(name="みお\x00㈱" + "み" * 5_000))

    assert await house.rows("SELECT length(name) FROM routing.party_name") == [{"length": 200}]
    assert await issues(house) == []


async def test_the_domain_of_a_body_is_kept_as_a_mark_and_that_of_everybody_not_at_all(house: House) -> None:
    await cases_of(
        house,
        Proposing(email="a@mio.example.jp"),
        Proposing(email="b@MIO.example.jp"),
        Proposing(email="c@gmail.com"),
    )

    rows = await house.rows("SELECT domain_digest FROM routing.case_party ORDER BY case_id")
    first, second, free = (row["domain_digest"] for row in rows)
    assert (first, free) == (second, None)
    assert b"mio" not in first


async def test_a_case_whose_key_is_gone_is_left_as_it_is(house: House) -> None:
    told = [await case_of(house, MIO, number) for number in (1, 2)]
    await destroy(house, told[0].fact.proposal_id)

    await hear(house, *told)

    assert await links(house) == [("R8-0002", "株式会社みお", "new")]
    assert await issues(house) == []


async def test_two_batches_with_the_same_new_number_make_one_party(house: House) -> None:
    first, second = await case_of(house, MIO, 1), await case_of(house, replace(MIO, name="みお商事㈱"), 2)
    begun = asyncio.Event()

    async def slowly() -> None:
        async with house.worker.begin() as work:
            await recognise_parties({first.fact.proposal_id: DESK}, work)
            begun.set()
            await waiting(house)

    async def meanwhile() -> None:
        await begun.wait()
        async with house.worker.begin() as work:
            await recognise_parties({second.fact.proposal_id: DESK}, work)

    await asyncio.gather(slowly(), meanwhile())

    assert await counted(house) == 1
    assert {found for _, _, found in await links(house)} == {"new", "number"}


async def waiting(house: House) -> None:
    """Return when somebody waits for his turn."""

    async def somebody_waits() -> bool:
        return bool(await house.rows("SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"))

    await until(somebody_waits)


async def test_a_number_that_a_sheet_brings_later_leads_to_the_party_that_has_it(house: House) -> None:
    (told, _) = await cases_of(house, Proposing(name="みお商店"), MIO)
    await say_number(house, told.fact.proposal_id)

    await hear(house, inspected(told))

    assert await links(house) == [("R8-0001", "株式会社みお", "number"), ("R8-0002", "株式会社みお", "new")]
    assert await counted(house) == 1


async def test_a_number_that_a_sheet_brings_later_is_kept_where_the_body_had_none(house: House) -> None:
    (told,) = await cases_of(house, Proposing(name="みお商店"))
    await say_number(house, told.fact.proposal_id)

    await hear(house, inspected(told))

    assert await house.rows("SELECT corporate_number FROM routing.party") == [{"corporate_number": NUMBER}]


async def say_number(house: House, proposal_id: UUID) -> None:
    """Let the number be read after the case was opened, as from a sheet that came later."""
    said = FieldCorrection(
        version=1, key="corporate_number", label="法人番号", value=NUMBER, by="佐藤", at=NOW, of_contact=False
    )
    async with house.intake.begin() as connection:
        await Documents(connection, document_tables(MetaData(schema="intake")), house.keyring).write(
            DocumentKind.READING,
            said.to_bytes(),
            keeper_id=proposal_id,
            keeper_kind=KeeperKind.PROPOSAL,
            desk_id=DESK,
        )


def inspected(told: Recorded[CaseOpened]) -> Recorded[AttachmentInspected]:
    """Return the fact that a file of the proposal was read."""
    fact = AttachmentInspected(
        proposal_id=told.fact.proposal_id, receipt=told.fact.receipt, has_text=True, locked=False, answerable=True
    )
    return cast(
        "Recorded[AttachmentInspected]", replace(cast("Any", told), id=uuid4(), fact=fact, aggregate_id=uuid4())
    )


@pytest.mark.parametrize("count", [1, 3])
async def test_however_many_cases_there_are_the_statements_are_as_many(house: House, count: int) -> None:
    told = [await case_of(house, Proposing(name=f"みお{number}㈱"), number) for number in range(count)]

    async with house.worker.begin() as work:
        with noting_statements(house.worker.engine) as statements:
            await recognise_parties({one.fact.proposal_id: DESK for one in told}, work)

    assert (await counted(house), len(statements)) == (count, 8)


async def test_the_desk_sees_its_parties_and_nobody_else_does(house: House) -> None:
    await cases_of(house, MIO)
    seen = []
    for actor in (OFFICER, FOREST, person(Role.DESK, desk="minato")):
        async with house.web.begin(seen_as(actor)) as work:
            seen.append(
                [
                    await work.connection.scalar(select(func.count()).select_from(table))
                    for table in (parties.party, parties.party_name, parties.case_party)
                ]
            )

    assert seen == [[1, 1, 1], [0, 0, 0], [0, 0, 0]]
