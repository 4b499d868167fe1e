"""What publication hears."""

from collections.abc import Sequence

from services.publication.handlers import count_cases
from services.publication.ports import Work
from shared.events import CaseOpened, Recorded
from shared.messaging.reader import Reader


def readers() -> tuple[Reader[Work], ...]:
    """Return the readers of publication."""
    counts: Reader[Work] = Reader("publication.counts", purpose="受け付けた提案の件数を、公開用に数えます。")

    @counts.hears_many(CaseOpened)
    async def when_cases_are_opened_count_them(opened: Sequence[Recorded[CaseOpened]], work: Work) -> None:
        await count_cases(opened, work)

    return (counts,)
