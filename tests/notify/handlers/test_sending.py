"""A mail leaves once per purpose and recipient, says nothing of the idea, and no failure is forgotten."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from typing import Any

import pytest

from services.notify.mailer.smtp import SmtpServer
from services.notify.ports import Accepted, Answer, Letter
from services.notify.storage.tables import DOCUMENTS
from shared.documents import Documents
from shared.documents.contents import ContactContent
from shared.links import check_token
from shared.mail_addresses import AddressKind, SecretAddress, read_secret_address
from shared.mail_relay import Relay
from tests.notify.conftest import BAIT_BODY, BAIT_TITLE, Hand, House, Post, hand_over


class Killed(BaseException):
    """The process ended here; nothing after it was done."""


class DiesAfterHandingOver(Hand):
    """Hands the letter over and is killed before anybody can write the answer down."""

    def __init__(self, server: SmtpServer) -> None:
        self._server = server

    async def hand_over(self, letter: Letter) -> Answer:
        await hand_over(self._server, letter)
        raise Killed


class SlowServer(Hand):
    """Takes a letter over after it is told to."""

    def __init__(self) -> None:
        self.asked = asyncio.Event()
        self.may_answer = asyncio.Event()

    async def hand_over(self, letter: Letter) -> Answer:
        self.asked.set()
        await self.may_answer.wait()
        return Accepted(code=250)


class ManyHands(Hand):
    """Notes whom each letter goes to."""

    def __init__(self) -> None:
        self.recipients: list[str] = []

    async def hand_over(self, letter: Letter) -> Answer:
        self.recipients.append(letter.recipient)
        return Accepted(code=250)


def parsed(raw: bytes) -> EmailMessage:
    return BytesParser(policy=policy.default).parsebytes(raw)


def text_of(mail: EmailMessage) -> str:
    content: str = mail.get_content()
    return content.replace("\r\n", "\n")


async def test_an_acknowledgement_says_number_day_way_and_link_and_nothing_of_the_proposal(
    house: House, post: Post
) -> None:
    proposal_id = await house.acknowledged()

    assert await house.mailer(post.server).send_due() == 1

    (raw,) = post.mails()
    mail = parsed(raw)
    body = text_of(mail)
    assert mail["Subject"] == "【受付番号 R8-0012】ご提案を受け付けました（澪野県 公民連携デスク）"
    assert body.startswith("株式会社みお\n田中 一郎 様\n")
    assert "　受付番号　R8-0012\n　受付日　　令和8年11月22日（日） 14時05分\n" in body
    assert "電話 000-820-2523" in body
    token = body.partition("/status/")[2].split()[0]
    assert check_token("link-only-for-tests", token, 1) == proposal_id
    for said in (raw.decode("ascii"), body, str(mail["Subject"])):
        assert BAIT_TITLE not in said
        assert BAIT_BODY not in said
        assert "BAIT" not in said


async def test_an_acknowledgement_has_one_recipient_and_marks_itself(house: House, post: Post) -> None:
    await house.acknowledged()

    await house.mailer(post.server).send_due()

    mail = parsed(post.mails()[0])
    assert mail.get_all("Delivered-To") == ["tanaka@example.co.jp"]
    assert mail.get_all("To") == ["tanaka@example.co.jp"]
    assert mail.get_all("Auto-Submitted") == ["auto-replied"]
    assert mail.get_all("X-Desk-Loop") == ["miono"]
    assert mail.get_all("Precedence") is None
    assert mail.get_content_type() == "text/plain"


async def test_mail_servers_report_to_an_address_that_names_the_mail_and_is_nobodys_but_ours(
    house: House, post: Post
) -> None:
    await house.acknowledged()

    await house.mailer(post.server).send_due()

    (said,) = parsed(post.mails()[0]).get_all("Return-Path", [])
    send_id = (await house.mail())["send_id"]
    assert str(said).endswith("@renkei.miono.example.jp>")
    assert read_secret_address("link-only-for-tests", str(said)) == SecretAddress(
        kind=AddressKind.RETURN, about=send_id
    )


@pytest.mark.parametrize(
    "change",
    [{"intake_addresses": ("a-local-part-so-long-that-no-detail-fits@renkei.miono.example.jp",)}, {"bounces": False}],
)
async def test_where_no_return_address_can_be_had_nobody_reports(
    house: House, post: Post, change: dict[str, Any]
) -> None:
    await house.acknowledged()
    scheme = house.schemes["miono"]
    if "bounces" in change:
        change = {"sender": scheme.sender.model_copy(update=change)}

    own = replace(house, schemes={"miono": scheme.model_copy(update=change)})
    await own.mailer(post.server).send_due()

    assert parsed(post.mails()[0]).get_all("Return-Path") == ["<>"]


async def test_the_acknowledgement_of_a_mail_names_the_mail_it_answers(house: House, post: Post) -> None:
    await house.acknowledged(ContactContent(email="tanaka@example.co.jp", message_id="<42@example.co.jp>"))

    await house.mailer(post.server).send_due()

    mail = parsed(post.mails()[0])
    assert mail.get_all("In-Reply-To") == ["<42@example.co.jp>"]
    assert mail.get_all("References") == ["<42@example.co.jp>"]


async def test_the_acknowledgement_of_a_form_answers_no_mail(house: House, post: Post) -> None:
    await house.acknowledged()

    await house.mailer(post.server).send_due()

    mail = parsed(post.mails()[0])
    assert (mail["In-Reply-To"], mail["References"]) == (None, None)


async def test_a_sent_mail_is_recorded_told_and_kept_under_a_key(house: House, post: Post) -> None:
    proposal_id = await house.acknowledged()

    await house.mailer(post.server).send_due()

    row = await house.mail()
    assert (row["state"], row["smtp_code"], row["attempt"], row["resends"], row["version"]) == ("sent", 250, 1, 0, 1)
    facts = await house.rows("SELECT type, aggregate_id, aggregate_version, data FROM notify.event_log")
    assert facts == [
        {
            "type": "mail.sent.v1",
            "aggregate_id": row["send_id"],
            "aggregate_version": 1,
            "data": {"purpose": "acknowledgement"},
        }
    ]
    async with house.admin.begin() as connection:
        copies = Documents(connection, DOCUMENTS, house.keyring)
        kept = await copies.open(row["document_id"])
    assert (kept.keeper_id, kept.media_type) == (proposal_id, "message/rfc822")
    assert parsed(kept.content)["Message-ID"] == row["message_id"]
    assert b"tanaka" not in (await house.rows("SELECT sealed FROM notify.document"))[0]["sealed"]


async def test_a_mail_is_sent_once_however_many_loops_run(house: House) -> None:
    for number in range(3):
        await house.acknowledged(
            ContactContent(name="田中", email=f"tanaka{number}@example.co.jp"), receipt=f"R8-001{number}"
        )
    server = ManyHands()

    await asyncio.gather(*(house.mailer(server).send_due() for _ in range(6)))

    assert sorted(server.recipients) == [f"tanaka{number}@example.co.jp" for number in range(3)]


async def test_nothing_due_is_nothing_to_do(house: House, post: Post) -> None:
    assert await house.mailer(post.server).send_due() == 0


async def test_a_server_that_says_later_gets_the_mail_later(house: House, post: Post) -> None:
    await house.acknowledged()
    post.sink.recipient_answer = "451 4.7.1 greylisted"
    mailer = house.mailer(post.server)

    await mailer.send_due()

    row = await house.mail()
    wait = row["next_at"] - datetime.now(UTC)
    assert (row["state"], row["reason"], row["smtp_code"]) == ("deferred", "server_says_later", 451)
    assert timedelta(seconds=40) < wait < timedelta(seconds=75)
    assert await mailer.send_due() == 0
    post.sink.recipient_answer = "250 OK"
    await house.change("UPDATE notify.mail_send SET next_at = now()")
    assert await mailer.send_due() == 1
    assert [parsed(mail)["Message-ID"] for mail in post.mails()] == [row["message_id"]]


async def test_a_server_that_is_away_is_asked_again(house: House) -> None:
    await house.acknowledged()

    await house.mailer(SmtpServer(Relay(host="127.0.0.1", port=1, timeout_seconds=2))).send_due()

    row = await house.mail()
    assert (row["state"], row["reason"], row["smtp_code"]) == ("deferred", "server_away", None)


@pytest.mark.parametrize("where", ["recipient_answer", "data_answer"])
async def test_a_refused_mail_is_given_up_and_told(house: House, post: Post, where: str) -> None:
    await house.acknowledged()
    setattr(post.sink, where, "550 5.1.1 no such user")

    await house.mailer(post.server).send_due()

    row = await house.mail()
    assert (row["state"], row["reason"], row["smtp_code"]) == ("failed", "server_refuses", 550)
    assert await house.rows("SELECT type, data FROM notify.event_log") == [
        {"type": "mail.gave_up.v1", "data": {"purpose": "acknowledgement", "reply_code": 550}}
    ]


async def test_after_three_days_of_trying_a_person_is_told(house: House, post: Post) -> None:
    await house.acknowledged()
    await house.change("UPDATE notify.mail_send SET state = 'deferred', attempt = 9")
    post.sink.data_answer = "452 4.3.1 full"

    await house.mailer(post.server).send_due()

    row = await house.mail()
    assert (row["state"], row["reason"], row["smtp_code"]) == ("failed", "tried_for_days", 452)


async def test_a_kill_between_the_250_and_the_commit_sends_the_same_message_id_again(house: House, post: Post) -> None:
    await house.acknowledged()
    with pytest.raises(Killed):
        await house.mailer(DiesAfterHandingOver(post.server)).send_due()
    mailer = house.mailer(post.server)

    await mailer.settle_lost()
    early = await mailer.send_due()
    await house.change("UPDATE notify.mail_send SET sending_at = sending_at - interval '16 minutes'")
    await mailer.settle_lost()
    late = await mailer.send_due()

    row = await house.mail()
    copies = post.mails()
    assert (early, late) == (0, 1)
    assert (row["state"], row["resends"]) == ("sent", 1)
    assert [parsed(copy)["Message-ID"] for copy in copies] == [row["message_id"]] * 2
    assert copies[0] == copies[1]
    assert await house.rows("SELECT type FROM notify.event_log") == [{"type": "mail.sent.v1"}]


async def test_a_mail_that_is_cut_off_again_and_again_is_left_to_a_person(house: House, post: Post) -> None:
    await house.acknowledged()
    await house.change(
        "UPDATE notify.mail_send SET state = 'sending', resends = 3, sending_at = now() - interval '1 hour'"
    )

    mailer = house.mailer(post.server)

    await mailer.settle_lost()
    due = await mailer.send_due()

    row = await house.mail()
    assert (due, post.mails()) == (0, [])
    assert (row["state"], row["reason"]) == ("unknown", "killed_again")
    assert await house.rows("SELECT type FROM notify.event_log") == [{"type": "mail.gave_up.v1"}]


async def test_stopping_the_worker_finishes_the_mail_that_is_on_the_wire(house: House) -> None:
    await house.acknowledged()
    server = SlowServer()
    running = asyncio.create_task(house.mailer(server).run())
    async with asyncio.timeout(10):
        await server.asked.wait()

    running.cancel()
    server.may_answer.set()
    with pytest.raises(asyncio.CancelledError):
        await running

    assert (await house.mail())["state"] == "sent"
