"""Where the cases and offers stand that mails speak of, as routing says now, and which mails a later one replaced."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ARRAY, Select, Uuid, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.notify.domain.mail import MailSend
from services.notify.domain.still import REPLACED, is_still_true
from services.notify.storage.routing_tables import case, offer
from services.notify.storage.tables import mail_send

_IDS: Final = bindparam("ids", type_=ARRAY(Uuid, dimensions=1))
_STAGES: Final = select(case.c.case_id, case.c.stage).where(case.c.case_id == func.any(_IDS))
_OFFERS: Final = select(offer.c.offer_id, offer.c.state, offer.c.link).where(offer.c.offer_id == func.any(_IDS))
_later: Final = mail_send.alias("later")
_REPLACED: Final = (
    select(mail_send.c.send_id)
    .join(
        _later,
        (_later.c.case_id == mail_send.c.case_id)
        & (_later.c.purpose == mail_send.c.purpose)
        & _later.c.offer_id.is_not_distinct_from(mail_send.c.offer_id)
        & (_later.c.about_version > mail_send.c.about_version),
    )
    .where(mail_send.c.send_id == func.any(_IDS))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingMails:
    """What decides whether mails about cases may still leave, and by which of its links an offer is answered."""

    stages: Mapping[UUID, str]
    offers: Mapping[UUID, str]
    links: Mapping[UUID, int]
    replaced: frozenset[UUID]

    def holds(self, mail: MailSend) -> bool:
        """Tell whether what *mail* says is true now; what routing does not know, it does not contradict."""
        return mail.send_id not in self.replaced and is_still_true(
            mail.purpose,
            stage=None if mail.case_id is None else self.stages.get(mail.case_id),
            offer_state=None if mail.offer_id is None else self.offers.get(mail.offer_id),
        )


async def standing_mails(connection: AsyncConnection, mails: Sequence[MailSend]) -> StandingMails:
    """Return what is true now of the cases and offers these mails speak of."""
    stages = await _codes(connection, _STAGES, {mail.case_id for mail in mails if mail.case_id})
    asked = {mail.offer_id for mail in mails if mail.offer_id}
    offers = (await connection.execute(_OFFERS, {"ids": list(asked)})).all() if asked else ()
    sends = {mail.send_id for mail in mails if mail.purpose in REPLACED}
    replaced = (await connection.execute(_REPLACED, {"ids": list(sends)})).scalars() if sends else ()
    return StandingMails(
        stages=stages,
        offers={row.offer_id: row.state for row in offers},
        links={row.offer_id: row.link for row in offers},
        replaced=frozenset(replaced),
    )


async def _codes(connection: AsyncConnection, asked: Select[Any], ids: Collection[UUID]) -> dict[UUID, str]:
    found = await connection.execute(asked, {"ids": list(ids)}) if ids else ()
    return {row[0]: row[1] for row in found}
