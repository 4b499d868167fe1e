"""What makes an incident one incident, and when it is gone."""

from uuid import uuid4

from services.operations.domain.incident import REMEDIES, Cause, Finding, Looked


def test_every_cause_has_a_remedy() -> None:
    assert set(REMEDIES) == set(Cause)


def test_two_deliveries_are_two_incidents_and_one_seen_twice_is_one() -> None:
    event_id = uuid4()
    one = Finding(cause=Cause.DELIVERY_PARKED, service="routing", reader="routing.cases", event_id=event_id)
    again = Finding(cause=Cause.DELIVERY_PARKED, service="routing", reader="routing.cases", event_id=event_id)
    other = Finding(cause=Cause.DELIVERY_PARKED, service="routing", reader="routing.cases", event_id=uuid4())

    assert one.key == again.key
    assert one.key != other.key


def test_what_could_not_be_judged_is_not_gone() -> None:
    looked = Looked(findings=(Finding(cause=Cause.DEAD_LETTERS),), judged=frozenset({Cause.DEAD_LETTERS}))
    open_ = {"dead_letters": Cause.DEAD_LETTERS, "dead_letters:x": Cause.DEAD_LETTERS, "a": Cause.QUEUE_MISSING}

    assert looked.gone(open_) == ["dead_letters:x"]
