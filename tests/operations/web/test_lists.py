"""What is retried, the balance and the acts of operators as pages."""

import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.access.actor import Role
from tests.operations.conftest import READER, Visit
from tests.operations.rows import LONG_AGO, failed, run, whole_proposal

PAGES = ("/operations/retrying", "/operations/balance", "/operations/acts", f"/operations/readers/{READER}")


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.ADMINISTRATOR])
@pytest.mark.parametrize("path", PAGES)
async def test_operators_and_administrators_see_them(visit: Visit, role: Role, path: str) -> None:
    assert (await (await visit(role)).get(path)).status_code == 200


@pytest.mark.parametrize("role", [Role.DESK, Role.DEPARTMENT])
@pytest.mark.parametrize("path", PAGES)
async def test_others_are_refused(visit: Visit, role: Role, path: str) -> None:
    assert (await (await visit(role)).get(path)).status_code == 403


@pytest.mark.parametrize("n", [1, 3])
async def test_retried_deliveries_stand_with_attempt_next_try_and_error(
    visit: Visit, admin: AsyncEngine, n: int
) -> None:
    due = datetime.now(UTC) + timedelta(minutes=10, seconds=30)
    for number in range(n):
        await failed(admin, READER, f"R8-008{number}", state="retrying", attempt=3, next_at=due)

    page = (await (await visit(Role.OPERATOR)).get("/operations/retrying")).text

    assert len(re.findall(r"R8-008\d</?", page)) >= n
    assert page.count("3回失敗（8回で留置）") == n
    assert page.count("10分後") == n
    assert page.count("NoSuchDesk at consumers.py:27") == n


async def test_a_waiting_delivery_says_which_version_it_waits_for(visit: Visit, admin: AsyncEngine) -> None:
    event_id = await failed(
        admin, "intake.progress", state="waiting", aggregate_version=16, waiting_for=14, error_class="Gap", error="Gap"
    )
    client = await visit(Role.OPERATOR)

    listed = (await client.get("/operations/retrying")).text
    one = (await client.get(f"/operations/parked/intake.progress/{event_id}")).text

    assert [cell in listed for cell in (">16<", ">14<")] == [True, True]
    assert "第14版（この出来事は第16版）" in one
    assert "今すぐ再試行" not in one


async def test_a_case_number_is_found_for_a_fact_that_carries_none(visit: Visit, admin: AsyncEngine) -> None:
    ids = await whole_proposal(admin, 90)
    await failed(admin, "notify.staff-inbox", aggregate_id=ids["case"], body=b"{}", type="case.access_changed.v1")

    page = (await (await visit(Role.OPERATOR)).get("/operations/parked")).text

    assert "R8-0090" in page


async def test_a_retry_is_pulled_forward_with_one_button(visit: Visit, admin: AsyncEngine) -> None:
    due = datetime.now(UTC) + timedelta(hours=6)
    event_id = await failed(admin, READER, state="retrying", attempt=7, next_at=due)
    client = await visit(Role.OPERATOR)
    (token, *_) = re.findall(r'name="csrf_token" value="([^"]+)"', (await client.get("/operations/retrying")).text)

    answer = await client.post(f"/operations/parked/{READER}/{event_id}/retry_now", data={"csrf_token": token})

    (row,) = await run(admin, "SELECT state, attempt, next_at <= clock_timestamp() AS due FROM routing.delivery_issue")
    assert answer.status_code == 303
    assert tuple(row) == ("retrying", 7, True)
    assert [row.act for row in await run(admin, "SELECT act FROM operations.operator_act")] == ["retry_now"]


async def test_a_parked_delivery_cannot_be_pulled_forward(visit: Visit, admin: AsyncEngine) -> None:
    event_id = await failed(admin, READER)
    client = await visit(Role.OPERATOR)
    (token, *_) = re.findall(r'name="csrf_token" value="([^"]+)"', (await client.get("/operations/parked")).text)

    answer = await client.post(f"/operations/parked/{READER}/{event_id}/retry_now", data={"csrf_token": token})

    assert answer.status_code == 409
    assert "再試行中ではありません" in answer.text


async def test_the_balance_names_what_is_missing_and_what_can_be_done(visit: Visit, admin: AsyncEngine) -> None:
    ids = [await whole_proposal(admin, number) for number in (91, 92, 93)]
    client = await visit(Role.OPERATOR)
    before = (await client.get("/operations/balance")).text

    await run(admin, "DELETE FROM routing.desk_case WHERE proposal_id = :id", id=ids[1]["proposal"])
    after = (await client.get("/operations/balance")).text

    assert "行方の分からないものはありません" in before
    assert "行方の分からないものが1件あります" in after
    assert re.findall(r"R8-\d+", after) == ["R8-0092"]
    assert str(ids[1]["proposal"]) in after
    assert "提案は保管されていますが、案件がありません" in after


async def test_the_balance_names_the_door_and_does_not_call_itself_even_beside_a_warning(
    visit: Visit, admin: AsyncEngine
) -> None:
    await whole_proposal(admin, 94)
    await run(admin, "DELETE FROM intake.door_entry")
    client = await visit(Role.OPERATOR)
    unexpected = (await client.get("/operations/balance")).text

    await run(admin, "INSERT INTO intake.door_entry VALUES (:id, 'miono', 'gateway', :at)", id=uuid4(), at=LONG_AGO)
    lost = (await client.get("/operations/balance")).text

    assert "元の記録がないものが1件あります" in unexpected
    assert "行方の分からないものはありません" not in unexpected
    assert "（外部の入口）" in lost
    assert "gateway" not in lost
