"""An answer to one of our mails finds its proposal by the address only we could write, and by nothing else."""

from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.intake.handlers.mail_door import MailAtTheDoor, accept_mails
from services.intake.storage.work import Work
from shared.database.transactions import Transactions
from shared.documents import DocumentKind
from shared.documents.contents import ReplyContent
from shared.mail_addresses import AddressKind, SecretAddress, secret_address
from shared.scheme.model import DeskScheme
from tests.intake.conftest import DESK, LINK_SECRET, NOW
from tests.intake.mailbox.test_inspecting import inspecting, look
from tests.intake.mailbox.test_reading import deliver, facts, outcomes, reading
from tests.intake.mails import a_mail
from tests.intake.office_files import word

ANSWER = (
    "承知しました。\n\n2026年11月22日(日) 10:00 公民連携デスク <renkei@renkei.miono.example.jp>:\n> 受け付けました。\n"
)


def reply_address(proposal_id: UUID, secret: str = LINK_SECRET) -> str:
    made = secret_address(secret, DESK, SecretAddress(kind=AddressKind.REPLY, about=proposal_id))
    assert made is not None
    return made


async def a_proposal(transactions: Transactions[Work], scheme: DeskScheme) -> UUID:
    """Let a mail become the proposal R8-0001."""
    await deliver(transactions, scheme, a_mail())
    await reading(transactions, scheme).read_once()
    async with transactions.begin() as work:
        found = await work.connection.scalar(text("SELECT proposal_id FROM intake.proposal ORDER BY receipt LIMIT 1"))
    return UUID(str(found))


async def answer(
    transactions: Transactions[Work], scheme: DeskScheme, content: bytes, *, to: str = DESK
) -> tuple[UUID, str]:
    """Let a mail be read that was sent *to* an address of ours; return its id and what became of it."""
    mail = MailAtTheDoor(recipient=DESK, mail_from="hanako@kigyo.example.jp", rcpt_to=(to,), content=content)
    async with transactions.begin() as work:
        (raw_id,) = await accept_mails([(mail, scheme)], work, now=NOW)
    await reading(transactions, scheme).read_once()
    async with transactions.begin() as work:
        found = text("SELECT outcome FROM intake.raw_message WHERE raw_id = :raw_id")
        return raw_id, str(await work.connection.scalar(found, {"raw_id": raw_id}))


async def replies(transactions: Transactions[Work]) -> list[tuple[UUID, bool, str]]:
    async with transactions.begin() as work:
        rows = await work.connection.execute(
            text("SELECT proposal_id, confirmed, attached FROM intake.reply ORDER BY reply_id")
        )
        return [tuple(row) for row in rows]


async def test_a_mail_to_its_reply_address_is_attached_at_once_and_tells_no_more_than_that(
    worker_transactions: Transactions[Work], scheme: DeskScheme
) -> None:
    proposal_id = await a_proposal(worker_transactions, scheme)
    mail = a_mail("Re: 受付", ANSWER, message_id="<2@kigyo.example.jp>", files=(("見積.bin", b"1"),))

    _, became = await answer(worker_transactions, scheme, mail, to=reply_address(proposal_id))

    assert became == "reply"
    assert await replies(worker_transactions) == [(proposal_id, True, "address")]
    type_, said = (await facts(worker_transactions))[-1]
    assert (type_, sorted(said)) == (
        "proposal.reply_received.v1",
        ["attached", "confirmed", "raw_id", "receipt", "received_at", "reply_id"],
    )
    async with worker_transactions.begin() as work:
        reply_id = await work.connection.scalar(text("SELECT reply_id FROM intake.reply"))
        opened = await work.documents.open_all(reply_id, DocumentKind.REPLY, DocumentKind.ATTACHMENT)
        kept = await work.documents.open_all(proposal_id, DocumentKind.ATTACHMENT, DocumentKind.REPLY)
    content = {one.kind: one.content for one in opened}
    assert content.keys() == {DocumentKind.REPLY, DocumentKind.ATTACHMENT}
    assert ReplyContent.model_validate_json(content[DocumentKind.REPLY]).text == ANSWER
    assert kept == []


async def test_the_key_of_a_reply_is_the_key_of_its_proposal(
    worker_transactions: Transactions[Work], scheme: DeskScheme
) -> None:
    proposal_id = await a_proposal(worker_transactions, scheme)
    await answer(worker_transactions, scheme, a_mail(message_id="<2@x.example>"), to=reply_address(proposal_id))

    async with worker_transactions.begin() as work:
        keepers = await work.connection.execute(
            text(
                "SELECT k.keeper_id, k.keeper_kind FROM intake.document_key k JOIN intake.document USING (document_id)"
                " WHERE kind = 'reply'"
            )
        )

        assert [tuple(row) for row in keepers] == [(proposal_id, "proposal")]


async def test_the_text_of_a_file_that_came_with_a_reply_lies_beside_it(
    worker_transactions: Transactions[Work], scheme: DeskScheme
) -> None:
    proposal_id = await a_proposal(worker_transactions, scheme)
    mail = a_mail(message_id="<2@x.example>", files=(("見積.docx", word()),))
    await answer(worker_transactions, scheme, mail, to=reply_address(proposal_id))

    await look(inspecting(worker_transactions, scheme))

    async with worker_transactions.begin() as work:
        reply_id = await work.connection.scalar(text("SELECT reply_id FROM intake.reply"))
        texts = await work.documents.open_all(reply_id, DocumentKind.EXTRACTED_TEXT)
        beside_proposal = await work.documents.open_all(proposal_id, DocumentKind.EXTRACTED_TEXT)
    assert ([one.name for one in texts], beside_proposal) == (["見積.docx"], [])


async def test_an_unknown_sender_on_a_valid_address_is_attached_unconfirmed(
    worker_transactions: Transactions[Work], scheme: DeskScheme
) -> None:
    proposal_id = await a_proposal(worker_transactions, scheme)
    mail = a_mail(message_id="<2@x.example>").replace(b"hanako@kigyo", b"colleague@kigyo")

    _, became = await answer(worker_transactions, scheme, mail, to=reply_address(proposal_id))

    assert (became, await replies(worker_transactions)) == ("reply", [(proposal_id, False, "address")])


async def test_the_address_counts_in_the_header_too_where_a_mailbox_knows_no_envelope(
    worker_transactions: Transactions[Work], scheme: DeskScheme
) -> None:
    proposal_id = await a_proposal(worker_transactions, scheme)
    mail = a_mail(message_id="<2@x.example>", Cc=f"受付 <{reply_address(proposal_id)}>")

    _, became = await answer(worker_transactions, scheme, mail)

    assert became == "reply"


@pytest.mark.parametrize("secret", ["another secret that is not ours at all", LINK_SECRET])
async def test_a_forged_address_or_one_of_nothing_is_an_ordinary_mail(
    worker_transactions: Transactions[Work], scheme: DeskScheme, secret: str
) -> None:
    proposal_id = await a_proposal(worker_transactions, scheme)
    about = uuid4() if secret == LINK_SECRET else proposal_id

    _, became = await answer(
        worker_transactions, scheme, a_mail(message_id="<2@x.example>"), to=reply_address(about, secret)
    )

    assert (became, await replies(worker_transactions)) == ("case", [])


async def test_the_address_of_another_desks_proposal_attaches_nothing_and_suggests_nothing(
    worker_transactions: Transactions[Work], scheme: DeskScheme
) -> None:
    proposal_id = await a_proposal(worker_transactions, scheme)
    async with worker_transactions.begin() as work:
        other = text(
            "INSERT INTO intake.raw_message (raw_id, desk_id, channel, received_at, size_bytes, sha256)"
            " VALUES (:id, 'other', 'mail', now(), 1, ''); "
        )
        await work.connection.execute(other, {"id": proposal_id})
        await work.connection.execute(
            text(
                "INSERT INTO intake.proposal (proposal_id, desk_id, receipt, raw_id, channel, proposer_kind,"
                " answerable, classification, created_at)"
                " VALUES (:id, 'other', 'R8-0077', :raw_id, 'mail', 'company', true,"
                " 'limited', now())"
            ),
            {"id": (other_id := uuid4()), "raw_id": proposal_id},
        )

    raw_id, became = await answer(
        worker_transactions, scheme, a_mail("Re: R8-0001", message_id="<2@x.example>"), to=reply_address(other_id)
    )

    assert (became, await replies(worker_transactions)) == ("held", [])
    assert await suggestions(worker_transactions, raw_id) == [(proposal_id, "number")]


async def test_a_machine_at_a_reply_address_stays_a_machine(
    worker_transactions: Transactions[Work], scheme: DeskScheme
) -> None:
    proposal_id = await a_proposal(worker_transactions, scheme)
    mail = a_mail("不在通知", message_id="<2@x.example>", Auto_Submitted="auto-replied")

    _, became = await answer(worker_transactions, scheme, mail, to=reply_address(proposal_id))

    assert (became, await replies(worker_transactions)) == ("machine", [])


async def test_the_same_answer_twice_is_one_reply_and_two_answers_are_told_one_after_the_other(
    worker_transactions: Transactions[Work], scheme: DeskScheme
) -> None:
    proposal_id = await a_proposal(worker_transactions, scheme)
    address = reply_address(proposal_id)
    first, second = a_mail(message_id="<2@x.example>"), a_mail(message_id="<3@x.example>")

    for mail in (first, b"Received: again\n" + first, second):
        await answer(worker_transactions, scheme, mail, to=address)

    assert sorted(await outcomes(worker_transactions)) == ["case", "duplicate", "reply", "reply"]
    async with worker_transactions.begin() as work:
        versions = await work.connection.scalars(
            text("SELECT aggregate_version FROM intake.event_log WHERE aggregate_id = :id ORDER BY 1"),
            {"id": proposal_id},
        )
        assert list(versions) == [1, 2, 3]


async def suggestions(transactions: Transactions[Work], raw_id: UUID) -> list[tuple[UUID, str]]:
    async with transactions.begin() as work:
        rows = await work.connection.execute(
            text("SELECT proposal_id, hint FROM intake.suggested_case WHERE raw_id = :raw_id"), {"raw_id": raw_id}
        )
        return [tuple(row) for row in rows]


async def test_a_number_in_the_subject_and_the_mail_it_answers_only_suggest_the_case(
    worker_transactions: Transactions[Work], scheme: DeskScheme, admin: AsyncEngine
) -> None:
    proposal_id = await a_proposal(worker_transactions, scheme)
    ours = f"<{uuid4()}@{scheme.sender.address.rpartition('@')[2]}>"
    async with admin.begin() as connection:
        await connection.execute(
            text(
                "INSERT INTO notify.mail_send (send_id, desk_id, purpose, recipient_ref, proposal_id, receipt,"
                " event_id, correlation_id, message_id, state)"
                " VALUES (:id, 'miono', 'acknowledgement', :id, :proposal_id,"
                " 'R8-0001', :id, :id, :message_id, 'sent')"
            ),
            {"id": uuid4(), "proposal_id": proposal_id, "message_id": ours},
        )
    number = a_mail("Ｒｅ：Ｒ８－０００１", message_id="<2@x.example>")
    chain = a_mail("Re: 受付", message_id="<3@x.example>", In_Reply_To=ours)
    lost = a_mail("Re: 受付", message_id="<4@x.example>", References=ours.replace("<", "<0"))

    became = [await answer(worker_transactions, scheme, mail) for mail in (number, chain, lost)]

    assert [outcome for _, outcome in became] == ["held", "held", "held"]
    assert [await suggestions(worker_transactions, raw_id) for raw_id, _ in became] == [
        [(proposal_id, "number")],
        [(proposal_id, "message_id")],
        [],
    ]
