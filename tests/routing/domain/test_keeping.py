"""What may be one party, what leaves it again, and since when a name holds."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from services.routing.domain.body_names import PartyKind
from services.routing.domain.keeping import (
    DayTooEarly,
    Member,
    NotMerged,
    NumbersDiffer,
    NumberWrong,
    Party,
    PartyName,
    SameParty,
    ended_before,
    merge,
    number_typed,
    taken_apart,
)
from services.routing.domain.party import NameStanding, PartyState

MIO, SHOP, STALL, WOOD = (UUID(int=number) for number in range(1, 5))
NUMBER, OTHER_NUMBER = "8700110005901", "2999901000022"


def entry(party_id: UUID, number: str | None = None, into: UUID | None = None) -> Member:
    return Member(
        party_id=party_id,
        kind=PartyKind.COMPANY,
        state=PartyState.CONFIRMED,
        number=number,
        merged_into=into,
        version=1,
    )


def party(first: Member, *merged: Member, names: tuple[PartyName, ...] = ()) -> Party:
    return Party(entry=first, merged=merged, names=names)


NAME = PartyName(
    name_id=UUID(int=9),
    party_id=MIO,
    name="みお㈱",
    kana="",
    standing=NameStanding.VALID,
    valid_from=date(2026, 4, 1),
    valid_to=None,
)


@pytest.mark.parametrize(
    ("kept", "other"),
    [
        (party(entry(MIO)), party(entry(SHOP))),
        (party(entry(MIO, NUMBER)), party(entry(SHOP))),
        (party(entry(MIO)), party(entry(SHOP), entry(STALL, NUMBER, SHOP))),
    ],
)
def test_two_parties_may_be_one_while_no_more_than_one_number_is_known(kept: Party, other: Party) -> None:
    merge(kept, other)


def test_two_numbers_are_two_bodies_wherever_they_stand() -> None:
    with pytest.raises(NumbersDiffer):
        merge(party(entry(MIO, NUMBER)), party(entry(SHOP), entry(STALL, OTHER_NUMBER, SHOP)))
    with pytest.raises(SameParty):
        merge(party(entry(MIO)), party(entry(MIO)))


def test_what_was_merged_leaves_with_what_had_been_merged_into_it() -> None:
    together = party(entry(MIO), entry(SHOP, into=MIO), entry(STALL, into=SHOP), entry(WOOD, into=MIO))

    assert taken_apart(together, SHOP) == {SHOP, STALL}
    with pytest.raises(NotMerged):
        taken_apart(together, MIO)


def test_the_name_in_use_is_the_newest_of_the_entry_that_speaks() -> None:
    earlier = replace(NAME, name="旧", valid_from=None, valid_to=date(2026, 3, 31))
    merged = replace(NAME, name="店", party_id=SHOP, valid_from=date(2026, 9, 1))
    writing = replace(NAME, name="ミオ", standing=NameStanding.WRITING)

    together = party(entry(MIO), entry(SHOP, NUMBER, MIO), names=(merged, NAME, earlier, writing))

    assert (together.present_name, together.number) == (NAME, NUMBER)


def test_a_name_ends_the_day_before_the_next_begins() -> None:
    assert ended_before(NAME, date(2026, 11, 1)) == date(2026, 10, 31)
    assert ended_before(NAME, None) is None
    with pytest.raises(DayTooEarly):
        ended_before(NAME, date(2026, 4, 1))


def test_a_number_may_be_left_out_and_must_be_right() -> None:
    assert (number_typed(" "), number_typed("Ｔ８７００１１０００５９０１")) == (None, NUMBER)
    with pytest.raises(NumberWrong):
        number_typed("8700110005902")
