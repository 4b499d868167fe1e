"""What was read from a sheet, as the case page shows it and lets the desk correct it."""

import re

import httpx2 as httpx
from sqlalchemy import MetaData

from services.routing.handlers.opening import open_cases
from shared.access.actor import Role
from shared.documents import DocumentKind, Documents, KeeperKind
from shared.documents.contents import FieldCorrection, FilledField, ProposalContent, UnreadCell
from shared.documents.tables import document_tables
from tests.intake.web.conftest import sign_in
from tests.routing.conftest import DESK, NOW, House

SOURCE = "様式（Word）から読み取り"
CONTENT = ProposalContent(
    title="件名",
    fields=(
        FilledField(key="title", label="提案名", value="見守り", source=SOURCE, place="表1 2行2列"),
        FilledField(key="goal", label="目標", value="笑顔", source=SOURCE, place="表1 9行2列", guessed=True),
    ),
    unread=(UnreadCell(place="提案書 H3", text="課長に<電話>済み"),),
)


async def a_case(house: House) -> str:
    """Open a case whose sheet was corrected once, and return its proposal's id."""
    received = await house.proposal(content=CONTENT)
    correction = FieldCorrection(version=1, key="title", label="提案名", value="見守りの車", by="窓口 花子", at=NOW)
    async with house.intake.begin() as connection:
        await Documents(connection, document_tables(MetaData(schema="intake")), house.keyring).write(
            DocumentKind.READING,
            correction.to_bytes(),
            keeper_id=received.aggregate_id,
            keeper_kind=KeeperKind.PROPOSAL,
            desk_id=DESK,
        )
    async with house.worker.begin() as work:
        await open_cases([received], work, at=NOW)
    return str(received.aggregate_id)


async def test_the_desk_sees_where_a_field_was_read_what_it_was_and_what_was_left(
    house: House, officer: httpx.AsyncClient
) -> None:
    proposal_id = await a_case(house)

    page = (await officer.get("/cases/R8-0012")).text

    assert page.count(SOURCE) == 2
    assert page.count(">推定<") == 1
    assert re.search(r"窓口 花子が訂正。訂正前：\s*<p>見守り</p>", page) is not None
    assert "課長に&lt;電話&gt;済み" in page
    assert page.count(f'action="/mail/readings/{proposal_id}"') == 3
    assert set(re.findall(r'name="version" value="(\d+)"><input type="hidden" name="key"', page)) == {"1"}


async def test_who_only_looks_in_is_offered_no_correction(house: House, client: httpx.AsyncClient) -> None:
    await a_case(house)
    await sign_in(client, house.admin, Role.ADMINISTRATOR)

    page = (await client.get("/cases/R8-0012")).text

    assert "見守りの車" in page
    assert "/mail/readings/" not in page
