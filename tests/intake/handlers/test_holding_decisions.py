"""Reading a mail again makes of it what it is by today's rules, once, and leaves alone what was decided."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.intake.handlers.holding_decisions import attach_it, read_again
from services.intake.storage.work import Work
from shared.database.transactions import Transactions
from shared.scheme.model import DeskScheme
from tests.intake.conftest import NOW
from tests.intake.desk import Desk
from tests.intake.mails import a_mail

PERSON = UUID(int=7)
LATER = NOW + timedelta(days=1)


@pytest.fixture
def desk(worker_transactions: Transactions[Work], scheme: DeskScheme) -> Desk:
    return Desk(worker_transactions, scheme)


async def again(desk: Desk, *raw_ids: UUID) -> set[UUID]:
    """Have mails read again, and read them."""
    async with desk.transactions.begin() as work:
        taken = await read_again(raw_ids, work, by=PERSON, now=LATER)
    await desk.read(at=LATER)
    return taken


async def held_as_before(desk: Desk, content: bytes) -> UUID:
    """Deliver a mail that yesterday's rules held: it waits in the box whatever today's make of it."""
    raw_id = await desk.deliver(content)
    await desk.read()
    async with desk.transactions.begin() as work:
        await work.connection.execute(text("UPDATE intake.raw_message SET outcome = 'held'"))
        await work.connection.execute(
            text(
                "INSERT INTO intake.holding (raw_id, desk_id, reason, held_at)"
                " SELECT raw_id, desk_id, 'unreadable', received_at FROM intake.raw_message"
            )
        )
    return raw_id


async def test_a_held_mail_becomes_what_it_is_today_and_stands_in_the_balance_once(
    desk: Desk, admin: AsyncEngine
) -> None:
    raw_id = await held_as_before(desk, a_mail(Auto_Submitted="auto-replied"))

    assert await again(desk, raw_id) == {raw_id}

    assert await desk.outcomes() == [("machine", "auto_reply")]
    async with admin.connect() as connection:
        assert list(await connection.scalars(text("SELECT outcome FROM intake.balance_outcome"))) == ["machine"]
    kinds = "SELECT kind, count(*) FROM intake.document WHERE kind <> 'raw' GROUP BY kind ORDER BY kind"
    assert await desk.rows(kinds) == [("contact", 1), ("proposal", 1)]


async def test_read_twice_it_is_one_proposal_with_one_number(desk: Desk) -> None:
    first = await desk.deliver(a_mail("Re: R8-0001"))
    await desk.read()

    taken = [await again(desk, first), await again(desk, first)]

    assert taken == [set(), set()]
    assert await desk.rows("SELECT receipt FROM intake.proposal") == [("R8-0001",)]


async def test_what_is_held_again_is_not_told_again_and_has_waited_since_it_came(
    desk: Desk,
) -> None:
    await desk.deliver(a_mail())
    await desk.read()
    raw_id = await desk.deliver(a_mail("Re: R8-0001", message_id="<2@x.example>"))
    await desk.read()
    told = len(await desk.facts())

    await again(desk, raw_id)

    assert (await desk.outcomes())[-1] == ("held", "reply")
    assert len(await desk.facts()) == told
    assert await desk.rows("SELECT held_at, decision FROM intake.holding") == [(NOW, None)]


async def test_what_waits_for_the_end_of_a_pause_is_not_read_again_before(desk: Desk) -> None:
    await desk.pause()
    raw_id = await desk.deliver(a_mail())
    await desk.read()
    contact = "SELECT document_id FROM intake.document WHERE kind = 'contact'"
    before = await desk.rows(contact)

    assert await again(desk, raw_id) == set()

    assert await desk.outcomes() == [("held", "paused")]
    # Whoever is to be answered is named by the document that the answer refers to.
    assert await desk.rows(contact) == before


async def test_a_mail_that_cannot_be_added_to_its_case_comes_back_to_the_box(desk: Desk) -> None:
    await desk.deliver(a_mail())
    await desk.read()
    raw_id = await desk.deliver(a_mail("Re: R8-0001", message_id="<2@x.example>"))
    await desk.read()
    async with desk.transactions.begin() as work:
        await attach_it(raw_id, desk.scheme.desk_id, "R8-0001", work, by=PERSON, now=LATER)
        # The proposal has been forgotten: nothing can be filed under it any more.
        await work.connection.execute(text("UPDATE intake.keeper SET wrapped_key = NULL WHERE kind = 'proposal'"))

    await desk.read(at=LATER)

    assert (await desk.outcomes())[-1] == ("held", "worker_gave_up")
    assert await desk.rows("SELECT decision, attach_to FROM intake.holding") == [(None, None)]
    assert (await desk.facts())[-1] == ("mail.held.v1", {"reason": "worker_gave_up", "answerable": False})
