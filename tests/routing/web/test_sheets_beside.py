"""What a sheet says beside a proposal: what differs is pointed out, what is the same is only counted."""

import httpx2 as httpx
from sqlalchemy import MetaData

from services.routing.handlers.opening import open_cases
from shared.documents import DocumentKind, Documents, KeeperKind
from shared.documents.contents import FilledField, ProposalContent, SheetContent, UnreadCell
from shared.documents.tables import document_tables
from tests.routing.conftest import DESK, NOW, House

SOURCE = "様式（Excel）から読み取り"
CONTENT = ProposalContent(
    title="見守り",
    fields=(
        FilledField(key="title", label="提案名", value="見守り"),
        FilledField(key="summary", label="概要", value="一行目\n二行目"),
    ),
)
SHEET = SheetContent(
    name="様式<1>.xlsx",
    at=NOW,
    fields=(
        FilledField(key="title", label="提案名", value="見守りの車", source=SOURCE, place="提案書 C3", guessed=True),
        FilledField(key="summary", label="概要", value="一行目\r\n二行目", source=SOURCE, place="提案書 C4"),
        FilledField(key="means", label="手段", value="車二台", source=SOURCE, place="提案書 C5"),
    ),
    written=(FilledField(key="contact_name", label="担当者の氏名", value="田中", source=SOURCE, place="提案書 C9"),),
    unread=(UnreadCell(place="提案書 H3", text="電話<済み>"),),
)


async def a_case(house: House, *sheets: SheetContent) -> None:
    """Open a case with sheets beside its form."""
    received = await house.proposal(content=CONTENT)
    async with house.intake.begin() as connection:
        documents = Documents(connection, document_tables(MetaData(schema="intake")), house.keyring)
        for position, sheet in enumerate(sheets):
            await documents.write(
                DocumentKind.SHEET,
                sheet.to_bytes(),
                keeper_id=received.aggregate_id,
                keeper_kind=KeeperKind.PROPOSAL,
                desk_id=DESK,
                position=position,
            )
    async with house.worker.begin() as work:
        await open_cases([received], work, at=NOW)


async def test_only_what_differs_is_pointed_out_and_nothing_of_it_can_be_corrected(
    house: House, officer: httpx.AsyncClient
) -> None:
    await a_case(house, SHEET)

    page = (await officer.get("/cases/R8-0012")).text

    assert "添付の様式の記載" in page
    assert "「様式&lt;1&gt;.xlsx」" in page
    assert (page.count("提案の記載と異なる"), page.count("提案に記載なし"), page.count(">推定<")) == (1, 1, 1)
    assert "提案の記載：見守り" in page
    assert "ほかの2項目は、提案の記載と同じです。" in page
    assert "電話&lt;済み&gt;" in page
    assert "/mail/readings/" not in page


async def test_a_sheet_of_somebody_unknown_carries_its_mark_and_three_stand_in_the_order_they_came(
    house: House, officer: httpx.AsyncClient
) -> None:
    unknown = SHEET.model_copy(update={"name": "三.xlsx", "trusted": False})
    await a_case(
        house, SHEET.model_copy(update={"name": "一.xlsx"}), SHEET.model_copy(update={"name": "二.xlsx"}), unknown
    )

    page = (await officer.get("/cases/R8-0012")).text

    assert page.index("一.xlsx") < page.index("二.xlsx") < page.index("三.xlsx")
    assert page.count(">未確認<") == 1
