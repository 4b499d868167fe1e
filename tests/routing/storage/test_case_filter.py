"""What a list of cases is asked for, as it stands in an address, and where it goes on."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from pydantic import ValidationError

from services.routing.domain.stage import Stage
from services.routing.storage.case_filter import CaseFilter, CaseOrder, CasePlace, OfficerWanted, WrongPlace, place_from


def test_a_form_that_was_sent_empty_narrows_nothing() -> None:
    empty = CaseFilter.model_validate(
        {"stage": [""], "direction": "", "asked": "", "opened_from": "", "words": " ", "order": "", "overdue": ""}
    )

    assert empty == CaseFilter()
    assert (empty.narrows, empty.pairs()) == (False, [])


def test_a_filter_says_itself_as_an_address_and_is_read_from_it_again() -> None:
    wanted = CaseFilter(
        stage=(Stage.OFFERED, Stage.REVIEWING),
        officer=OfficerWanted.MINE,
        overdue=True,
        opened_from=date(2026, 4, 1),
        words="観光",
        order=CaseOrder.NEXT_DAY,
    )

    pairs = wanted.pairs()

    assert pairs == [
        ("stage", "offered"),
        ("stage", "reviewing"),
        ("officer", "mine"),
        ("overdue", "1"),
        ("opened_from", "2026-04-01"),
        ("words", "観光"),
        ("order", "next_day"),
    ]
    said = {name: value for name, value in pairs if name != "stage"} | {"stage": ["offered", "reviewing"]}
    assert CaseFilter.model_validate(said) == wanted
    assert wanted.narrows


@pytest.mark.parametrize(
    "wrong",
    [
        {"stage": ["gone"]},
        {"asked": "観光"},
        {"opened_from": "2026-02-30"},
        {"limit": "0"},
        {"limit": "1001"},
        {"words": "\x00"},
        {"colour": "red"},
    ],
)
def test_what_is_no_filter_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        CaseFilter.model_validate(wrong)


@pytest.mark.parametrize(
    ("order", "key"),
    [
        (CaseOrder.NEWEST, None),
        (CaseOrder.NEXT_DAY, date(2026, 11, 30)),
        (CaseOrder.CHANGED, datetime(2026, 11, 24, 1, 2, 3, 456789, tzinfo=UTC)),
    ],
)
def test_a_place_is_read_as_it_was_written(order: CaseOrder, key: date | datetime | None) -> None:
    place = CasePlace(order=order, key=key, case_id=uuid4())

    assert place_from(place.text(), order) == place


@pytest.mark.parametrize(
    "text", ["x", "====", "あ", "bmV3ZXN0", "bmV3ZXN0Li54", "Y2hhbmdlZC45OTk5OTk5OTk5OTk5OTk5OTk5OTku"]
)
def test_what_names_no_place_is_refused(text: str) -> None:
    with pytest.raises(WrongPlace):
        place_from(text, CaseOrder.NEWEST)


def test_a_place_of_another_order_is_refused() -> None:
    place = CasePlace(order=CaseOrder.NEXT_DAY, key=date(2026, 1, 1), case_id=uuid4())

    with pytest.raises(WrongPlace):
        place_from(place.text(), CaseOrder.NEWEST)
