"""Forget what a person chose on the form and never sent."""

import asyncio
from typing import Final

import structlog

from services.intake.storage.work import Work
from shared.database.errors import DatabaseAway
from shared.database.transactions import Transactions

log = structlog.get_logger()
EVERY_SECONDS: Final = 600.0


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
