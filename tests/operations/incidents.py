"""The incidents a test finds."""

from services.operations.domain.incident import Incident
from services.operations.storage.work import Work
from shared.database.transactions import Transactions


async def incidents(transactions: Transactions[Work], *, only_open: bool = True) -> list[Incident]:
    """Return the incidents that are open, or all there ever were."""
    async with transactions.begin() as work:
        return await work.incidents.list(only_open=only_open, limit=100)
