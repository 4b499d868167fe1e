"""The proposer's page behind a secret link."""

import re

import httpx2 as httpx
from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.intake.storage.tables import metadata
from tests.intake.web.conftest import a_proposal

HOST = "http://127.0.0.1:8080"


async def accepted(client: httpx.AsyncClient, key: str = "k", **files: object) -> str:
    """Send a proposal with a file and return the path of its status page."""
    sent = [("files", ("図面.pdf", b"%PDF-1.7", "application/pdf"))]
    answer = await client.post(
        "/api/proposals", data=a_proposal(title=f"提案{key}"), files=sent, headers={"Idempotency-Key": key}
    )
    return str(answer.json()["status_url"]).removeprefix(HOST)


async def test_the_secret_leaves_the_address_at_once(client: httpx.AsyncClient) -> None:
    path = await accepted(client)

    answer = await client.get(path)

    assert (answer.status_code, answer.headers["location"]) == (303, "/status")
    cookie = answer.headers["set-cookie"]
    assert [part for part in ("HttpOnly", "Path=/status", "SameSite=lax", "Max-Age=1800") if part not in cookie] == []


async def test_the_page_shows_stage_number_fields_and_files_but_not_whom_to_answer(client: httpx.AsyncClient) -> None:
    page = await client.get(await accepted(client), follow_redirects=True)

    assert re.findall(r'aria-current="step">\s*<span class="desk-stages__name">([^<]+)<', page.text) == ["受付"]
    assert "買い物に困る集落" in page.text
    assert re.findall(r'desk-files__facts">([^・]+)・', page.text) == ["PDF"]
    assert "hanako@kigyo.example.jp" not in page.text
    (file,) = re.findall(r'href="(/status/files/[^"]+)"', page.text)
    download = await client.get(file)
    assert (download.content, download.headers["content-type"]) == (b"%PDF-1.7", "application/octet-stream")


async def test_a_page_that_lists_files_opens_none_of_them(client: httpx.AsyncClient, admin: AsyncEngine) -> None:
    path = await accepted(client)
    async with admin.begin() as connection:
        # A file that cannot be opened: whoever opens it to learn its name fails here.
        await connection.execute(text("UPDATE intake.document SET sealed = '' WHERE kind = 'attachment'"))

    page = await client.get(path, follow_redirects=True)

    assert page.status_code == 200
    assert re.findall(r'desk-files__name"[^>]*>([^<]*)<', page.text) == ["図面.pdf"]


async def test_a_changed_token_opens_nothing(client: httpx.AsyncClient) -> None:
    path = await accepted(client)
    for wrong in (path[:-2] + "AA", "/status/x", "/status/" + "A" * 48, "/status/" + "あ" * 16, "/status"):
        answer = await client.get(wrong, headers={"Cookie": "desk_status=x"})

        assert answer.status_code == 404


async def test_a_new_generation_makes_earlier_links_void(client: httpx.AsyncClient, admin: AsyncEngine) -> None:
    path = await accepted(client)
    await client.get(path)
    async with admin.begin() as connection:
        await connection.execute(text("UPDATE intake.proposal SET link_generation = 2"))

    assert [(await client.get(where)).status_code for where in (path, "/status")] == [404, 404]


async def test_the_file_of_another_proposal_stays_shut(client: httpx.AsyncClient) -> None:
    page = await client.get(await accepted(client, "one"), follow_redirects=True)
    (file,) = re.findall(r'href="(/status/files/[^"]+)"', page.text)
    await client.get(await accepted(client, "two"))

    answer = await client.get(file)

    assert answer.status_code == 404


async def test_looking_changes_nothing(client: httpx.AsyncClient, admin: AsyncEngine) -> None:
    path = await accepted(client)

    async def counted() -> list[int]:
        async with admin.connect() as connection:
            found = [
                await connection.scalar(select(func.count()).select_from(table)) for table in metadata.sorted_tables
            ]
            return [int(count or 0) for count in found]

    before = await counted()
    await client.get(path, follow_redirects=True)

    assert await counted() == before
