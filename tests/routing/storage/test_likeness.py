"""Which cases are found alike: the same words, another way of saying it, and nobody else's."""

from uuid import UUID

import pytest

from services.routing.domain.stage import Stage
from services.routing.handlers.opening import open_cases
from services.routing.storage.likeness import SimilarCase
from shared.access.actor import Role
from shared.documents.contents import ProposalContent
from tests.routing.conftest import DESK, FOREST, NOW, OFFICER, House, person, seen_as
from tests.statements import noting_statements

LUNCH = "規格に合わない野菜を農家から買い取り、下処理と冷凍をして学校給食に納めます。児童は畑を訪ねます。"
LUNCH_IN_OTHER_WORDS = "出荷できない農産物を、給食センターへ冷凍品として供給し、小学生が産地を訪ねる授業も行います。"
# Its first half, so that whatever says all of it shares more.
LIKE_LUNCH = LUNCH[:40]
PROPOSED = ProposalContent(title="ご提案", text=LUNCH)
DRONE = "ドローンで山間部の集落へ処方薬を運ぶ実証を行います。雪で道が閉ざされた日にも薬が届きます。"
GREETED = f"公民連携デスク 御中\n\nお世話になっております。\n{LUNCH}\nどうぞよろしくお願いいたします。\n"


async def a_case(house: House, receipt: str, said: str) -> UUID:
    """Open a case of a mail that says *said*, and read it; return the case."""
    received = await house.proposal(receipt=receipt, content=ProposalContent(title="ご提案", text=said))
    async with house.worker.begin() as work:
        await open_cases([received], work, at=NOW)
    await house.read()
    (row,) = await house.rows("SELECT case_id FROM routing.desk_case WHERE receipt = :r", r=receipt)
    return UUID(str(row["case_id"]))


async def alike(house: House, case_id: UUID, desk: str = DESK) -> list[SimilarCase]:
    """Return what the officer is shown beside a case."""
    async with house.web.begin(seen_as(OFFICER)) as work:
        return await work.likeness.alike(case_id, desk)


async def test_what_was_sent_again_with_another_greeting_is_identical_and_stands_first(house: House) -> None:
    case_id = await a_case(house, "R8-0001", LUNCH)
    await a_case(house, "R8-0002", LUNCH_IN_OTHER_WORDS)
    await a_case(house, "R8-0003", GREETED)
    await a_case(house, "R8-0004", DRONE)

    found = await alike(house, case_id)

    assert [(one.receipt, one.identical, one.stage) for one in found] == [
        ("R8-0003", True, Stage.RECEIVED),
        ("R8-0002", False, Stage.RECEIVED),
    ]


async def test_the_later_one_stands_beside_the_earlier_one_too(house: House) -> None:
    earlier = await a_case(house, "R8-0001", LUNCH)
    later = await a_case(house, "R8-0002", GREETED)

    assert [one.case_id for one in await alike(house, earlier)] == [later]
    assert [one.case_id for one in await alike(house, later)] == [earlier]


async def test_a_text_that_says_too_little_is_identical_with_nothing(house: House) -> None:
    case_id = await a_case(house, "R8-0001", "添付をご覧ください。")
    await a_case(house, "R8-0002", "添付をご覧ください。")

    assert await alike(house, case_id) == []


async def test_a_department_sees_only_what_it_took_up_itself(house: House) -> None:
    case_id = await a_case(house, "R8-0001", LUNCH)
    await a_case(house, "R8-0002", GREETED)

    async with house.web.begin(seen_as(FOREST)) as work:
        assert await work.likeness.alike(case_id, DESK, department_only="shinrin") == []


async def test_what_a_department_took_up_is_found_behind_many_it_may_not_see(house: House) -> None:
    received = [await house.proposal(receipt=f"R8-{n:04}", content=PROPOSED) for n in range(31)]
    async with house.worker.begin() as work:
        await open_cases(received, work, at=NOW)
    for receipt, said in (("R8-0101", PROPOSED), ("R8-0102", ProposalContent(title="ご提案", text=LIKE_LUNCH))):
        await house.offered("shinrin", receipt=receipt, content=said)
        own = await house.taken_up(FOREST, receipt)
    await house.read()
    (case,) = await house.rows("SELECT case_id FROM routing.desk_case WHERE receipt = 'R8-0101'")

    async with house.web.begin(seen_as(FOREST)) as work:
        found = await work.likeness.alike(case["case_id"], DESK, department_only="shinrin")

    assert [one.case_id for one in found] == [own.case_id]


async def test_another_desk_finds_nothing(house: House) -> None:
    case_id = await a_case(house, "R8-0001", LUNCH)
    await a_case(house, "R8-0002", GREETED)

    async with house.web.begin(seen_as(person(Role.DESK, desk="elsewhere"))) as work:
        assert await work.likeness.alike(case_id, DESK) == []


async def test_a_second_telling_changes_nothing(house: House) -> None:
    case_id = await a_case(house, "R8-0001", LUNCH)

    await house.read()

    marks = await house.rows("SELECT count(*) AS n FROM routing.likeness_mark WHERE case_id = :c", c=case_id)
    (row,) = await house.rows("SELECT marks FROM routing.likeness WHERE case_id = :c", c=case_id)

    assert marks[0]["n"] == row["marks"] > 5


@pytest.mark.parametrize("count", [1, 3])
async def test_however_many_are_alike_the_same_few_statements_find_them(house: House, count: int) -> None:
    case_id = await a_case(house, "R8-0001", LUNCH)
    for number in range(count):
        await a_case(house, f"R8-000{number + 2}", LUNCH_IN_OTHER_WORDS)

    with noting_statements(house.web.engine) as noted:
        found = await alike(house, case_id)

    # Who asks, how far spread its marks are, what shares them, and what is said of those.
    assert (len(found), len(noted)) == (count, 4)
