"""The files of one message: which are handed out on its own page, and where the others are."""

import re
from collections.abc import Iterator
from dataclasses import replace
from uuid import UUID

import httpx2 as httpx
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.access.actor import Role
from shared.scheme.model import DeskScheme, FileRules
from tests.intake.mails import a_mail
from tests.intake.web.conftest import sign_in
from tests.intake.web.test_staff import Deliver, deliver, read

__all__ = ["deliver", "read"]


@pytest.fixture
def strict(client: httpx.AsyncClient, scheme: DeskScheme) -> Iterator[None]:
    """The desk hands nothing out before a scanner has looked at it."""
    shut = scheme.model_copy(update={"files": FileRules(before_scan=False)})
    transport = client._transport
    assert isinstance(transport, httpx.ASGITransport)
    state = transport.app.state  # type: ignore[attr-defined]  # The transport knows any ASGI application.
    usual = state.doors
    state.doors = replace(usual, schemes={scheme.desk_id: shut})
    yield
    state.doors = usual


async def the_file(admin: AsyncEngine, state: str) -> UUID:
    """Let the one file there is stand so, and return it."""
    async with admin.begin() as connection:
        found = text("UPDATE intake.inspection SET state = :state RETURNING document_id")
        return UUID(str((await connection.execute(found, {"state": state})).scalar_one()))


@pytest.mark.parametrize(("state", "status"), [("unchecked", 409), ("uncheckable", 200), ("checked", 200)])
@pytest.mark.usefixtures("strict")
async def test_a_desk_that_waits_for_the_scanner_waits_on_the_page_of_the_mail_too(
    client: httpx.AsyncClient, admin: AsyncEngine, deliver: Deliver, state: str, status: int
) -> None:
    raw_id = await deliver(a_mail(files=(("見積.bin", b"x"),)))
    place = f"/mail/{raw_id}/files/{await the_file(admin, state)}"
    await sign_in(client, admin, Role.DESK)

    answer = await client.get(place)
    page = await client.get(f"/mail/{raw_id}")

    assert answer.status_code == status
    assert ("検査が済むまでお待ちください" in answer.text, f'href="{place}"' in page.text) == (
        (True, False) if status == 409 else (False, True)
    )


async def test_a_suspect_file_is_a_question_of_its_case_and_a_held_mail_says_how_to_get_there(
    client: httpx.AsyncClient, admin: AsyncEngine, deliver: Deliver
) -> None:
    file = ("見積.bin", b"x")
    taken = await deliver(a_mail(files=(file,)))
    of_case = await the_file(admin, "suspect")
    await sign_in(client, admin, Role.DESK)
    of_mail = await client.get(f"/mail/{taken}")
    refused = [await client.get(f"/mail/{taken}/files/{of_case}")]
    async with admin.begin() as connection:
        await connection.execute(text("DELETE FROM intake.inspection"))
    held = await deliver(a_mail("Re: R8-0001", "続きです。", message_id="<2@kigyo.example.jp>", files=(file,)))
    in_box = await the_file(admin, "suspect")

    page = await client.get(f"/holding/{held}")
    refused.append(await client.get(f"/mail/{held}/files/{in_box}"))

    assert re.findall(r'desk-files__name" href="([^"]*)"', of_mail.text) == [
        f"/cases/R8-0001/attachments/{of_case}/original"
    ]
    assert f"/files/{in_box}" not in page.text
    assert ["受付済みの案件に追加したあと" in one.text for one in (page, *refused)] == [True, False, True]
    assert [one.status_code for one in refused] == [409, 409]
