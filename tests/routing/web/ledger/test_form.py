"""A form is made from what a verb asks for, and read as an office types."""

from datetime import UTC, date, datetime
from typing import Annotated

import pytest
from pydantic import AwareDatetime, Field
from starlette.datastructures import FormData

from services.routing.handlers.verbs.door import Asked
from services.routing.web.ledger.form import fields_of, said_in
from services.routing.web.ledger.wrong import wrong_with

Day = Annotated[date, Field(ge=date(1950, 1, 1))]


class Asking(Asked):
    """Whatever can be asked for."""

    title: str = Field(title="名称", max_length=200)
    day: Day = Field(title="日")
    until: Day | None = Field(default=None, title="終わり")
    release_at: AwareDatetime | None = Field(default=None, title="解禁日時")
    months: int | None = Field(default=None, title="月数", ge=1, le=120)
    count: float | None = Field(default=None, title="数量")


def test_what_may_be_left_out_has_the_control_of_what_it_is() -> None:
    shown = fields_of(Asking, {}, {"release_at": datetime(2026, 12, 1, tzinfo=UTC)})

    assert [one.control for one in shown] == ["text", "date", "date", "datetime-local", "number", "decimal"]
    assert shown[3].value == "2026-12-01T09:00"


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("until", "2026-12-10", "2026-12-10"),
        ("until", "令和８年12月10日", "2026-12-10"),
        ("until", "らいしゅう", "らいしゅう"),
        ("release_at", "2026-12-01T09:00", "2026-12-01T09:00+09:00"),
        ("months", "１２", "12"),
        ("count", "3,000.5", "3000.5"),
        ("months", "3,000,000円", "3000000"),
    ],
)
def test_days_and_numbers_are_read_as_an_office_types_them(name: str, typed: str, said: str) -> None:
    assert said_in(FormData({name: typed}), Asking, {})[name] == said


def test_a_moment_that_was_refused_stands_in_its_field_again() -> None:
    said = said_in(FormData({"release_at": "2020-01-01T09:00"}), Asking, {})

    (again,) = (one.value for one in fields_of(Asking, {}, said) if one.name == "release_at")

    assert again == "2020-01-01T09:00"


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("title", " ", "「名称」を入力してください。"),
        ("title", "長" * 5_000, "「名称」は200文字以内で入力してください（現在5,000文字）。"),
        ("title", "名\0", "「名称」に、保存できない文字が含まれています。入力し直してください。"),
        ("day", "らいしゅう", "「日」は、日付で入力してください（例：2026-12-01、令和8年12月1日）。"),
        ("months", "1.5", "「月数」は、1以上120以下の整数で入力してください。"),
        ("count", "少し", "「数量」は、数字で入力してください。"),
    ],
)
def test_a_field_that_was_refused_says_how_to_put_it_right(name: str, typed: str, said: str) -> None:
    (field,) = (one for one in fields_of(Asking, {}, {}) if one.name == name)

    assert wrong_with(field, typed) == said
