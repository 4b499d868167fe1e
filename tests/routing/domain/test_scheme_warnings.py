from datetime import date
from typing import Any

import pytest

from services.routing.domain.scheme_changes import changes_between
from services.routing.domain.scheme_warnings import warnings_for
from shared.scheme.model import DeskScheme
from tests.shared.scheme.schemes import small_scheme

TODAY = date(2026, 11, 24)
BEFORE = small_scheme()
LETTER = {"prefix": "era_fiscal_year", "digits": 4, "letter": "K"}
TWO = [{"code": "other", "words": "その他"}, {"code": "sea", "words": "海"}]


def warned(after: DeskScheme, *others: DeskScheme, before: DeskScheme = BEFORE, running: int = 0) -> list[str]:
    changes = changes_between(before.model_dump(mode="json"), after.model_dump(mode="json"))
    counted = {before.version: running} if running else {}
    return warnings_for(after, before, changes, running=counted, others=others, on=TODAY)


def test_a_change_of_words_warns_of_nothing() -> None:
    assert warned(small_scheme(version=2, name="新しい窓口")) == []


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (
            {"valid_from": "2027-04-01"},
            "この版は、令和9年4月1日から使われます。その日までは、版1のまま受け付けます。",
        ),
        (
            {"numbering": LETTER},
            "受付番号の書き方が変わります（R8-0001 の形から KR8-0001 の形へ）。数は続きから数えます。",
        ),
        (
            {"intake_addresses": ["new@desk.example.jp"]},
            "受付アドレス「in@desk.example.jp」宛てのメールは、受け取らなくなります。",
        ),
        (
            {"mailbox": {"host": "imap.example.jp", "user": "teian"}},
            "メールボックスの接続先は、受付（intake）を再起動してから使われます。",
        ),
    ],
)
def test_what_a_person_should_know_is_told(changes: dict[str, Any], sentence: str) -> None:
    assert warned(small_scheme(version=2, **changes)) == [sentence]


def test_what_cases_are_judged_by_goes_for_new_ones_and_stays_for_those_that_run() -> None:
    before = small_scheme(categories=TWO)

    with_cases = warned(small_scheme(version=2), before=before, running=1200)
    without = warned(small_scheme(version=2), before=before)

    assert with_cases == [
        "分野「sea」（海）は、新しい案件では使われません。進行中の1,200件は、それぞれの版のまま扱います。"
    ]
    assert without == ["分野「sea」（海）は、新しい案件では使われません。"]


def test_a_desk_whose_numbers_look_like_those_of_another_is_told_to_take_a_letter() -> None:
    other = small_scheme(desk_id="town", name="町の窓口")

    assert warned(small_scheme(version=2, numbering=LETTER), other)[1:] == []
    assert warned(small_scheme(version=2), other) == [
        (
            "受付番号の書き方が、デスク「町の窓口」（town）と同じです。"
            "取り違えないよう、[numbering] の letter を書いてください。"
        )
    ]
