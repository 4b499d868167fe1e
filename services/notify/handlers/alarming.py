"""Tell operators of incidents by mail: what needs somebody reaches somebody, once, also while RabbitMQ is away.

Notify reads the incidents that operations keeps, in the database: a fact about a broker that is away would not leave.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Final
from uuid import UUID

import structlog

from services.notify.domain.incidents import CALM_FOR, ToTell, to_tell
from services.notify.domain.mail import Purpose
from services.notify.handlers.gathering import mail_to_person
from services.notify.handlers.telling import Schemes
from services.notify.storage.work import Work
from shared.database.errors import DatabaseAway
from shared.database.transactions import Transactions
from shared.ids import new_id
from shared.messaging.issues import describe
from shared.unforeseen import UNFORESEEN

log = structlog.get_logger()
LOOK_SECONDS: Final = 15.0


class Alarming:
    """Looks at the incidents, again and again; of several processes one does at a time."""

    def __init__(
        self,
        transactions: Transactions[Work],
        schemes: Schemes,
        *,
        clock: Callable[[], datetime],
        look_seconds: float = LOOK_SECONDS,
    ) -> None:
        """Work through *transactions*."""
        self._transactions = transactions
        self._schemes = schemes
        self._clock = clock
        self._look_seconds = look_seconds

    async def run(self) -> None:
        """Look until cancelled; what could not be told is told after the next look."""
        while True:
            try:
                await self.look()
            except DatabaseAway:
                pass
            except UNFORESEEN as error:
                log.warning("incidents_not_told", error=describe(error))
            await asyncio.sleep(self._look_seconds)

    async def look(self) -> None:
        """Make the mails that are due; what comes while one still waits to leave joins it."""
        now = self._clock()
        async with self._transactions.begin() as work:
            if not await work.incidents.take_turn():
                return
            desks = {person: desk for desk, person in await work.incidents.operators(now=now) if desk in self._schemes}
            standing = await work.incidents.standing(since=now - CALM_FOR)
            told = await work.incidents.told_last(desks)
            due = {person: to_tell(standing, told.get(person, {}), now) for person in desks}
            await work.incidents.take_back([one.takes_back for ones in due.values() for one in ones if one.takes_back])
            news = {person: [one for one in ones if not one.takes_back] for person, ones in due.items()}
            await self._mail(work, {person: ones for person, ones in news.items() if ones}, desks, now)

    async def _mail(self, work: Work, news: dict[UUID, list[ToTell]], desks: dict[UUID, str], now: datetime) -> None:
        if not news:
            return
        waiting = await work.people.unsent_mails(list(news), Purpose.STAFF_INCIDENT)
        new = {person: new_id() for person in news if person not in waiting}
        await work.mails.create(
            [
                mail_to_person(Purpose.STAFF_INCIDENT, self._schemes[desks[person]], person, send_id=send_id)
                for person, send_id in new.items()
            ]
        )
        await work.incidents.note(news, waiting | new, at=now)
