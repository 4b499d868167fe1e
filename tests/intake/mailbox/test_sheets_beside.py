"""A sheet that comes with a form or with an answer is read into a document of its own, once."""

import asyncio
from dataclasses import replace
from uuid import UUID

from sqlalchemy import text, update

from services.intake.domain.files.verdict import Scan
from services.intake.handlers.inspecting import Inspected, keep_inspection
from services.intake.handlers.mail_door import MailAtTheDoor, accept_mails
from services.intake.handlers.proposing import SaidFile
from services.intake.mailbox.reading import MailReading
from services.intake.mailbox.sheets import ReaderWithSheets
from services.intake.storage.tables import inspection
from services.intake.storage.work import Work
from shared.database.transactions import Transactions
from shared.documents import DocumentKind
from shared.documents.as_read import READ_TOGETHER, AsRead, as_read
from shared.documents.contents import SheetContent
from shared.scheme.model import DeskScheme
from tests.intake.conftest import DESK, LINK_SECRET, NOW
from tests.intake.domain.sheet.sheets import ANSWERS, EMPTY_WORD, WORD, filled_word
from tests.intake.handlers.test_structured_door import accept, filled
from tests.intake.mailbox.test_inspecting import SheetsHere, inspecting, look, propose
from tests.intake.mailbox.test_reading import ReaderHere
from tests.intake.mailbox.test_replies import a_proposal as a_plain_mail
from tests.intake.mailbox.test_replies import reply_address
from tests.intake.mails import a_mail
from tests.intake.office_files import word


async def sheets(transactions: Transactions[Work]) -> list[SheetContent]:
    """Return what was read of sheets beside proposals."""
    async with transactions.begin() as work:
        keepers = list(await work.connection.scalars(text("SELECT proposal_id FROM intake.proposal")))
        opened = await work.documents.open_many(keepers, DocumentKind.SHEET)
    return [SheetContent.model_validate_json(one.content) for of_one in opened.values() for one in of_one]


async def send_form(door: Transactions[Work], scheme: DeskScheme, *files: tuple[str, bytes]) -> None:
    """Let a program send a form with these files."""
    said = tuple(SaidFile(name=name, media_type=WORD, content=content) for name, content in files)
    await accept(door, replace(filled(scheme, "k-1"), files=said))


async def read_as(transactions: Transactions[Work], proposal_id: UUID) -> AsRead:
    """Return how the desk reads a proposal."""
    async with transactions.begin() as work:
        return as_read(await work.documents.open_all(proposal_id, *READ_TOGETHER))


async def test_a_sheet_that_comes_with_a_form_is_read_beside_it_and_only_once(
    door_transactions: Transactions[Work], worker_transactions: Transactions[Work], scheme: DeskScheme
) -> None:
    await send_form(door_transactions, scheme, ("様式.docx", filled_word()), ("別.docx", word()))

    await look(inspecting(worker_transactions, scheme))
    async with worker_transactions.begin() as work:
        # The scanner is asked once more.
        await work.connection.execute(update(inspection).values(next_at=NOW))
    await look(inspecting(worker_transactions, scheme))

    (sheet,) = await sheets(worker_transactions)
    title = next(one for one in sheet.fields if one.key == "title")
    assert (sheet.name, sheet.reply_id) == ("様式.docx", None)
    assert (title.value, title.source) == (ANSWERS["提案名"], "様式（Word）から読み取り")
    assert [one.value for one in sheet.written if one.key == "contact_name"] == [ANSWERS["担当者の氏名"]]


async def test_a_sheet_of_a_mail_is_read_with_the_mail_alone(
    worker_transactions: Transactions[Work], scheme: DeskScheme
) -> None:
    await propose(worker_transactions, scheme, ("様式.docx", filled_word()))

    await look(inspecting(worker_transactions, scheme))

    assert await sheets(worker_transactions) == []


async def test_an_empty_sheet_is_named(
    door_transactions: Transactions[Work], worker_transactions: Transactions[Work], scheme: DeskScheme
) -> None:
    await send_form(door_transactions, scheme, ("様式.docx", EMPTY_WORD))

    await look(inspecting(worker_transactions, scheme))

    (sheet,) = await sheets(worker_transactions)
    assert (sheet.fields, sheet.warnings) == ((), ("「様式.docx」：様式は、記入がないまま添付されています。",))


async def test_two_workers_with_the_same_file_keep_one_sheet(
    door_transactions: Transactions[Work], worker_transactions: Transactions[Work], scheme: DeskScheme
) -> None:
    await send_form(door_transactions, scheme, ("様式.docx", filled_word()))
    job = inspecting(worker_transactions, scheme)
    async with worker_transactions.begin() as work:
        (claimed,) = await work.inspections.claim(4, [scheme.desk_id], unread=True)
        document = await work.documents.open(claimed.document_id)
    reading = await job._read(claimed, document)
    sheet = await job._sheet(claimed, document, reading)
    looked = Inspected(claimed=claimed, document=document, reading=reading, scan=Scan.NONE, sheet=sheet)

    async def keep() -> None:
        async with worker_transactions.begin() as work:
            await keep_inspection(looked, {scheme.desk_id: scheme}, work, now=NOW)

    ended = await asyncio.gather(keep(), keep(), return_exceptions=True)

    assert sorted(one is None for one in ended) == [False, True]
    assert len(await sheets(worker_transactions)) == 1


async def answer_with_sheet(
    transactions: Transactions[Work], scheme: DeskScheme, proposal_id: UUID, *, sender: str = "", number: int = 2
) -> None:
    """Let a mail with a filled sheet answer one of ours."""
    answers = ANSWERS | {"提案名": f"返信{number}の提案名"}
    content = a_mail(message_id=f"<{number}@k.example>", files=(("様式.docx", filled_word(answers)),))
    if sender:
        content = content.replace(b"hanako@kigyo.example.jp", sender.encode())
    to = (reply_address(proposal_id),)
    mail = MailAtTheDoor(recipient=DESK, mail_from="hanako@kigyo.example.jp", rcpt_to=to, content=content)
    async with transactions.begin() as work:
        await accept_mails([(mail, scheme)], work, now=NOW)
    reader = ReaderWithSheets(ReaderHere(), SheetsHere())
    schemes = {scheme.desk_id: scheme}
    await MailReading(transactions, reader, schemes, lambda: NOW, at_once=1, link_secret=LINK_SECRET).read_once()
    await look(inspecting(transactions, scheme))


async def test_the_sheet_of_an_answer_stands_in_for_the_fields_a_mail_did_not_have(
    worker_transactions: Transactions[Work], scheme: DeskScheme
) -> None:
    proposal_id = await a_plain_mail(worker_transactions, scheme)

    await answer_with_sheet(worker_transactions, scheme, proposal_id, sender="dare@x.example", number=2)
    unconfirmed = await read_as(worker_transactions, proposal_id)
    await answer_with_sheet(worker_transactions, scheme, proposal_id, number=3)
    confirmed = await read_as(worker_transactions, proposal_id)

    assert (unconfirmed.content.fields, [one.trusted for one in unconfirmed.beside]) == ((), [False])
    assert (confirmed.content.title, confirmed.content.fields[0].value) == (
        "移動販売車による見守りのご提案",
        "返信3の提案名",
    )
    assert confirmed.content.fields[0].source == "返信に添付された様式（Word）から読み取り"
    assert confirmed.contact.written != ()
    assert [one.trusted for one in confirmed.beside] == [False]
