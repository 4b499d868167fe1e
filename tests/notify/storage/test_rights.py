"""The second wall: what the database lets the pages of notify see and do, whatever the code asks."""

from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.database.transactions import DatabaseActor, Transactions
from shared.events import AccessChanged, CaseOpened, Direction, OfferMade
from shared.settings import ServiceSettings
from tests.kept_engines import kept_engine
from tests.notify.conftest import NOW, House, told

Pages = Transactions[AsyncConnection]
DESK = DatabaseActor(kind="staff", desk="miono", roles=frozenset({"desk"}))
SANGYO = DatabaseActor(kind="staff", desk="miono", roles=frozenset({"department"}), department="sangyo")


@pytest.fixture
def pages(clean: None, installation: object) -> Pages:
    """Transactions as the web role."""
    engine = kept_engine(ServiceSettings("notify").web_url, name="test-notify-web")
    return Transactions(engine, lambda connection: connection)


@pytest.fixture
async def told_all(house: House) -> House:
    """One notification for the desk and one for each of two departments, and one mail."""
    await house.hear(told(CaseOpened(proposal_id=uuid4(), receipt="R8-0001", direction=Direction.TO_DEPARTMENTS)))
    for department in ("sangyo", "norin"):
        made = OfferMade(offer_id=uuid4(), receipt="R8-0001", department=department, lead=True, due=NOW.date())
        await house.hear(told(made), told(AccessChanged(offered=(department,), taken_up=())))
    await house.acknowledged()
    return house


@pytest.mark.parametrize(
    ("actor", "recipients", "mails"),
    [
        (DESK, ["desk", "norin", "sangyo"], 1),
        (DatabaseActor(kind="staff", desk="miono", roles=frozenset({"administrator"})), ["desk", "norin", "sangyo"], 1),
        (SANGYO, ["sangyo"], 0),
        (DatabaseActor(kind="staff", desk="miono", roles=frozenset({"department"}), department="desk"), [], 0),
        (DatabaseActor(kind="staff", desk="miono", roles=frozenset({"operator"}), department="sangyo"), [], 0),
        (DatabaseActor(kind="staff", desk="other", roles=frozenset({"desk"})), [], 0),
        (DatabaseActor(kind="proposer", desk="miono", roles=frozenset({"desk"})), [], 0),
        (DatabaseActor(), [], 0),
    ],
)
async def test_each_role_sees_its_own_rows_even_when_it_asks_for_all(
    told_all: House, pages: Pages, actor: DatabaseActor, recipients: list[str], mails: int
) -> None:
    async with pages.begin(actor) as connection:
        seen = await connection.scalars(text("SELECT recipient FROM notify.notification ORDER BY recipient"))
        sent = await connection.scalar(text("SELECT count(*) FROM notify.mail_send"))

    assert (seen.all(), sent) == (recipients, mails)


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO notify.case_access VALUES (gen_random_uuid(), 'miono', '{sangyo}', '{}', 1)",
        "UPDATE notify.case_access SET offered = '{sangyo}'",
        "UPDATE notify.notification SET recipient = 'sangyo'",
        "DELETE FROM notify.notification",
        "UPDATE notify.mail_send SET message_id = 'x'",
        "DELETE FROM notify.mail_send",
        "SELECT sealed FROM intake.raw_message",
    ],
)
async def test_pages_cannot_give_themselves_a_case_or_rewrite_what_was_told(
    told_all: House, pages: Pages, statement: str
) -> None:
    with pytest.raises(DBAPIError):
        async with pages.begin(DESK) as connection:
            await connection.execute(text(statement))


async def test_a_department_cannot_mark_the_notification_of_another_as_read(told_all: House, pages: Pages) -> None:
    async with pages.begin(SANGYO) as connection:
        changed = await connection.execute(text("UPDATE notify.notification SET read_at = now(), read_by = 'x'"))

    assert changed.rowcount == 1
    assert await told_all.rows("SELECT recipient FROM notify.notification WHERE read_by = 'x'") == [
        {"recipient": "sangyo"}
    ]


async def test_an_administrator_looks_and_changes_nothing(told_all: House, pages: Pages) -> None:
    administrator = DatabaseActor(kind="staff", desk="miono", roles=frozenset({"administrator"}))

    async with pages.begin(administrator) as connection:
        read = await connection.execute(text("UPDATE notify.notification SET read_at = now(), read_by = 'x'"))
        sent = await connection.execute(text("UPDATE notify.mail_send SET state = 'created'"))

    assert (read.rowcount, sent.rowcount) == (0, 0)
