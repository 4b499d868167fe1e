"""Read again what was read before: cases from before a way of reading, and all of them when it has changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from services.routing.handlers.reading import read_anew
from services.routing.ports import NoSuchCase
from services.routing.storage.terms import ToReread
from services.routing.storage.work import RoutingWork
from shared.database.transactions import Transactions
from shared.documents import KeyDestroyed

# Texts that are held in memory, and cases that are locked, at once.
TOGETHER: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Reread:
    """How many cases were read anew, and of how many the words are gone with their key."""

    read: int
    gone: int


async def reread_cases(transactions: Transactions[RoutingWork], desk_id: str, *, receipt: str | None = None) -> Reread:
    """Read all cases of a desk anew, or one; each batch is a transaction, so that what was done stays done.

    Whoever stops it begins anew: a second time changes nothing. Raise NoSuchCase.
    """
    seen, read, after = 0, 0, None
    while True:
        async with transactions.begin() as work:
            page = await work.terms.to_reread(desk_id, receipt=receipt, after=after, most=TOGETHER)
        if not page:
            break
        after = page[-1].case_id
        seen += len(page)
        read += await _read([one for one in page if one.lives], desk_id, transactions)
    if receipt is not None and not seen:
        raise NoSuchCase
    return Reread(read=read, gone=seen - read)


async def _read(cases: Sequence[ToReread], desk_id: str, transactions: Transactions[RoutingWork]) -> int:
    """Return how many of these cases were read; one whose words went meanwhile must not stop the others."""
    try:
        async with transactions.begin() as work:
            await read_anew({one.proposal_id: desk_id for one in cases}, work)
    except KeyDestroyed:
        if len(cases) == 1:
            return 0
        return sum([await _read([one], desk_id, transactions) for one in cases])
    return len(cases)
