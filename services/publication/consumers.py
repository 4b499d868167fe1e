"""What publication hears."""

from collections.abc import Sequence

from services.publication.domain.public_case import STAGE_AFTER
from services.publication.domain.public_project import PROJECT_FACTS
from services.publication.handlers.counting import count_cases
from services.publication.handlers.registering import Clock, hold_back, show_to_everybody, take_out
from services.publication.ports import Work
from shared.clock import utc_now
from shared.events import FACTS, GoneFact, PublicationHeld, PublicFact, Recorded
from shared.events.registration import RegistrationFact
from shared.messaging.reader import Reader


def readers(clock: Clock = utc_now) -> tuple[Reader[Work], ...]:
    """Return the readers of publication."""
    return (counts_reader(), register_reader(clock))


def counts_reader() -> Reader[Work]:
    """Return the reader that counts cases; it tells nobody, so it is sent whatever there was."""
    counts: Reader[Work] = Reader(
        "publication.counts", purpose="受け付けた提案の件数を、公開用に数えます。", from_the_beginning=True
    )
    for fact in dict.fromkeys((*STAGE_AFTER, *PROJECT_FACTS)):
        counts.hears_many(fact)(count_cases)
    return counts


def register_reader(clock: Clock) -> Reader[Work]:
    """Return the reader that copies what was approved for everybody, and takes it out again."""
    register: Reader[Work] = Reader(
        "publication.register", purpose="公表を承認された内容を、公開ページに載せます。", from_the_beginning=True
    )

    async def when_something_is_approved_show_it(heard: Recorded[PublicFact], work: Work) -> None:
        await show_to_everybody(heard, work, clock)

    async def when_something_is_taken_back_take_it_out(heard: Recorded[GoneFact], work: Work) -> None:
        await take_out(heard, work, clock)

    @register.hears(PublicationHeld)
    async def when_something_is_held_back_do_not_release_it(heard: Recorded[PublicationHeld], work: Work) -> None:
        await hold_back(heard, work, clock)

    async def when_somebody_registers_count_the_places(told: Sequence[Recorded[RegistrationFact]], work: Work) -> None:
        await work.places.keep(told)

    for fact in FACTS:
        if issubclass(fact, RegistrationFact):
            register.hears_many(fact)(when_somebody_registers_count_the_places)
        elif issubclass(fact, PublicFact):
            register.hears(fact)(when_something_is_approved_show_it)
        elif issubclass(fact, GoneFact):
            register.hears(fact)(when_something_is_taken_back_take_it_out)
    return register
