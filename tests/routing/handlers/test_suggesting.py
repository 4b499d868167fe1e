from services.routing.handlers.suggesting import Directories, suggest_departments
from shared.events import CaseOpened, Recorded
from tests.routing.conftest import NOW, House


async def test_departments_in_force_are_suggested_with_their_reasons(house: House) -> None:
    await house.opened()
    (row,) = await house.rows("SELECT * FROM routing.event_log")
    told = house.told(row["aggregate_id"])
    said = {name: getattr(told, name) for name in Recorded.__slots__} | {"fact": CaseOpened.model_validate(row["data"])}
    opened: Recorded[CaseOpened] = Recorded(**said)

    async with house.worker.begin() as work:
        await suggest_departments([opened], work, Directories(), house.scheme_of, at=NOW)

    (found,) = await house.rows("SELECT rank, department, share, reasons FROM routing.suggestion")
    # Of the two departments that say so, one has ended.
    assert (found["rank"], found["department"], found["share"]) == (1, "shinrin", 1.0)
    assert set(found["reasons"][0]["words"]) == {"森林", "木材"}
    assert found["reasons"][0]["duty"] == "森林の整備及び木材の利用に関すること。"
