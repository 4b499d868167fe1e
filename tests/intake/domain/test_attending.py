from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest

from services.intake.domain.attending import ForumFull, Places, Registration, people_in
from shared.events.registration import RegistrationState

OPEN = Places(capacity=10, waiting_list=True, taken=8)


def waiting(which: int, people: int) -> Registration:
    return Registration(
        registration_id=UUID(int=which),
        desk_id="miono",
        number="FR8-0001",
        state=RegistrationState.WAITING,
        people=people,
        contact_id=UUID(int=which),
        words_id=None,
        answerable=True,
        link_generation=1,
        version=1,
        registered_at=datetime(2026, 11, which, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("places", "people", "state"),
    [
        (OPEN, 2, RegistrationState.REGISTERED),
        (OPEN, 3, RegistrationState.WAITING),
        # Nobody gets a place past those who wait.
        (replace(OPEN, waiting=1), 1, RegistrationState.WAITING),
        (Places(capacity=None, waiting_list=False, taken=900), 50, RegistrationState.REGISTERED),
    ],
)
def test_who_comes_gets_a_place_while_there_are_enough_and_else_waits(
    places: Places, people: int, state: RegistrationState
) -> None:
    assert places.room_for(people) is state


@pytest.mark.parametrize(("taken", "words"), [(8, "残りは2名です"), (10, "受付を終了しました")])
def test_without_a_waiting_list_who_finds_no_place_is_told_how_many_are_left(taken: int, words: str) -> None:
    said = Places(capacity=10, waiting_list=False, taken=taken).room_for(3)

    assert isinstance(said, ForumFull)
    assert words in said.public


def test_free_places_go_to_those_who_wait_in_their_order_and_nobody_is_passed_over() -> None:
    queue = [waiting(1, 1), waiting(2, 2), waiting(3, 1)]

    admitted = [[one.registration_id.int for one in replace(OPEN, taken=taken).admitted(queue)] for taken in (10, 8, 6)]

    assert admitted == [[], [1], [1, 2, 3]]


def test_how_the_places_stand_is_said_in_words() -> None:
    said = [
        OPEN.words,
        replace(OPEN, taken=10).words,
        Places(capacity=10, waiting_list=False, taken=11).words,
        Places(capacity=None, waiting_list=True).words,
        # What is free belongs to those who wait.
        replace(OPEN, waiting=1).words,
        replace(OPEN, waiting=1, waiting_list=False).words,
    ]

    assert said == [
        "残り2名（定員10名）",
        "満席（定員10名）・キャンセル待ちを受け付けています",
        "満席（定員10名）",
        "",
        "お待ちの方がいらっしゃいます（定員10名）・キャンセル待ちを受け付けています",
        "お待ちの方がいらっしゃいます（定員10名）",
    ]


def test_while_somebody_waits_nobody_new_gets_a_place() -> None:
    waited_for = replace(OPEN, waiting=1)

    assert [one.for_nobody_new for one in (OPEN, replace(OPEN, taken=10), waited_for)] == [False, True, True]
    assert [one.takes_more for one in (OPEN, waited_for, replace(waited_for, waiting_list=False))] == [
        True,
        True,
        False,
    ]


def test_people_are_counted_as_they_are_written() -> None:
    said = ["2", "３名", " 12人 ", "0", "51", "二", "", "-1", "1.5"]

    assert [people_in(one) for one in said] == [2, 3, 12, None, None, None, None, None, None]
