"""Nothing leaves to whom it was not meant for, faster than it may, or with words of strangers in its head."""

from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from uuid import uuid4

import pytest

from services.notify.domain.mail import Brake
from shared.documents import KeeperKind
from shared.documents.contents import ContactContent
from shared.links import check_token
from tests.notify.conftest import House, Post


def parsed(raw: bytes) -> EmailMessage:
    return BytesParser(policy=policy.default).parsebytes(raw)


def text_of(mail: EmailMessage) -> str:
    content: str = mail.get_content()
    return content.replace("\r\n", "\n")


async def test_a_loop_between_two_machines_becomes_a_queue(house: House, post: Post) -> None:
    for number in range(3):
        await house.acknowledged(receipt=f"R8-001{number}")
    mailer = house.mailer(post.server, brake=Brake(per_address_and_day=2, per_hour=300))

    for _ in range(3):
        await mailer.send_due()

    states = await house.rows("SELECT state, reason, attempt FROM notify.mail_send ORDER BY send_id")
    assert states == [
        {"state": "sent", "reason": None, "attempt": 1},
        {"state": "sent", "reason": None, "attempt": 1},
        {"state": "deferred", "reason": "address_limit", "attempt": 0},
    ]
    assert len(post.mails()) == 2


async def test_a_storm_leaves_at_the_pace_of_the_hour_and_nothing_is_dropped(house: House, post: Post) -> None:
    for number in range(2):
        await house.acknowledged(ContactContent(email=f"a{number}@example.jp"), receipt=f"R8-001{number}")
    mailer = house.mailer(post.server, brake=Brake(per_address_and_day=9, per_hour=1))

    for _ in range(2):
        await mailer.send_due()
    await house.change("UPDATE notify.mail_send SET settled_at = settled_at - interval '2 hours', next_at = now()")
    held = await house.rows("SELECT reason FROM notify.mail_send WHERE state = 'deferred'")
    await mailer.send_due()

    assert held == [{"reason": "hour_limit"}]
    assert len(post.mails()) == 2


@pytest.mark.parametrize(
    "email", ["", "nobody", "a@example.jp, b@example.jp", "a@example.jp\r\nBcc: b@example.jp", "山田@example.jp"]
)
async def test_an_address_that_is_not_exactly_one_is_never_written_to(house: House, post: Post, email: str) -> None:
    await house.acknowledged(ContactContent(name="田中", email=email))

    await house.mailer(post.server).send_due()

    row = await house.mail()
    assert (row["state"], row["reason"]) == ("failed", "no_address")
    assert post.mails() == []


async def test_an_injected_header_in_a_name_stays_out_of_the_headers(house: House, post: Post) -> None:
    injected = "提案=?UTF-8?Q?=0A?=Bcc: x@example.net\r\nX-Bad: 1"
    await house.acknowledged(ContactContent(name=injected, organisation=injected, email="a@example.jp"))

    await house.mailer(post.server).send_due()

    mail = parsed(post.mails()[0])
    assert (mail["Bcc"], mail["X-Bad"]) == (None, None)
    assert mail.get_all("Delivered-To") == ["a@example.jp"]
    assert text_of(mail).startswith("ご提案者 様\n\nこのたびは、")


async def test_a_destroyed_key_ends_the_mail_and_calls_a_person(house: House, post: Post) -> None:
    proposal_id = await house.acknowledged()
    await house.change(
        "UPDATE intake.keeper SET wrapped_key = NULL, destroyed_at = now() WHERE keeper_id = :id AND kind = :kind",
        id=proposal_id,
        kind=KeeperKind.PROPOSAL.value,
    )

    await house.mailer(post.server).send_due()

    row = await house.mail()
    assert (row["state"], row["reason"]) == ("failed", "content_gone")
    assert post.mails() == []


async def test_the_link_is_the_newest_one_at_the_moment_of_sending(house: House, post: Post) -> None:
    proposal_id = await house.acknowledged()
    await house.change("UPDATE intake.proposal SET link_generation = 2")

    await house.mailer(post.server).send_due()

    token = text_of(parsed(post.mails()[0])).partition("/status/")[2].split()[0]
    assert check_token("link-only-for-tests", token, 2) == proposal_id


async def test_notify_cannot_open_the_proposal_itself(house: House) -> None:
    await house.proposal()

    async with house.transactions.begin() as work:
        kinds = (await work.connection.exec_driver_sql("SELECT DISTINCT kind FROM intake.document")).scalars().all()

    assert kinds == ["contact"]


async def test_a_mail_for_a_proposal_that_is_gone_is_given_up(house: House, post: Post) -> None:
    await house.acknowledged()
    await house.change("UPDATE notify.mail_send SET proposal_id = :other", other=uuid4())

    await house.mailer(post.server).send_due()

    assert (await house.mail())["reason"] == "no_address"
