from collections.abc import Sequence
from uuid import uuid4

from structlog.contextvars import get_contextvars

from shared.events import CaseConfirmed, CaseOpened, Fact, OfferAccepted, Recorded
from shared.messaging.reader import Reader
from tests.shared.messaging.conftest import recorded

Said = list[tuple[str, int]]
Contexts = list[dict[str, object]]


def confirmed() -> Recorded[Fact]:
    return recorded(CaseConfirmed(receipt="R8-0013", abstract_id=uuid4()))


def listening() -> Reader[Said]:
    reader: Reader[Said] = Reader("routing.test-listening", purpose="試験用")

    @reader.hears_many(CaseOpened)
    async def when_cases_are_opened_count_them(facts: Sequence[Recorded[CaseOpened]], work: Said) -> None:
        work.append(("opened", len(facts)))

    @reader.hears(CaseConfirmed)
    async def when_a_case_is_confirmed_say_so(_fact: Recorded[CaseConfirmed], work: Said) -> None:
        work.append(("confirmed", 1))

    return reader


async def test_a_batch_is_cut_into_runs_of_one_type_in_the_order_of_arrival() -> None:
    said: Said = []

    await listening().handle([recorded(), recorded(), confirmed(), confirmed(), recorded()], said)

    assert said == [("opened", 2), ("confirmed", 1), ("confirmed", 1), ("opened", 1)]


async def test_a_fact_the_reader_does_not_hear_is_nothing_to_it() -> None:
    said: Said = []
    unheard = recorded(OfferAccepted(receipt="R8-0013", offer_id=uuid4(), department="d"))

    await listening().handle([unheard], said)

    assert said == []


async def test_what_is_heard_one_by_one_is_logged_with_its_own_ids() -> None:
    reader: Reader[Contexts] = Reader("routing.test-context", purpose="試験用")

    @reader.hears(CaseOpened)
    async def when_a_case_is_opened_note_the_context(_fact: Recorded[CaseOpened], work: Contexts) -> None:
        work.append(dict(get_contextvars()))

    facts = [recorded(), recorded()]
    seen: Contexts = []

    await reader.handle(facts, seen)

    assert seen == [
        {"reader": reader.name, "event_id": str(fact.id), "correlation_id": str(fact.correlation_id)} for fact in facts
    ]
    assert "event_id" not in get_contextvars()


async def test_the_declaration_names_what_is_heard_alone_and_in_runs() -> None:
    reader = listening()

    assert reader.declaration.types == ("case.confirmed.v1", "case.opened.v1")
