"""A proposal's files go out as one set, and come back as clean copies beside their originals."""

import io
import zipfile

import httpx2 as httpx
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.intake.storage.work import Work
from shared.access.actor import Role
from shared.database.transactions import Transactions
from shared.documents import DocumentKind
from tests.intake.office_files import pdf, word, zipped
from tests.intake.web.conftest import a_proposal, hidden, sign_in


async def test_the_set_goes_out_and_what_comes_back_stands_beside_the_originals(
    client: httpx.AsyncClient, admin: AsyncEngine, worker_transactions: Transactions[Work]
) -> None:
    said = [
        (name, (None, value))
        for name, values in a_proposal().items()
        for value in ([values] if isinstance(values, str) else values)
    ]
    files = [("files", ("提案書.docx", word())), ("files", ("図.pdf", pdf("図")))]
    sent = await client.post("/api/proposals", headers={"Idempotency-Key": "1"}, files=[*said, *files])
    receipt = sent.json()["receipt"]
    await sign_in(client, admin, Role.DESK)

    page = await client.get(f"/files/{receipt}")
    out = await client.get(f"/files/{receipt}/bundle")
    archive = zipfile.ZipFile(io.BytesIO(out.content))
    back = zipped({archive.namelist()[0].replace(".docx", ".pdf"): pdf("無害な写し"), "ほか.txt": b"?"})
    result = await client.post(f"/files/{receipt}/return", data=hidden(page.text), files={"file": ("back.zip", back)})
    nothing = await client.post(f"/files/{receipt}/return", data=hidden(page.text), files={"file": ("x.zip", b"x")})

    assert archive.read(archive.namelist()[0]) == word_of(files)
    assert (result.status_code, nothing.status_code) == (200, 422)
    assert "1件の写しを受け取りました" in result.text
    assert "ほか.txt：どの添付ファイルの写しか分かりません。" in result.text
    async with worker_transactions.begin() as work:
        [proposal_id] = await work.connection.scalars(text("SELECT proposal_id FROM intake.proposal"))
        copies = await work.documents.list(proposal_id, DocumentKind.CLEANED_COPY)
        originals = await work.documents.list(proposal_id, DocumentKind.ATTACHMENT)
        known = await work.inspections.copies_of([one.document_id for one in originals])
    assert [(one.name, one.media_type) for one in copies] == [("提案書.pdf", "application/pdf")]
    assert known == {originals[0].document_id: copies[0].document_id}


async def test_a_department_gets_no_set_and_a_number_nobody_has_leads_nowhere(
    client: httpx.AsyncClient, admin: AsyncEngine
) -> None:
    await sign_in(client, admin, Role.DEPARTMENT, department="suisan")
    refused = await client.get("/files/R8-0001/bundle")
    await sign_in(client, admin, Role.DESK)
    missing = await client.get("/files/R8-9999")

    assert (refused.status_code, missing.status_code) == (403, 404)


def word_of(files: list[tuple[str, tuple[str, bytes]]]) -> bytes:
    return files[0][1][1]
