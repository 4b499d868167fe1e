"""Tell that something is seen by everybody, and clear away what is not seen any more."""

from services.publication.domain.entry import JustSeen
from services.publication.ports import Work
from shared.events import Classification, PublicationPublished, Recorded
from shared.events.who import by_service
from shared.ids import new_id


async def announce_what_is_seen(work: Work) -> int:
    """Tell of each entry that became visible, once a version, and return how many there were."""
    seen = await work.entries.just_seen()
    if seen:
        await work.outbox.add_all([_published(one) for one in seen])
    await work.entries.clear_replaced()
    return len(seen)


def _published(seen: JustSeen) -> Recorded[PublicationPublished]:
    return Recorded(
        id=new_id(),
        fact=PublicationPublished(number=seen.number, shown=seen.version),
        source="publication",
        desk_id=seen.desk_id,
        aggregate_id=seen.entry_id,
        aggregate_version=seen.version,
        actor=by_service("publication"),
        rule_version=seen.rule_version,
        occurred_at=seen.at,
        classification=Classification.OPEN,
        correlation_id=seen.correlation_id,
        causation_id=seen.event_id,
    )
