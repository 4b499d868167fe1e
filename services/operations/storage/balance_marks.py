"""Up to when each account of the balance was found settled, and what before that moment was not."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.operations.domain.balance import Account, Became
from services.operations.storage.tables import balance_mark, balance_open

# One lock for all who move the marks; the watch has another, so that neither waits for the other.
_BOOKS_LOCK: Final = 0x626F6F6B


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What need not be compared again: all that came until then has arrived, but for what is *open*.

    *settled* counts what has arrived, *became* as what. *unexpected* is as the last full comparison, at *full_at*,
    found it.
    """

    until: datetime
    full_at: datetime
    settled: int
    unexpected: int
    became: Mapping[Became, int]
    open: tuple[UUID, ...]


class BalanceMarks:
    """The tables balance_mark and balance_open, in the caller's transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def alone(self) -> bool:
        """Tell whether this transaction is the only one that draws the balance to move the marks."""
        return bool(await self._connection.scalar(select(func.pg_try_advisory_xact_lock(_BOOKS_LOCK))))

    async def all(self) -> dict[Account, Mark]:
        """Return every mark there is; one statement, so that each fits what is open before it."""
        still_open = (
            select(func.array_agg(balance_open.c.id))
            .where(balance_open.c.account == balance_mark.c.account)
            .scalar_subquery()
        )
        rows = await self._connection.execute(select(balance_mark, still_open.label("open")))
        return {
            Account(row.account): Mark(
                until=row.until,
                full_at=row.full_at,
                settled=row.settled,
                unexpected=row.unexpected,
                became={Became(name): n for name, n in row.became.items()},
                open=tuple(row.open or ()),
            )
            for row in rows
        }

    async def keep(self, account: Account, mark: Mark) -> None:
        """Replace the mark of *account*."""
        values = {
            "until": mark.until,
            "full_at": mark.full_at,
            "settled": mark.settled,
            "unexpected": mark.unexpected,
            "became": {became.value: n for became, n in mark.became.items()},
        }
        await self._connection.execute(
            insert(balance_mark)
            .values(account=account.value, **values)
            .on_conflict_do_update(index_elements=[balance_mark.c.account], set_=values)
        )
        await self._connection.execute(delete(balance_open).where(balance_open.c.account == account.value))
        if mark.open:
            rows = [{"account": account.value, "id": one} for one in mark.open]
            await self._connection.execute(insert(balance_open), rows)
