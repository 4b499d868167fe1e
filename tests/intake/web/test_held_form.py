"""The whole road of a form that had to wait for a person: held, accepted, and a proposal like any other."""

import base64
import json
import re
from collections.abc import AsyncIterator, Sequence
from uuid import UUID

import httpx2 as httpx
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.intake.domain.mail.values import ParsedMail, Unreadable
from services.intake.mailbox.reading import MailReading
from services.intake.ports import UnreadMail
from services.intake.storage.work import Work
from shared.access.actor import Role
from shared.database.transactions import Transactions
from shared.documents import DocumentKind
from shared.documents.contents import ContactContent, ProposalContent
from shared.scheme.model import DeskScheme
from tests.intake.conftest import LINK_SECRET, NOW
from tests.intake.web.conftest import a_proposal, hidden, sign_in
from tests.intake.web.test_gateway import signed

PDF = b"%PDF-1.7"


class NoReader:
    """Reads no mail: a form must not come to it."""

    async def read(self, mails: Sequence[UnreadMail]) -> list[ParsedMail | Unreadable]:
        raise AssertionError(mails)


@pytest.fixture
async def held(client: httpx.AsyncClient, worker_transactions: Transactions[Work]) -> AsyncIterator[UUID]:
    """The id of a delivery that said neither a title nor a summary, but all the rest."""
    file = {"name": "図面.pdf", "type": "application/pdf", "content_base64": base64.b64encode(PDF).decode()}
    said = a_proposal(title="", summary="", attachments=[file], novel_column="社外秘の数字")
    body = json.dumps({"proposal": said})
    answer = await client.post("/gateway/json", content=body, headers=signed(body))
    assert (answer.status_code, answer.json()) == (202, {"receipt": None})
    async with worker_transactions.begin() as work:
        yield UUID(str(await work.connection.scalar(text("SELECT raw_id FROM intake.holding"))))


async def accept(client: httpx.AsyncClient, transactions: Transactions[Work], scheme: DeskScheme, raw_id: UUID) -> None:
    """Let the signed-in person make a proposal of it, and the worker do it."""
    fields = hidden((await client.get(f"/holding/{raw_id}")).text)
    answer = await client.post(f"/holding/{raw_id}/proposal", data=fields)
    assert answer.status_code == 303
    reading = MailReading(
        transactions, NoReader(), {scheme.desk_id: scheme}, lambda: NOW, at_once=2, link_secret=LINK_SECRET
    )
    assert await reading.read_once() == 1


async def test_a_person_sees_what_a_held_delivery_said_before_deciding(
    client: httpx.AsyncClient, admin: AsyncEngine, held: UUID
) -> None:
    await sign_in(client, admin, Role.DESK)

    box = await client.get(f"/holding/{held}")
    page = await client.get(f"/mail/{held}")

    assert "社外秘の数字" in box.text
    assert re.findall(r"<h1>(.*)</h1>", page.text) == ["（提案名なし）"]
    assert "社外秘の数字" in page.text
    assert re.findall(r'desk-files__name"[^>]*>([^<]*)<', page.text) == ["図面.pdf"]


async def test_an_accepted_delivery_is_a_proposal_with_all_it_said(
    client: httpx.AsyncClient,
    admin: AsyncEngine,
    worker_transactions: Transactions[Work],
    scheme: DeskScheme,
    held: UUID,
) -> None:
    await sign_in(client, admin, Role.DESK)

    await accept(client, worker_transactions, scheme, held)

    async with worker_transactions.begin() as work:
        found = text("SELECT proposal_id, receipt, channel, proposer_kind, answerable FROM intake.proposal")
        row = (await work.connection.execute(found)).one()
        (proposal,) = await work.documents.open_all(row.proposal_id, DocumentKind.PROPOSAL)
        (contact,) = await work.documents.open_all(row.proposal_id, DocumentKind.CONTACT)
        files = await work.documents.open_all(row.proposal_id, DocumentKind.ATTACHMENT)
        (raw,) = await work.documents.open_all(held, DocumentKind.RAW)
    assert tuple(row)[1:] == ("R8-0001", "gateway", "company", True)
    said = ProposalContent.model_validate_json(proposal.content)
    values = {field.key: field.value for field in said.fields}
    assert (said.title, said.proposer) == ("（提案名なし）", "株式会社みどり商店")
    assert (values["means"], values["unknown.1"]) == (a_proposal()["means"], '"社外秘の数字"')
    whom = ContactContent.model_validate_json(contact.content)
    assert (whom.name, whom.email) == ("佐藤 花子", "hanako@kigyo.example.jp")
    assert [(file.name, file.media_type, file.content) for file in files] == [
        ("図面.pdf", "application/pdf", PDF),
        ("original.json", "application/json", raw.content),
    ]


async def test_the_fact_names_who_decided_and_asks_for_an_acknowledgement(
    client: httpx.AsyncClient,
    admin: AsyncEngine,
    worker_transactions: Transactions[Work],
    scheme: DeskScheme,
    held: UUID,
) -> None:
    await sign_in(client, admin, Role.DESK)

    await accept(client, worker_transactions, scheme, held)

    async with worker_transactions.begin() as work:
        decider = await work.connection.scalar(text("SELECT decided_by FROM intake.holding"))
        log = text("SELECT type, actor, data->'answerable' AS answerable FROM intake.event_log ORDER BY seq")
        facts = [tuple(row) for row in await work.connection.execute(log)]
    assert facts == [
        ("mail.held.v1", "door.gateway.json", False),
        ("proposal.received.v1", f"account.{decider}", True),
    ]


async def test_a_repeat_of_an_accepted_delivery_makes_no_second_proposal(
    client: httpx.AsyncClient,
    admin: AsyncEngine,
    worker_transactions: Transactions[Work],
    scheme: DeskScheme,
    held: UUID,
) -> None:
    await sign_in(client, admin, Role.DESK)
    await accept(client, worker_transactions, scheme, held)
    async with worker_transactions.begin() as work:
        (raw,) = await work.documents.open_all(held, DocumentKind.RAW)

    again = await client.post("/gateway/json", content=raw.content, headers=signed(raw.text))

    assert again.status_code == 202
    async with worker_transactions.begin() as work:
        assert await work.connection.scalar(text("SELECT count(*) FROM intake.proposal")) == 1
