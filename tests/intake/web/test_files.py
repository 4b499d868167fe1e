"""A proposal's files go out as one set, and come back as clean copies beside their originals."""

import io
import zipfile
from uuid import UUID, uuid4

import httpx2 as httpx
import pytest
from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.intake.storage.tables import proposal, raw_message, reply
from services.intake.storage.work import Work
from shared.access.actor import Role
from shared.database.transactions import Transactions
from shared.documents import DocumentCard, DocumentKind, KeeperKind, NewDocument
from tests.intake.conftest import NOW
from tests.intake.office_files import pdf, word, zipped
from tests.intake.web.conftest import a_proposal, hidden, sign_in

WORD = word()


@pytest.fixture
async def receipt(client: httpx.AsyncClient, admin: AsyncEngine, worker_transactions: Transactions[Work]) -> str:
    """A proposal with two files, and a reply that brought one more; the browser is the desk's."""
    values = {name: [value] if isinstance(value, str) else value for name, value in a_proposal().items()}
    said = [(name, (None, value)) for name, several in values.items() for value in several]
    files = [("files", ("提案書.docx", WORD)), ("files", ("図.pdf", pdf("図")))]
    sent = await client.post("/api/proposals", headers={"Idempotency-Key": "1"}, files=[*said, *files])
    await sign_in(client, admin, Role.DESK)
    async with worker_transactions.begin() as work:
        await a_reply(work)
    return str(sent.json()["receipt"])


async def a_reply(work: Work) -> None:
    """Let the proposer send the open file that was asked for."""
    proposal_id = (await work.connection.execute(select(proposal.c.proposal_id))).scalar_one()
    reply_id, raw_id = uuid4(), uuid4()
    message = {"raw_id": raw_id, "desk_id": "miono", "channel": "mail", "received_at": NOW, "size_bytes": 1}
    await work.connection.execute(insert(raw_message).values(message | {"sha256": b"", "outcome": "reply"}))
    answer = {"reply_id": reply_id, "raw_id": raw_id, "proposal_id": proposal_id, "desk_id": "miono"}
    answer |= {"confirmed": True, "attached": "address", "received_at": NOW}
    await work.connection.execute(insert(reply).values(answer))
    file = NewDocument(
        kind=DocumentKind.ATTACHMENT,
        content=b"open",
        keeper_id=proposal_id,
        keeper_kind=KeeperKind.PROPOSAL,
        desk_id="miono",
        filed_under=reply_id,
        name="開けます.txt",
    )
    await work.documents.write_all([file])


async def files_of(transactions: Transactions[Work], kind: DocumentKind) -> dict[UUID, list[DocumentCard]]:
    """Return the files of this kind by the proposal or the reply they belong to, the proposal first."""
    async with transactions.begin() as work:
        proposal_id = (await work.connection.execute(select(proposal.c.proposal_id))).scalar_one()
        owners = [proposal_id, *await work.inspections.replies_to(proposal_id)]
        listed = await work.documents.list_many(owners, kind)
    return {owner: listed[owner] for owner in owners}


async def test_the_set_goes_out_and_what_comes_back_stands_beside_the_originals(
    client: httpx.AsyncClient, receipt: str, worker_transactions: Transactions[Work]
) -> None:
    page = await client.get(f"/files/{receipt}")
    archive = zipfile.ZipFile(io.BytesIO((await client.get(f"/files/{receipt}/bundle")).content))
    first, _, third, manifest = archive.namelist()
    back = zipped({first.replace(".docx", ".pdf"): pdf("無害な写し"), third: b"clean", "ほか.txt": b"?"})
    result = await client.post(f"/files/{receipt}/return", data=hidden(page.text), files={"file": ("back.zip", back)})

    assert (archive.read(first), archive.read(third), manifest) == (WORD, b"open", "manifest.json")
    assert result.status_code == 200
    assert "2件の写しを受け取りました" in result.text
    assert "ほか.txt：どの添付ファイルの写しか分かりません。" in result.text
    copies = (await files_of(worker_transactions, DocumentKind.CLEANED_COPY)).values()
    assert [[(one.name, one.media_type) for one in of_one] for of_one in copies] == [
        [("提案書.pdf", "application/pdf")],
        [("開けます.txt", "text/plain")],
    ]
    originals = [
        one for of_one in (await files_of(worker_transactions, DocumentKind.ATTACHMENT)).values() for one in of_one
    ]
    async with worker_transactions.begin() as work:
        known = await work.inspections.copies_of([one.document_id for one in originals])
    assert known.keys() == {originals[0].document_id, originals[2].document_id}


async def test_what_is_no_zip_is_refused_in_words(client: httpx.AsyncClient, receipt: str) -> None:
    page = await client.get(f"/files/{receipt}")

    answers = [
        await client.post(f"/files/{receipt}/return", data=hidden(page.text), files={"file": (name, b"x")})
        for name in ("x.zip", "")
    ]

    assert [answer.status_code for answer in answers] == [422, 422]
    assert "ZIPファイルとして安全に開けませんでした" in answers[0].text


async def test_a_department_gets_no_set_and_a_number_nobody_has_leads_nowhere(
    client: httpx.AsyncClient, admin: AsyncEngine
) -> None:
    await sign_in(client, admin, Role.DEPARTMENT, department="suisan")
    refused = await client.get("/files/R8-0001/bundle")
    await sign_in(client, admin, Role.DESK)
    missing = await client.get("/files/R8-9999")

    assert (refused.status_code, missing.status_code) == (403, 404)
