"""What publication hears."""

from services.publication.handlers import count_case
from services.publication.ports import Work
from shared.events import CaseOpened, Recorded
from shared.messaging.reader import Reader


def readers() -> tuple[Reader[Work], ...]:
    """Return the readers of publication."""
    counts: Reader[Work] = Reader("publication.counts", purpose="受け付けた提案の件数を、公開用に数えます。")

    @counts.hears(CaseOpened)
    async def when_a_case_is_opened_count_it(opened: Recorded[CaseOpened], work: Work) -> None:
        await count_case(opened, work)

    return (counts,)
