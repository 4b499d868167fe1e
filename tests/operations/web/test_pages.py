"""The pages of operations, for who may see them and with nothing on them that they may not see."""

import re
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest

from services.operations.domain.queues import House
from services.operations.handlers.watching import watch_once
from services.operations.storage.management import Management
from services.operations.storage.work import Work
from shared.access.actor import Role
from shared.database.transactions import Transactions
from tests.operations.conftest import BAIT, READER, Stage, Visit, until

# One id, so that every process of a divided run collects the same tests.
NOBODY = UUID(int=0)


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.ADMINISTRATOR])
@pytest.mark.parametrize("path", ["/operations", "/operations/parked"])
async def test_operators_and_administrators_see_how_deliveries_stand(visit: Visit, role: Role, path: str) -> None:
    answer = await (await visit(role)).get(path)

    assert answer.status_code == 200
    assert "<h1>" in answer.text


@pytest.mark.parametrize("role", [Role.DESK, Role.DEPARTMENT])
@pytest.mark.parametrize("path", ["/operations", "/operations/parked", f"/operations/parked/{READER}/{NOBODY}"])
async def test_others_are_refused(visit: Visit, role: Role, path: str) -> None:
    assert (await (await visit(role)).get(path)).status_code == 403


async def test_who_is_not_signed_in_is_sent_to_sign_in(visit: Visit) -> None:
    client = await visit(Role.OPERATOR)
    client.cookies.clear()

    answer = await client.get("/operations")

    assert (answer.status_code, answer.headers["location"]) == (303, "/signin?next=/operations")


async def test_the_overview_names_every_reader_with_its_purpose_and_what_is_wrong(
    stage: Stage,
    visit: Visit,
    by_worker: Transactions[Work],
    management: Management,
    house: House,
) -> None:
    await stage.park("R8-0020")
    await watch_once(by_worker, management, house, at=datetime.now(UTC))

    page = (await (await visit(Role.OPERATOR)).get("/operations")).text

    missing = [one.reader for one in house.readers if one.reader not in page or one.purpose not in page]
    assert missing == []
    assert "配送が留置されています" in page
    assert "現在の件数を確認できません" not in page


async def test_the_overview_says_when_nobody_watches(visit: Visit) -> None:
    page = (await (await visit(Role.OPERATOR)).get("/operations")).text

    assert "現在の件数を確認できません" in page


async def test_htmx_gets_the_overview_without_the_frame(visit: Visit) -> None:
    answer = await (await visit(Role.OPERATOR)).get("/operations", headers={"HX-Request": "true"})

    assert answer.text.strip().startswith('<div id="overview"')
    assert "<html" not in answer.text


async def test_parked_deliveries_stand_by_cause_with_receipt_and_what_can_be_done(stage: Stage, visit: Visit) -> None:
    event_id = await stage.park("R8-0021")

    page = (await (await visit(Role.OPERATOR)).get("/operations/parked")).text

    assert "R8-0021" in page
    assert "CannotRead" in page
    assert f"/operations/parked/{READER}/{event_id}" in page
    assert "プログラムの不具合が考えられます" in page
    assert "提案の受付" in page


async def test_what_a_poison_message_holds_is_on_no_page(stage: Stage, visit: Visit) -> None:
    await stage.poison(f'{{"receipt": "{BAIT}"}}'.encode())

    async def parked() -> bool:
        return await stage.states() == ["parked"]

    await until(parked)
    client = await visit(Role.OPERATOR)
    pages = [(await client.get("/operations")).text, (await client.get("/operations/parked")).text]
    links = re.findall(rf"/operations/parked/{READER}/[0-9a-f-]{{36}}", pages[1])
    pages.append((await client.get(links[0])).text)
    assert [BAIT in page for page in pages] == [False, False, False]
    assert "そのままやり直しても同じ結果" in pages[2]


async def test_a_delivery_that_is_not_there_is_a_page_that_says_so(visit: Visit) -> None:
    answer = await (await visit(Role.OPERATOR)).get(f"/operations/parked/{READER}/{uuid4()}")

    assert answer.status_code == 404
    assert "お探しの配送は見つかりませんでした" in answer.text
