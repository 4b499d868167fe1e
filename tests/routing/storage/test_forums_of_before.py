"""Forums that were announced before anybody could register for them can be registered for after the update."""

from importlib import import_module

from sqlalchemy import text

from shared.database.roles import owner
from shared.events.public import ForumAnnounced
from tests.routing.conftest import OFFICER, House
from tests.routing.handlers.ledger.test_forums import PLAN, do, planned

_KEPT_THEN = text(
    "INSERT INTO intake.public_call (desk_id, number, version, opens_on, closes_on, closed, title, summary, fields,"
    " gone) SELECT 'miono', number, 2, current_date, current_date, false, '', '', '[]', false"
    " FROM unnest(ARRAY['FR8-0001', 'FR8-0002']) AS number"
)


async def test_their_day_and_what_everybody_reads_of_them_is_written_down(house: House) -> None:
    await planned(house)
    await do(house, OFFICER, "announce")
    await do(house, OFFICER, "revise", **PLAN | {"place": "市民会館"})
    last = [one.fact for one in await house.facts(ForumAnnounced)][-1]
    backfill = import_module("services.routing.storage.migrations.versions.0049_pre_forums_of_before")

    async with house.admin.begin() as connection:
        await connection.execute(_KEPT_THEN)
        await connection.execute(text(f'SET LOCAL ROLE "{owner("routing")}"'))
        await connection.execute(text(backfill.OF_BEFORE.strip().rstrip(";").replace("::", "\\:\\:")))

    rows = await house.rows("SELECT number, held_on, content_id FROM intake.public_call ORDER BY number")
    assert [tuple(row.values()) for row in rows] == [
        ("FR8-0001", last.held_on, last.content_id),
        ("FR8-0002", None, None),
    ]
