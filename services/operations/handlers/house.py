"""What there is to watch, told by the services themselves."""

from collections.abc import Sequence

from services.operations.domain.queues import House, WatchedReader
from shared.events import FACTS
from shared.messaging.topology import DEAD_QUEUE
from shared.service import Service


def house_of(found: Sequence[Service]) -> House:
    """Return every reader of these services, and the services that tell or hear facts."""
    tellers = {fact.type: fact.owner for fact in FACTS}
    readers = tuple(
        WatchedReader(
            reader=one.reader,
            queue=one.queue,
            purpose=one.purpose,
            heard=tuple((type_, tellers[type_]) for type_ in one.types),
        )
        for service in found
        for one in service.readers
    )
    speaking = {*tellers.values(), *(one.service for one in readers)}
    return House(
        readers=readers,
        services=tuple(service.name for service in found if service.name in speaking),
        dead_queue=DEAD_QUEUE,
    )
