"""What became of the mails about a case stands on its page, for the desk alone."""

from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from services.routing.storage.mails import mails_about
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
        return sorted(one.state for one in await mails_about(work.connection, about))


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
