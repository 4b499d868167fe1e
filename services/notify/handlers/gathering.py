"""Make the mails to persons of the office: what waits for one person becomes one mail, never one for each notice.

What is urgent leaves at once. What a person wishes to have at once is gathered for a moment first, and while a mail
still waits to leave, for the brake or for a mail server, what comes joins it: so that a storm of notices is one mail.
Everything else leaves in the digest of an office day.
"""

import asyncio
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

import structlog

from services.notify.domain.mail import Purpose
from services.notify.domain.people import digest_is_due
from services.notify.handlers.telling import Schemes
from services.notify.storage.mails import NewMail
from services.notify.storage.work import Work
from shared.database.errors import DatabaseAway
from shared.database.transactions import Transactions
from shared.ids import new_id
from shared.japanese.era import JAPAN
from shared.messaging.issues import describe
from shared.scheme.calendar import OfficeCalendar
from shared.scheme.model import DeskScheme
from shared.unforeseen import UNFORESEEN

log = structlog.get_logger()
GATHERED: Final = timedelta(minutes=1)
LOOK_SECONDS: Final = 10.0


class Gathering:
    """Looks at what waits for persons, again and again; of several processes one does at a time."""

    def __init__(
        self,
        transactions: Transactions[Work],
        schemes: Schemes,
        *,
        clock: Callable[[], datetime],
        gathered: timedelta = GATHERED,
        look_seconds: float = LOOK_SECONDS,
    ) -> None:
        """Work through *transactions*; a person's notices wait for others until the oldest has waited *gathered*."""
        self._transactions = transactions
        self._schemes = schemes
        self._clock = clock
        self._gathered = gathered
        self._look_seconds = look_seconds

    async def run(self) -> None:
        """Look until cancelled; what could not be done is done at the next look."""
        while True:
            try:
                await self.look()
            except DatabaseAway:
                pass
            except UNFORESEEN as error:
                log.warning("mails_to_staff_not_made", error=describe(error))
            await asyncio.sleep(self._look_seconds)

    async def look(self) -> None:
        """Make the mails that are due, all in one transaction: a notice is in a mail, or it still waits."""
        async with self._transactions.begin() as work:
            if not await work.people.take_turn():
                return
            await work.people.forget_read()
            await self._tell_at_once(work)
            now = self._clock().astimezone(JAPAN)
            for scheme in self._schemes.values():
                is_open = OfficeCalendar.of(scheme.calendar).is_open(now.date())
                if digest_is_due(now, since=scheme.digest.time, is_open=is_open):
                    await self._digest(scheme, now.date(), work)

    async def _tell_at_once(self, work: Work) -> None:
        due = [
            (desk, person) for desk, person in await work.people.due_at_once(self._gathered) if desk in self._schemes
        ]
        waiting = await work.people.unsent_mails([person for _, person in due], Purpose.STAFF_NOTICE)
        new = {person: new_id() for _, person in due if person not in waiting}
        await work.mails.create(
            [
                mail_to_person(Purpose.STAFF_NOTICE, self._schemes[desk], person, send_id=new[person])
                for desk, person in due
                if person in new
            ]
        )
        await work.people.put_into(waiting | new, at_once=True)

    async def _digest(self, scheme: DeskScheme, day: date, work: Work) -> None:
        since = datetime.combine(day, scheme.digest.time, JAPAN)
        mails = {person: new_id() for person in await work.people.due_for_digest(scheme.desk_id, since)}
        if not mails:
            return
        await work.people.note_digests(scheme.desk_id, day, mails)
        await work.mails.create(
            [mail_to_person(Purpose.STAFF_DIGEST, scheme, person, send_id=send_id) for person, send_id in mails.items()]
        )
        await work.people.put_into(mails, at_once=False)


def mail_to_person(purpose: Purpose, scheme: DeskScheme, person: UUID, *, send_id: UUID) -> NewMail:
    """Return a mail about many things to one person of a desk."""
    return NewMail(
        send_id=send_id,
        desk_id=scheme.desk_id,
        purpose=purpose,
        recipient_ref=person,
        account_id=person,
        # Of many facts, none of which is its cause alone.
        event_id=send_id,
        correlation_id=send_id,
        sender_address=scheme.sender.address,
    )
