"""The words a suggestion is made of: what the proposer said, not what is printed on a sheet."""

from dataclasses import replace
from uuid import UUID

from sqlalchemy import MetaData

from services.routing.domain.suggestion import Directory, Duties
from services.routing.domain.terms import terms_of
from shared.documents import DocumentKind, Documents, KeeperKind, NewDocument
from shared.documents.contents import FilledField, ProposalContent, SheetContent, UnreadCell
from shared.documents.tables import document_tables
from tests.routing.conftest import DESK, NOW, House

DEPARTMENTS = (
    Duties(code="shinrin", name="森林整備課", duties=("森林の整備及び木材の利用に関すること。",)),
    Duties(code="kanko", name="観光振興課", duties=("観光、健康増進、福祉、教育、防災に関すること。",)),
)
IDEA = "県産の木材で椅子をつくります。"
PRINTED = f"様式\n分野\n□健康増進・福祉\n□観光\n□教育\n□防災\n概要\n{IDEA}\n欄外：森林"
FIELDS = (FilledField(key="summary", label="概要", value=IDEA, source="様式（Word）から読み取り"),)
UNREAD = (UnreadCell(place="表1", text="欄外：森林"),)


async def said(house: House, content: ProposalContent, *sheets: SheetContent, texts: tuple[str, ...] = ()) -> UUID:
    """Put a proposal with the texts of its files, in their order, and its sheets into intake."""
    proposal_id = (await house.proposal(content=content)).aggregate_id
    one = NewDocument(
        kind=DocumentKind.EXTRACTED_TEXT,
        content=b"",
        keeper_id=proposal_id,
        keeper_kind=KeeperKind.PROPOSAL,
        desk_id=DESK,
    )
    documents = [replace(one, content=text.encode(), position=place) for place, text in enumerate(texts)]
    documents += [replace(one, kind=DocumentKind.SHEET, content=sheet.to_bytes()) for sheet in sheets]
    async with house.intake.begin() as connection:
        await Documents(connection, document_tables(MetaData(schema="intake")), house.keyring).write_all(documents)
    return proposal_id


async def first_department(house: House, proposal_id: UUID) -> str:
    async with house.worker.begin() as work:
        found = await work.contents.ideas([proposal_id])
    return Directory(DEPARTMENTS).rank(terms_of(found[proposal_id].words)).suggestions[0].department


async def test_the_same_words_lead_to_the_same_department_in_a_mail_and_on_a_sheet(house: House) -> None:
    plain = await said(house, ProposalContent(title="椅子", text=IDEA))
    with_mail = ProposalContent(title="椅子", fields=FIELDS, unread=UNREAD, sheets=(0,))
    by_mail = await said(house, with_mail, texts=(PRINTED,))
    beside = SheetContent(at=NOW, fields=FIELDS, unread=UNREAD)
    by_form = await said(house, ProposalContent(title="椅子"), beside, texts=(PRINTED,))

    assert [await first_department(house, one) for one in (plain, by_mail, by_form)] == ["shinrin"] * 3


async def test_other_files_and_what_stands_on_a_sheet_count_whole(house: House) -> None:
    content = ProposalContent(title="椅子", unread=UNREAD, sheets=(1,))
    answer = SheetContent(at=NOW, reply_id=UUID(int=1), fields=FIELDS)
    proposal_id = await said(house, content, answer, texts=("別紙の文字", PRINTED))

    async with house.worker.begin() as work:
        found = (await work.contents.ideas([proposal_id]))[proposal_id]

    assert found.words.split() == ["椅子", "欄外：森林", "別紙の文字"]
