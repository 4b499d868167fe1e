"""`desk inbox` shows what the page shows, to the same people."""

import asyncio
import json
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from typer.testing import CliRunner, Result

from services.notify.cli.inbox import inbox_commands
from shared.access.accounts import NewAccount, NoSuchAccount, create_account
from shared.access.actor import Role
from shared.access.policy import NotAllowed
from shared.events import AccessChanged, OfferMade
from tests.notify.conftest import DESK_ID, House, told


async def desk(*words: str) -> Result:
    return await asyncio.to_thread(lambda: CliRunner().invoke(inbox_commands(), list(words)))


@pytest.fixture
async def people(house: House) -> None:
    """A person of the desk and one of a department."""
    for user, role, department in (("sato", Role.DESK, None), ("suzuki", Role.DEPARTMENT, "sangyo")):
        new = NewAccount(
            user=user, display_name="佐藤", roles=frozenset({role}), desk_id=DESK_ID, department=department
        )
        async with house.admin.begin() as connection:
            await create_account(connection, new, password=None, now=datetime.now(UTC))


@pytest.fixture
async def offered(house: House, people: None) -> None:
    """A department that is asked."""
    case_id = uuid4()
    made = OfferMade(offer_id=uuid4(), receipt="R8-0012", department="sangyo", lead=False, due=date(2026, 12, 11))
    await house.hear(
        told(made, about=case_id, version=4),
        told(AccessChanged(offered=("sangyo",), taken_up=()), about=case_id, version=5),
    )


async def test_an_inbox_is_listed_for_machines(offered: None) -> None:
    result = await desk("list", "--department", "sangyo", "--as", "sato", "--json")

    found = json.loads(result.stdout)
    assert (result.exit_code, found["recipient"], found["unread"]) == (0, "sangyo", 1)
    (row,) = found["notifications"]
    assert {key: row[key] for key in ("kind", "receipt", "due", "unread", "link")} == {
        "kind": "offer_made",
        "receipt": "R8-0012",
        "due": "2026-12-11",
        "unread": True,
        "link": "/cases/R8-0012",
    }


async def test_an_inbox_is_listed_for_people(offered: None) -> None:
    result = await desk("list", "--as", "suzuki")

    assert result.stdout.splitlines()[1].split()[:4] == ["*", "R8-0012", "検討依頼", "2026-12-11"]


async def test_listing_does_not_mark_anything_as_read(house: House, offered: None) -> None:
    await desk("list", "--as", "suzuki", "--json")

    assert await house.rows("SELECT count(*) AS n FROM notify.notification WHERE read_at IS NULL") == [{"n": 1}]


async def test_a_department_may_not_list_the_desks_inbox(offered: None) -> None:
    result = await desk("list", "--department", "desk", "--as", "suzuki")

    assert isinstance(result.exception, NotAllowed)


async def test_somebody_without_an_account_lists_nothing(offered: None) -> None:
    result = await desk("list", "--as", "nobody")

    assert isinstance(result.exception, NoSuchAccount)


async def test_help_holds_an_example() -> None:
    result = await desk("list", "--help")

    assert "Example: desk inbox list" in result.stdout
