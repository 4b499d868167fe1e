"""Locked files: whoever sent them is asked once, whatever else comes."""

from email import message_from_bytes, policy
from uuid import UUID

from shared.events import AttachmentInspected, Fact, Recorded
from tests.notify.conftest import House, Post, told


def inspected(proposal_id: UUID, *, locked: bool = True, answerable: bool = True) -> Recorded[Fact]:
    fact = AttachmentInspected(
        proposal_id=proposal_id, receipt="R8-0012", has_text=False, locked=locked, answerable=answerable
    )
    return told(fact)


async def test_whoever_sends_locked_files_is_asked_once_for_open_ones(house: House, post: Post) -> None:
    proposal_id = await house.proposal()
    await house.hear(inspected(proposal_id), inspected(proposal_id), inspected(proposal_id, locked=False))
    await house.hear_many(inspected(proposal_id), inspected(proposal_id), reader=house.proposer_mail)

    await house.mailer(post.server).send_due(10)

    (letter,) = (message_from_bytes(one, policy=policy.default) for one in post.mails())
    body = letter.get_content().replace("\r\n", "\n")
    assert letter["Subject"].startswith("【受付番号 R8-0012】ファイルの再送のお願い")
    assert ("株式会社みお\n田中 一郎 様" in body, "パスワードを付けずに" in body, "BAIT" in body) == (True, True, False)
    assert ((await house.mail())["purpose"], (await house.mail())["state"]) == ("locked_files", "sent")


async def test_who_may_not_be_answered_is_not_asked(house: House) -> None:
    await house.hear(inspected(await house.proposal(), answerable=False))

    assert await house.rows("SELECT * FROM notify.mail_send") == []
