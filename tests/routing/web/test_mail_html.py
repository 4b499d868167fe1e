"""The HTML of the mail a case came by: on request, to whoever may open the proposal, and logged."""

import httpx2 as httpx
from sqlalchemy import MetaData

from services.routing.handlers.opening import open_cases
from shared.access.actor import Role
from shared.documents import DocumentKind, Documents, KeeperKind, NewDocument
from shared.documents.tables import document_tables
from tests.intake.web.conftest import sign_in
from tests.routing.conftest import DESK, NOW, House

HTML = "/cases/R8-0012/html"


async def a_case(house: House, html: str | None) -> None:
    """Open a case that came by a mail, with this cleaned HTML."""
    received = await house.proposal()
    if html is not None:
        async with house.intake.begin() as connection:
            written = NewDocument(
                kind=DocumentKind.READABLE_HTML,
                content=html.encode(),
                keeper_id=received.aggregate_id,
                keeper_kind=KeeperKind.PROPOSAL,
                desk_id=DESK,
            )
            await Documents(connection, document_tables(MetaData(schema="intake")), house.keyring).write_all([written])
    async with house.worker.begin() as work:
        await open_cases([received], work, at=NOW)


async def test_the_desk_sees_it_on_a_page_that_can_do_nothing_and_the_look_is_logged(
    house: House, officer: httpx.AsyncClient
) -> None:
    await a_case(house, "<p>森の提案</p>")

    shown = await officer.get(HTML)

    assert "<p>森の提案</p>" in shown.text
    assert shown.headers["content-security-policy"].startswith("sandbox; default-src 'none'; style-src 'none'")
    looks = await house.rows("SELECT action FROM access.content_read")
    assert [dict(row) for row in looks] == [{"action": "case_open"}]


async def test_for_who_may_not_open_the_proposal_there_is_none(house: House, client: httpx.AsyncClient) -> None:
    await a_case(house, "<p>森の提案</p>")
    await sign_in(client, house.admin, Role.DEPARTMENT, department="suisan")

    refused = await client.get(HTML)

    assert (refused.status_code, "森の提案" in refused.text) == (404, False)


async def test_a_case_without_html_has_no_such_page(house: House, officer: httpx.AsyncClient) -> None:
    await a_case(house, None)

    assert (await officer.get(HTML)).status_code == 404
