"""What notify says while intake pauses."""

from email import message_from_bytes, policy
from uuid import UUID, uuid4

import pytest

from services.intake.storage.tables import documents as intake_documents
from shared.documents import DocumentKind, Documents, KeeperKind, NewKeeper
from shared.documents.contents import ContactContent
from shared.events import IntakePaused, IntakeResumed, MailHeld
from tests.notify.conftest import DESK_ID, NOW, House, Post, told

WORDS = "庁舎の改修のため、受付を停止しています。"
CONTACT = ContactContent(
    name="田中 一郎", organisation="株式会社みお", email="tanaka@example.co.jp", message_id="<1@example.co.jp>"
)


async def pause(house: House, *, until: str | None = None) -> None:
    await house.change(
        "INSERT INTO intake.pause (pause_id, desk_id, notice, until, begun_at, begun_by, said_at)"
        " VALUES (:id, :desk, :notice, CAST(CAST(:until AS text) AS timestamptz), :now, :id, :now)",
        id=uuid4(),
        desk=DESK_ID,
        notice=WORDS,
        until=until,
        now=NOW,
    )


async def held(house: House, contact: ContactContent = CONTACT) -> UUID:
    """Put a message that waits for the end of the pause into intake."""
    raw_id = uuid4()
    await house.change(
        "INSERT INTO intake.raw_message (raw_id, desk_id, channel, received_at, size_bytes, sha256, outcome,"
        " outcome_detail) VALUES (:raw, :desk, 'mail', :now, 1, '', 'held', 'paused')",
        raw=raw_id,
        desk=DESK_ID,
        now=NOW,
    )
    await house.change(
        "INSERT INTO intake.holding (raw_id, desk_id, reason, held_at) VALUES (:raw, :desk, 'paused', :now)",
        raw=raw_id,
        desk=DESK_ID,
        now=NOW,
    )
    async with house.admin.begin() as connection:
        written = Documents(connection, intake_documents, house.keyring)
        await written.create_keepers([NewKeeper(keeper_id=raw_id, kind=KeeperKind.RAW_MESSAGE, desk_id=DESK_ID)])
        await written.write(
            DocumentKind.CONTACT,
            contact.to_bytes(),
            keeper_id=raw_id,
            keeper_kind=KeeperKind.RAW_MESSAGE,
            desk_id=DESK_ID,
            media_type="application/json",
        )
    return raw_id


async def test_whoever_writes_meanwhile_is_told_once_that_it_waits(house: House, post: Post) -> None:
    await pause(house, until="2027-01-03T15:00:00Z")
    raw_id = await held(house)
    fact = told(MailHeld(reason="paused", answerable=True), about=raw_id)
    await house.hear(fact, fact)

    await house.mailer(post.server).send_due(10)

    (letter,) = (message_from_bytes(one, policy=policy.default) for one in post.mails())
    body = letter.get_content().replace("\r\n", "\n")
    assert (letter["To"], letter["In-Reply-To"], letter["Auto-Submitted"]) == (
        "tanaka@example.co.jp",
        "<1@example.co.jp>",
        "auto-replied",
    )
    assert letter["Subject"].startswith("【自動送信】ただいま受付を一時停止しております")
    assert (WORDS in body, "令和9年1月4日" in body, "株式会社みお\n田中 一郎 様" in body) == (True, True, True)
    sent = await house.mail()
    assert (sent["state"], sent["purpose"], sent["raw_id"], sent["proposal_id"], sent["receipt"]) == (
        "sent",
        "paused",
        raw_id,
        None,
        None,
    )
    kept = await house.rows("SELECT kind, keeper_id FROM notify.document")
    assert kept == [{"kind": "rendered_mail", "keeper_id": raw_id}]


async def test_whoever_writes_twice_in_a_pause_is_told_once_and_in_the_next_one_again(house: House, post: Post) -> None:
    await pause(house)
    begins = "UPDATE intake.pause SET begun_at = clock_timestamp() - make_interval(mins => :minutes)"
    await house.change(begins, minutes=60)
    await house.hear(*[told(MailHeld(reason="paused", answerable=True), about=await held(house)) for _ in range(2)])
    mailer = house.mailer(post.server)
    due = "UPDATE notify.mail_send SET next_at = clock_timestamp() WHERE state = 'deferred'"

    await mailer.send_due(10)
    at_once = [row["state"] for row in await house.rows("SELECT state FROM notify.mail_send ORDER BY state")]
    await house.change(due)
    await mailer.send_due(10)
    later = [row["state"] for row in await house.rows("SELECT state FROM notify.mail_send ORDER BY state")]
    await house.change(begins, minutes=0)
    await house.hear(told(MailHeld(reason="paused", answerable=True), about=await held(house)))
    await mailer.send_due(10)

    assert (at_once, later) == (["deferred", "sent"], ["needless", "sent"])
    assert len(post.mails()) == 2


async def test_an_answer_that_is_not_true_any_more_is_not_sent_and_is_nobodys_task(house: House, post: Post) -> None:
    await pause(house)
    raw_id = await held(house)
    await house.hear(told(MailHeld(reason="paused", answerable=True), about=raw_id))
    await house.change("UPDATE intake.holding SET decision = 'resumed', decided_at = :now", now=NOW)

    await house.mailer(post.server).send_due(10)

    assert post.mails() == []
    assert (await house.mail())["state"] == "needless"
    assert await house.rows("SELECT type FROM notify.event_log") == []


async def test_after_the_day_of_the_resumption_nobody_is_told_of_a_pause(house: House, post: Post) -> None:
    await pause(house, until="2026-11-22T05:04:00Z")
    await house.hear(told(MailHeld(reason="paused", answerable=True), about=await held(house)))

    await house.mailer(post.server).send_due(10)

    assert (post.mails(), (await house.mail())["state"]) == ([], "needless")


@pytest.mark.parametrize("decision", ["resumed", "proposal"])
async def test_a_word_that_comes_after_the_end_answers_nobody_and_is_nobodys_task(house: House, decision: str) -> None:
    raw_id, waiting = await held(house), await held(house)
    who = uuid4() if decision == "proposal" else None
    await house.change(
        "UPDATE intake.holding SET decision = :decision, decided_at = :now, decided_by = :who WHERE raw_id = :raw",
        decision=decision,
        now=NOW,
        who=who,
        raw=raw_id,
    )
    # What was read of it was read again, and stands with the proposal now.
    await house.change("DELETE FROM intake.document_key WHERE keeper_id = :raw", raw=raw_id)
    await house.change("DELETE FROM intake.document WHERE keeper_id = :raw", raw=raw_id)
    facts = [told(MailHeld(reason="paused", answerable=True), about=one) for one in (raw_id, waiting)]

    await house.collect(*facts, reader=house.proposer_mail)

    assert await house.rows("SELECT raw_id FROM notify.mail_send") == [{"raw_id": waiting}]
    assert await house.rows("SELECT error_class FROM notify.delivery_issue") == []


async def test_what_waits_for_the_end_of_a_pause_calls_nobody_to_the_holding_box(house: House) -> None:
    await house.hear(told(MailHeld(reason="paused"), about=uuid4()), told(MailHeld(reason="reply"), about=uuid4()))

    assert await house.rows("SELECT detail FROM notify.notification") == [{"detail": "reply"}]
    assert await house.rows("SELECT * FROM notify.mail_send") == []


async def test_the_desk_is_told_that_its_intake_pauses_and_goes_on(house: House) -> None:
    await house.hear(told(IntakePaused()), told(IntakeResumed(expired=False)), told(IntakeResumed(expired=True)))

    assert await house.rows("SELECT recipient, kind, detail FROM notify.notification ORDER BY notification_id") == [
        {"recipient": "desk", "kind": "intake_paused", "detail": None},
        {"recipient": "desk", "kind": "intake_resumed", "detail": None},
        {"recipient": "desk", "kind": "intake_resumed", "detail": "expired"},
    ]
