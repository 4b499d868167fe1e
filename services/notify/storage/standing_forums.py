"""How the forums stand that mails speak of, as intake says now, and which mails a later one replaced."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.notify.domain.mail import MailSend, Purpose
from services.notify.storage.registrations import ForumNow, RegistrationsOfIntake
from services.notify.storage.tables import mail_send

_later: Final = mail_send.alias("later")
_REPLACED: Final = (
    select(mail_send.c.send_id)
    .distinct()
    .join(
        _later,
        (_later.c.registration_id == mail_send.c.registration_id)
        & (_later.c.purpose == mail_send.c.purpose)
        & (_later.c.about_version > mail_send.c.about_version),
    )
    .where(mail_send.c.send_id == func.any(bindparam("ids", type_=ARRAY(Uuid, dimensions=1))))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingForums:
    """What decides of which announcement a mail to somebody who comes speaks, and whether it may still leave."""

    now: Mapping[tuple[str, str], ForumNow]
    replaced: frozenset[UUID]

    def of(self, mail: MailSend) -> ForumNow | None:
        """Return how the forum of *mail* stands; None where intake does not know it."""
        return self.now.get((mail.desk_id, mail.receipt or ""))

    def content_of(self, mail: MailSend) -> UUID | None:
        """Return what everybody reads of the forum of *mail*: the newest that is known here."""
        now = self.of(mail)
        if now is None or now.content_id is None:
            return mail.content_id
        # intake may not have heard yet what the mail was made of.
        is_newer = mail.content_id is None or now.version >= (mail.about_version or 0)
        return now.content_id if is_newer else mail.content_id


async def standing_forums(connection: AsyncConnection, mails: Sequence[MailSend]) -> StandingForums:
    """Return what is true now of the forums these mails speak of."""
    asked = {(mail.desk_id, mail.receipt) for mail in mails if mail.receipt is not None}
    moved = [mail.send_id for mail in mails if mail.purpose is Purpose.ATTENDEE_MOVED]
    replaced = (await connection.execute(_REPLACED, {"ids": moved})).scalars() if moved else ()
    return StandingForums(
        now=await RegistrationsOfIntake(connection).forums(asked),
        replaced=frozenset(replaced),
    )
