"""The desk corrects how a sheet was read: who and what before stay visible, the file does not change."""

import asyncio
import re
from collections.abc import Sequence
from uuid import UUID

import httpx2 as httpx
import orjson
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine
from typer.testing import CliRunner

from services.intake.cli.mails import mail
from services.intake.domain.mail.parse import parse_mail
from services.intake.domain.mail.values import ParsedMail, Unreadable
from services.intake.domain.sheet.reading import read_sheets
from services.intake.domain.sheet.values import ReadSheet, SheetFile
from services.intake.handlers.correcting import correct_reading, see_reading
from services.intake.handlers.mail_door import MailAtTheDoor, accept_mails
from services.intake.handlers.refusals import ChangedMeanwhile
from services.intake.mailbox.reading import MailReading
from services.intake.mailbox.sheets import ReaderWithSheets
from services.intake.ports import UnreadMail
from services.intake.storage.tables import proposal
from services.intake.storage.work import Work
from shared.access.accounts import NewAccount, actor_by_user, create_account
from shared.access.actor import Actor, Role
from shared.database.transactions import Transactions
from shared.links import status_token
from shared.scheme.model import DeskScheme
from shared.settings import ServiceSettings
from tests.intake.conftest import DESK, LINK_SECRET, NOW
from tests.intake.domain.sheet.sheets import ANSWERS, changed, filled_word
from tests.intake.domain.sheet.sheets import DESK as SHEETS
from tests.intake.mails import a_mail
from tests.intake.web.conftest import a_proposal, hidden, sign_in

NOTE = "<w:p><w:r><w:t>欄外のメモ</w:t></w:r></w:p>"
SHEET = changed(filled_word(), "word/document.xml", lambda xml: xml.replace("<w:body>", f"<w:body>{NOTE}", 1))


class Here:
    """Reads mails and sheets in this process."""

    async def read(self, mails: Sequence[UnreadMail]) -> list[ParsedMail | Unreadable]:
        return [parse_mail(mail.content, return_path=mail.return_path) for mail in mails]


class SheetsHere:
    """Reads sheets in this process."""

    async def read(self, desk_id: str, files: Sequence[SheetFile]) -> list[ReadSheet]:
        return read_sheets(files, SHEETS)


@pytest.fixture
async def raw_id(worker_transactions: Transactions[Work], scheme: DeskScheme) -> UUID:
    """A mail with a filled sheet that has become a proposal."""
    mail = MailAtTheDoor(
        recipient=DESK, mail_from="a@b.example", rcpt_to=(DESK,), content=a_mail(files=(("様式.docx", SHEET),))
    )
    async with worker_transactions.begin() as work:
        (raw_id,) = await accept_mails([(mail, scheme)], work, now=NOW)
    reader = ReaderWithSheets(Here(), SheetsHere())
    await MailReading(
        worker_transactions, reader, {scheme.desk_id: scheme}, lambda: NOW, at_once=1, link_secret=LINK_SECRET
    ).read_once()
    return raw_id


@pytest.fixture
async def officer(raw_id: UUID, admin: AsyncEngine) -> Actor:
    """Somebody of the desk."""
    new = NewAccount(user="officer", display_name="窓口 花子", roles=frozenset({Role.DESK}), desk_id="miono")
    async with admin.begin() as connection:
        await create_account(connection, new, password=None, now=NOW)
        return await actor_by_user(connection, "officer", now=NOW)


async def proposal_id_of(transactions: Transactions[Work]) -> UUID:
    async with transactions.begin() as work:
        found: UUID | None = await work.connection.scalar(proposal.select().with_only_columns(proposal.c.proposal_id))
    assert found is not None
    return found


def token(page: httpx.Response) -> dict[str, str]:
    return {"csrf_token": re.findall(r'name="csrf_token" value="([^"]+)"', page.text)[0]}


async def test_a_field_is_corrected_and_what_it_was_stays_in_sight(
    client: httpx.AsyncClient, admin: AsyncEngine, raw_id: UUID, officer: Actor, worker_transactions: Transactions[Work]
) -> None:
    proposal_id = await proposal_id_of(worker_transactions)
    await sign_in(client, admin, Role.DESK)
    path = f"/mail/readings/{proposal_id}"
    page = await client.get("/propose")

    done = await client.post(path, data=token(page) | {"key": "title", "value-title": "見守りの車", "version": "0"})
    stale = await client.post(path, data=token(page) | {"key": "title", "value": "別の", "version": "0"})
    wrong = await client.post(path, data=token(page) | {"key": "postal_code", "value": "85", "version": "1"})

    assert (done.status_code, done.headers["location"]) == (303, "/cases/R8-0001#proposal")
    assert (stale.status_code, wrong.status_code) == (409, 422)
    assert "郵便番号は、7桁の数字でご入力ください" in wrong.text
    shown = await client.get(f"/mail/{raw_id}")
    assert "見守りの車" in shown.text
    assert "様式（Word）から読み取り" in shown.text
    assert "欄外のメモ" in shown.text
    async with worker_transactions.begin() as work:
        reading = await see_reading(officer, proposal_id, work, now=NOW)
        title = next(one for one in reading.content.fields if one.key == "title")
        written = await work.connection.execute(text("SELECT version, field_key FROM intake.reading_correction"))
        assert [tuple(row) for row in written] == [(1, "title")]
    assert [(one.value, one.by) for one in title.earlier] == [(ANSWERS["提案名"], "試験 太郎")]


async def test_choices_are_corrected_in_their_words_and_a_wrong_reading_is_taken_back(
    officer: Actor, worker_transactions: Transactions[Work], scheme: DeskScheme
) -> None:
    proposal_id = await proposal_id_of(worker_transactions)

    async with worker_transactions.begin() as work:
        await correct_reading(officer, proposal_id, "categories", "農林水産、その他", scheme, work, now=NOW)
        await correct_reading(officer, proposal_id, "contact_name", "縁 花子", scheme, work, now=NOW)
        reading = await correct_reading(officer, proposal_id, "means", "", scheme, work, now=NOW)

    assert (reading.value_of("categories"), reading.value_of("means")) == ("農林水産、その他", "")
    assert reading.value_of("contact_name") == "縁 花子"
    assert reading.contact.name == "佐藤 花子"
    with pytest.raises(ChangedMeanwhile):
        async with worker_transactions.begin() as work:
            await correct_reading(officer, proposal_id, "title", "x", scheme, work, now=NOW, seen_version=1)


async def test_only_the_desk_corrects_and_only_what_was_read_from_a_sheet(
    client: httpx.AsyncClient, admin: AsyncEngine, raw_id: UUID, worker_transactions: Transactions[Work]
) -> None:
    of_sheet = await proposal_id_of(worker_transactions)
    page = await client.get("/propose")
    confirmation = await client.post("/propose", data=hidden(page.text) | a_proposal())
    await client.post("/propose/send", data=hidden(confirmation.text))
    async with worker_transactions.begin() as work:
        of_form = await work.connection.scalar(text("SELECT proposal_id FROM intake.proposal WHERE channel = 'form'"))
    data = {"key": "title", "value": "別の題名", "version": "0"}

    await sign_in(client, admin, Role.ADMINISTRATOR)
    by_administrator = await client.post(f"/mail/readings/{of_sheet}", data=token(await client.get("/propose")) | data)
    client.cookies.clear()
    await sign_in(client, admin, Role.DESK)
    of_a_form = await client.post(f"/mail/readings/{of_form}", data=token(await client.get("/propose")) | data)

    assert (by_administrator.status_code, of_a_form.status_code) == (403, 404)


async def test_the_verb_corrects_too_and_the_proposer_sees_how_it_reads_now(
    client: httpx.AsyncClient, officer: Actor, raw_id: UUID, worker_transactions: Transactions[Work]
) -> None:
    proposal_id = await proposal_id_of(worker_transactions)
    secret = ServiceSettings("intake").installation.link_secret
    words = ["correct", str(raw_id), "title", "見守りの車", "--as", officer.user, "--json"]

    # In a thread: the verb runs a loop of its own.
    said = await asyncio.to_thread(CliRunner().invoke, mail, words)
    page = await client.get(f"/status/{status_token(secret, proposal_id, 1)}", follow_redirects=True)

    value = orjson.loads(said.stdout)
    assert (value["fields"]["title"], value["corrected"]) == ("見守りの車", {"title": [ANSWERS["提案名"]]})
    assert (value["subject"], value["guessed"]) == ("移動販売車による見守りのご提案", [])
    assert value["unread"] == [{"place": "本文 1段落目", "text": "欄外のメモ"}]
    assert "見守りの車" in page.text
    assert "様式（Word）から読み取り（デスクが読み取りを訂正）" in page.text
    assert "窓口 花子" not in page.text
