"""The sheet of an answer is the desk's to read and to correct; the proposer's page shows what was proposed."""

import httpx2 as httpx
from sqlalchemy.ext.asyncio import AsyncEngine

from services.intake.handlers.correcting import correct_reading
from services.intake.storage.work import Work
from shared.access.accounts import NewAccount, actor_by_user, create_account
from shared.access.actor import Role
from shared.database.transactions import Transactions
from shared.links import status_token
from shared.scheme.model import DeskScheme
from shared.settings import ServiceSettings
from tests.intake.conftest import NOW
from tests.intake.mailbox.test_replies import a_proposal as a_plain_mail
from tests.intake.mailbox.test_sheets_beside import answer_with_sheet


async def test_what_an_answer_brought_is_corrected_by_the_desk_and_the_proposers_page_stays(
    client: httpx.AsyncClient, admin: AsyncEngine, worker_transactions: Transactions[Work], scheme: DeskScheme
) -> None:
    proposal_id = await a_plain_mail(worker_transactions, scheme)
    await answer_with_sheet(worker_transactions, scheme, proposal_id)
    new = NewAccount(user="officer", display_name="窓口 花子", roles=frozenset({Role.DESK}), desk_id="miono")
    async with admin.begin() as connection:
        await create_account(connection, new, password=None, now=NOW)
        officer = await actor_by_user(connection, "officer", now=NOW)

    async with worker_transactions.begin() as work:
        now = await correct_reading(officer, proposal_id, "title", "見守りの車", scheme, work, now=NOW)
    secret = ServiceSettings("intake").installation.link_secret
    page = await client.get(f"/status/{status_token(secret, proposal_id, 1)}", follow_redirects=True)

    title = next(one for one in now.content.fields if one.key == "title")
    assert (title.value, [one.value for one in title.earlier]) == ("見守りの車", ["返信2の提案名"])
    assert page.status_code == 200
    assert "見守りの車" not in page.text
    assert "返信2の提案名" not in page.text
