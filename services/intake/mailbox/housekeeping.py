"""Forget what was never sent, name what nobody here may read, and let in what waited for the end of a pause."""

import asyncio
from collections.abc import Callable, Collection, Mapping
from typing import Final

import structlog
from prometheus_client import Gauge

from services.intake.handlers.pausing import let_in
from services.intake.mailbox.imap_polling import mailbox_name
from services.intake.ports import Clock
from services.intake.storage.work import Work
from shared.database.errors import DatabaseAway
from shared.database.transactions import Transactions
from shared.scheme.model import DeskScheme

log = structlog.get_logger()
EVERY_SECONDS: Final = 600.0
LOOK_SECONDS: Final = 60.0
PAUSE_SECONDS: Final = 5.0
UNKNOWN_DESK: Final = Gauge("desk_raw_messages_of_unknown_desk", "Messages that wait for a desk without a file.")


async def forget_drafts(transactions: Transactions[Work]) -> int:
    """Forget every draft whose day is over and return how many there were; may be repeated."""
    async with transactions.begin() as work:
        return await work.drafts.drop_expired()


async def keep_house(transactions: Transactions[Work]) -> None:
    """Forget expired drafts again and again until cancelled."""
    while True:
        try:
            count = await forget_drafts(transactions)
        except DatabaseAway:
            log.info("housekeeping_waits")
        else:
            if count:
                log.info("drafts_forgotten", count=count)
        await asyncio.sleep(EVERY_SECONDS)


async def name_unknown_desks(transactions: Transactions[Work], desks: Collection[str]) -> dict[str, int]:
    """Say of which desks but *desks* messages wait, and how many: they are read once that desk's file is back."""
    async with transactions.begin() as work:
        waiting = await work.raw_messages.of_other_desks(desks)
    for desk_id, count in waiting.items():
        log.error("desk_unknown", desk_id=desk_id, waiting=count)
    UNKNOWN_DESK.set(sum(waiting.values()))
    return waiting


async def watch_desks(transactions: Transactions[Work], desks: Collection[str]) -> None:
    """Name the unknown desks again and again until cancelled."""
    while True:
        try:
            await name_unknown_desks(transactions, desks)
        except DatabaseAway:
            log.info("housekeeping_waits")
        await asyncio.sleep(LOOK_SECONDS)


async def end_pauses(
    transactions: Transactions[Work], schemes: Mapping[str, DeskScheme], clock: Clock, *, wake: Callable[[], None]
) -> None:
    """End pauses at their moment and let in what waited, again and again until cancelled; *wake* the reading of it."""
    while True:
        count = 0
        try:
            async with transactions.begin() as work:
                count = await let_in(schemes, work, now=clock())
        except DatabaseAway:
            log.info("housekeeping_waits")
        if count:
            log.info("pause_over_let_in", count=count)
            wake()
        else:
            await asyncio.sleep(PAUSE_SECONDS)


async def forget_mailboxes(transactions: Transactions[Work], schemes: Mapping[str, DeskScheme]) -> None:
    """Forget again and again until cancelled how mailboxes stood that no desk names any more."""
    named = [mailbox_name(scheme.mailbox) for scheme in schemes.values() if scheme.mailbox is not None]
    while True:
        try:
            async with transactions.begin() as work:
                await work.mailboxes.forget_looks(but=named)
        except DatabaseAway:
            log.info("housekeeping_waits")
        await asyncio.sleep(EVERY_SECONDS)
