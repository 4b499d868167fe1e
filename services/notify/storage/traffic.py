"""How much mail left lately: what the brake goes by."""

from collections.abc import Collection
from typing import Final

from sqlalchemy import ARRAY, LargeBinary, bindparam, func, literal_column, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.notify.domain.mail import ADDRESS_WINDOW, HOUR_WINDOW, Purpose
from services.notify.storage.tables import mail_send

# Said as the partial index says it, so that the database finds it.
_sent: Final = mail_send.c.state == literal_column("'sent'")
_about: Final = mail_send.c.purpose == bindparam("about")
_IN_THIS_HOUR: Final = select(func.count()).where(_sent, _about, mail_send.c.settled_at > func.now() - HOUR_WINDOW)
_TODAY: Final = (
    select(mail_send.c.address_mark, func.count().label("times"))
    .where(
        _sent,
        _about,
        mail_send.c.address_mark == func.any(bindparam("marks", type_=ARRAY(LargeBinary, dimensions=1))),
        mail_send.c.settled_at > func.now() - ADDRESS_WINDOW,
    )
    .group_by(mail_send.c.address_mark)
)


class Traffic:
    """Counts of sent mails in one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        """Join the caller's transaction."""
        self._connection = connection

    async def sent_in_this_hour(self, purpose: Purpose) -> int:
        """Return how many mails were sent in the last hour, for the brake."""
        found: int | None = await self._connection.scalar(_IN_THIS_HOUR, {"about": purpose.value})
        return found or 0

    async def sent_today(self, purpose: Purpose, address_marks: Collection[bytes]) -> dict[bytes, int]:
        """Return how many mails went to each of these addresses in a day, for the brake."""
        said = {"about": purpose.value, "marks": list(address_marks)}
        rows = await self._connection.execute(_TODAY, said)
        return {row.address_mark: row.times for row in rows}
