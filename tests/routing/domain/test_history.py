from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import pytest

from services.routing.domain.history import GENESIS, Entry, chain

ENTRY = Entry(
    case_id=UUID(int=1),
    version=1,
    event_id=UUID(int=2),
    type="case.opened.v1",
    actor="service:routing",
    rule_version="miono:1",
    occurred_at=datetime(2026, 11, 22, 5, 5, tzinfo=UTC),
    data={"receipt": "R8-0012", "proposal_id": str(UUID(int=3))},
)


def test_the_hash_of_a_known_entry_never_changes() -> None:
    # Computed once by hand with sha256sum over 32 zero bytes and the JSON; a change breaks every chain ever written.
    assert chain(GENESIS, ENTRY).hex() == "b7d98ef2d7a828b639830f062b430900fbfad741dfab1eece7161ef24b0b6041"


@pytest.mark.parametrize(
    "change",
    [
        {"case_id": UUID(int=9)},
        {"version": 2},
        {"event_id": UUID(int=9)},
        {"type": "case.confirmed.v1"},
        {"actor": "account:1"},
        {"rule_version": "miono:2"},
        {"occurred_at": ENTRY.occurred_at + timedelta(microseconds=1)},
        {"data": {"receipt": "R8-0013"}},
    ],
    ids=lambda change: next(iter(change)),
)
def test_any_change_changes_the_hash(change: dict[str, Any]) -> None:
    assert chain(GENESIS, replace(ENTRY, **change)) != chain(GENESIS, ENTRY)


def test_the_hash_holds_what_came_before() -> None:
    assert chain(b"1" * 32, ENTRY) != chain(GENESIS, ENTRY)


def test_the_order_of_the_fields_and_the_zone_of_the_clock_make_no_difference() -> None:
    tokyo = ENTRY.occurred_at.astimezone(timezone(timedelta(hours=9)))
    same = replace(ENTRY, data=dict(sorted(ENTRY.data.items())), occurred_at=tokyo)

    assert chain(GENESIS, same) == chain(GENESIS, ENTRY)
