from datetime import date
from typing import Any

import pytest

from services.intake.domain.calls import CallNotOpen, PublicCall
from shared.scheme.fields import Field, FieldKind
from shared.scheme.form import check_form
from shared.scheme.load import load_scheme
from shared.settings import PROJECT

SCHEME = load_scheme(PROJECT / "deploy" / "desks" / "miono.toml")
MEANS = Field(
    key="call_1",
    label="実証に使える設備",
    section="call-questions",
    kind=FieldKind.TEXT,
    required=True,
    max_length=200,
)


def a_call(*, closed: bool = False, fields: tuple[Field, ...] = (), **more: Any) -> PublicCall:
    return PublicCall(
        number="BR8-0001",
        title="移動支援",
        summary="提案を求めます。",
        opens_on=date(2026, 12, 1),
        closes_on=date(2027, 1, 29),
        closed=closed,
        fields=fields,
        **more,
    )


@pytest.mark.parametrize("today", [date(2026, 12, 1), date(2027, 1, 29)])
def test_a_call_takes_applications_from_its_first_day_to_its_last(today: date) -> None:
    a_call().take_on(today)


@pytest.mark.parametrize(
    ("today", "closed", "words"),
    [
        (date(2026, 11, 30), False, "募集「移動支援」の受付は、令和8年12月1日から始まります。"),
        (date(2027, 1, 30), False, "募集「移動支援」の受付は終了しました（締切：令和9年1月29日）。"),
        (date(2026, 12, 2), True, "募集「移動支援」の受付は終了しました（締切：令和9年1月29日）。"),
    ],
)
def test_before_and_after_them_it_says_so(today: date, closed: bool, words: str) -> None:
    with pytest.raises(CallNotOpen) as refused:
        a_call(closed=closed).take_on(today)

    assert refused.value.public.startswith(words)


def test_the_form_of_a_call_asks_what_the_desk_asks_and_what_the_call_asks_besides() -> None:
    asked = a_call(fields=(MEANS,)).asked_with(SCHEME)

    assert asked.form.fields == (*SCHEME.form.fields, MEANS)
    assert [one.key for one in asked.form.fields_of(asked.form.sections[-1].code)] == ["call_1"]
    assert check_form(asked, {}).errors["call_1"] == "実証に使える設備をご入力ください。"
    assert a_call().asked_with(SCHEME) is SCHEME


def test_one_that_was_closed_early_says_on_which_day() -> None:
    with pytest.raises(CallNotOpen) as refused:
        a_call(closed=True, closed_on=date(2026, 12, 2)).take_on(date(2026, 12, 3))

    assert refused.value.public.startswith("募集「移動支援」の受付は、令和8年12月2日に締め切りました。")


def test_what_the_call_answers_already_is_not_asked_and_a_company_is_answered_by_municipalities() -> None:
    kind = {"proposer_kind": "company"}

    assert a_call().answers(SCHEME.form) == {"proposal_type": "theme", "theme_number": "BR8-0001"}
    assert (a_call().wrong_kind(SCHEME.form, kind), list(a_call(reverse=True).wrong_kind(SCHEME.form, kind))) == (
        {},
        ["proposer_kind"],
    )
    assert a_call(reverse=True).answers(SCHEME.form)["proposer_kind"] == "municipality"
