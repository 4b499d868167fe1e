"""What became of the mails about a case stands on its page, for the desk alone."""

from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from services.notify.domain.mail import MailState, Purpose, Reader, reader_of
from services.routing.storage.mails import MailLine, mails_about
from services.routing.web.mail_words import MAIL_WORDS
from shared.access.actor import Actor, Role
from tests.routing.conftest import DESK, FOREST, NOW, OFFICER, House, person, seen_as

_MAIL = text(
    "INSERT INTO notify.mail_send (send_id, desk_id, purpose, recipient_ref, proposal_id, receipt, event_id,"
    " correlation_id, message_id, state, created_at)"
    " VALUES (:id, :desk, 'acknowledgement', :id, :about, 'R8-0012', :id, :id, :message_id, :state, :at)"
)


async def mail(house: House, about: UUID, state: str = "bounced") -> None:
    """Record a mail about a proposal."""
    id_ = uuid4()
    async with house.admin.begin() as connection:
        await connection.execute(
            _MAIL, {"id": id_, "desk": DESK, "about": about, "message_id": str(id_), "state": state, "at": NOW}
        )


async def seen(house: House, actor: Actor, about: UUID) -> list[str]:
    async with house.web.begin(seen_as(actor)) as work:
        return sorted(one.state for one in await mails_about(work.connection, about, uuid4()))


async def test_the_desk_sees_every_mail_about_a_proposal_and_no_other(house: House) -> None:
    about = uuid4()
    for state in ("sent", "bounced"):
        await mail(house, about, state)
    await mail(house, uuid4())

    assert await seen(house, OFFICER, about) == ["bounced", "sent"]


@pytest.mark.parametrize("actor", [FOREST, person(Role.DESK, desk="other")])
async def test_nobody_else_sees_them(house: House, actor: Actor) -> None:
    about = uuid4()
    await mail(house, about)

    assert await seen(house, actor, about) == []


async def test_a_mail_to_a_colleague_stands_with_every_case_it_told_of(house: House) -> None:
    case_id, notice, account, sent = (uuid4() for _ in range(4))
    async with house.admin.begin() as connection:
        await connection.execute(
            text(
                "INSERT INTO notify.notification (notification_id, desk_id, recipient, kind, case_id, about_id,"
                " event_id) VALUES (:notice, :desk, 'forest', 'offer_made', :case, :case, :case)"
            ),
            {"notice": notice, "desk": DESK, "case": case_id},
        )
        await connection.execute(
            text(
                "INSERT INTO notify.mail_send (send_id, desk_id, purpose, recipient_ref, account_id, event_id,"
                " correlation_id, message_id, state) VALUES (:sent, :desk, 'staff_notice', :account, :account, :sent,"
                " :sent, 'x', 'sent')"
            ),
            {"sent": sent, "desk": DESK, "account": account},
        )
        await connection.execute(
            text("INSERT INTO notify.personal_notice VALUES (:notice, :account, :desk, true, :sent)"),
            {"notice": notice, "account": account, "desk": DESK, "sent": sent},
        )

    async with house.web.begin(seen_as(OFFICER)) as work:
        (mail_line,) = await mails_about(work.connection, uuid4(), case_id)

    assert (mail_line.reader, mail_line.post, mail_line.state) == ("staff", "forest", "sent")


def test_a_case_has_a_word_for_every_mail_notify_sends() -> None:
    wanted = [
        *(f"mail.purpose.{purpose.value}" for purpose in Purpose),
        *(f"mail.state.{state.value}" for state in MailState),
        *(f"mail.reader.{reader.value}" for reader in Reader),
    ]

    assert [key for key in wanted if key not in MAIL_WORDS] == []


@pytest.mark.parametrize("purpose", Purpose)
def test_a_case_knows_to_whom_a_mail_was_written(purpose: Purpose) -> None:
    line = MailLine(
        send_id=uuid4(),
        offer_id=None,
        post=None,
        purpose=purpose.value,
        state="sent",
        reason=None,
        attempt=1,
        resends=0,
        text_version=0,
        created_at=NOW,
        settled_at=None,
    )

    assert line.reader == reader_of(purpose).value
