"""How much mail left lately: what the brake goes by."""

from collections import Counter
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ARRAY, Interval, LargeBinary, Text, bindparam, func, literal_column, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.notify.domain.mail import HOUR_WINDOW, Purpose
from services.notify.storage.tables import mail_send

# Said as the partial index says it, so that the database finds it.
_sent: Final = mail_send.c.state == literal_column("'sent'")
_about: Final = mail_send.c.purpose == bindparam("about")
_IN_THIS_HOUR: Final = (
    select(mail_send.c.purpose, func.count().label("times"))
    .where(
        _sent,
        mail_send.c.purpose == func.any(bindparam("purposes", type_=ARRAY(Text))),
        mail_send.c.settled_at > func.now() - HOUR_WINDOW,
    )
    .group_by(mail_send.c.purpose)
)
_LATELY: Final = (
    select(mail_send.c.address_mark, func.count().label("times"))
    .where(
        _sent,
        _about,
        mail_send.c.address_mark == func.any(bindparam("marks", type_=ARRAY(LargeBinary, dimensions=1))),
        mail_send.c.settled_at > func.now() - bindparam("window", type_=Interval()),
    )
    .group_by(mail_send.c.address_mark)
)


_SINCE: Final = select(mail_send.c.address_mark).where(
    _sent,
    _about,
    mail_send.c.desk_id == bindparam("desk_id"),
    mail_send.c.address_mark == func.any(bindparam("marks", type_=ARRAY(LargeBinary, dimensions=1))),
    mail_send.c.settled_at >= bindparam("since"),
)


class Traffic:
    """Counts of sent mails in one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        """Join the caller's transaction."""
        self._connection = connection

    async def sent_in_this_hour(self) -> Counter[Purpose]:
        """Return how many mails of each purpose were sent in the last hour, for the brake."""
        rows = await self._connection.execute(_IN_THIS_HOUR, {"purposes": [purpose.value for purpose in Purpose]})
        return Counter({Purpose(row.purpose): row.times for row in rows})

    async def sent_lately(
        self, purpose: Purpose, address_marks: Collection[bytes], window: timedelta
    ) -> dict[bytes, int]:
        """Return how many mails of a purpose went to each of these addresses in this time, for the brake."""
        said = {"about": purpose.value, "marks": list(address_marks), "window": window}
        rows = await self._connection.execute(_LATELY, said)
        return {row.address_mark: row.times for row in rows}

    async def sent_since(
        self, since: datetime, purpose: Purpose, desk_id: str, address_marks: Collection[bytes]
    ) -> set[bytes]:
        """Return which of these addresses had a mail of this purpose from this desk since a moment."""
        said = {"about": purpose.value, "desk_id": desk_id, "since": since, "marks": list(address_marks)}
        return set((await self._connection.execute(_SINCE, said)).scalars())
