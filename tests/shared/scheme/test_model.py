from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from shared.scheme.fields import Role
from shared.scheme.load import load_scheme
from shared.scheme.model import DeskScheme
from shared.settings import PROJECT
from tests.shared.scheme.schemes import SMALL, scheme_data, small_scheme


def test_a_receipt_number_names_the_fiscal_year_and_outgrows_its_width() -> None:
    numbering = small_scheme().numbering

    assert [numbering.number(date(2027, 3, 31), counter) for counter in (12, 12345)] == ["R8-0012", "R8-12345"]


def test_a_desk_beside_another_numbers_under_a_letter_of_its_own() -> None:
    numbering = small_scheme(numbering={"prefix": "era_fiscal_year", "digits": 4, "letter": "K"}).numbering

    assert numbering.number(date(2026, 4, 1), 7) == "KR8-0007"


@pytest.mark.parametrize("scheme", [small_scheme(), load_scheme(PROJECT / "deploy" / "desks" / "miono.toml")])
def test_a_scheme_reads_the_same_from_what_is_recorded_of_it(scheme: DeskScheme) -> None:
    assert DeskScheme.model_validate(scheme.model_dump(mode="json")) == scheme


def test_a_field_is_found_by_its_role_whatever_it_is_called() -> None:
    field = small_scheme().form.by_role(Role.CONTACT_EMAIL)

    assert field is not None
    assert field.key == "mail"


def test_the_name_alone_says_who_proposes_where_the_idea_stands_in_the_same_section() -> None:
    assert [field.key for field in small_scheme().form.who_proposes] == ["name"]


def test_a_scheme_does_not_change() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        small_scheme().name = "別のデスク"  # type: ignore[misc]  # that it cannot be assigned is what is tested


FISHERY: dict[str, Any] = {"words": ["株式会社みお", "藻場"], "department": "suisan", "priority": 80}
OTHERS: dict[str, Any] = {"categories": ["other"], "department": "keikaku", "priority": 10}


def test_two_rules_may_point_to_two_departments_under_the_same_conditions() -> None:
    scheme = small_scheme(routing=[FISHERY, FISHERY | {"department": "kowan"}])

    assert [rule.department for rule in scheme.routing] == ["suisan", "kowan"]


def changed_field(key: str, /, **changes: Any) -> dict[str, Any]:
    data = scheme_data()
    data["form"]["fields"] = [field | changes if field["key"] == key else field for field in data["form"]["fields"]]
    return data


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (changed_field("title", role=None), "役割（role）「title」をもつ項目が必要です。"),
        (changed_field("title", section="nowhere"), "区分（section）「nowhere」がありません。"),
        (changed_field("summary", key="title"), "項目（key）「title」が重複しています。"),
        (changed_field("title", max_length=None), "文字数の上限（max_length）を書いてください。"),
        (changed_field("kind", choices=[]), "選択肢（choices）は、"),
        (
            changed_field("kind", choices=[{"value": "ministry", "label": "省"}]),
            "required_when は、選択する項目とその値を指すように",
        ),
        (
            changed_field("areas", choices=[{"value": "space", "label": "宇宙"}]),
            "選択肢「space」が categories にありません。",
        ),
        (scheme_data(mails={}), "メールの文面 mails.acknowledgement が必要です。"),
        (
            scheme_data(mails={"acknowledgement": {"subject": "受付", "body": "一\n{{ receipt"}}),
            "mails.acknowledgement の2行目の {{ }} の書き方",
        ),
        (
            scheme_data(categories=[*SMALL["categories"], *SMALL["categories"]]),
            "categories の「other」が重複しています。",
        ),
        (scheme_data(intake_addresses=["a@b.example.jp\nBcc"]), "intake_addresses"),
        (
            scheme_data(routing=[OTHERS, FISHERY | {"categories": ["fishery"]}]),
            "routing の2番目の規則：分野「fishery」が categories にありません。",
        ),
        (
            scheme_data(routing=[FISHERY, OTHERS, FISHERY | {"words": ["藻場", "㈱みお"], "priority": 9}]),
            "routing の3番目の規則：1番目の規則と、条件と担当課が同じです。",
        ),
    ],
)
def test_a_scheme_that_does_not_hang_together_is_refused(data: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        type(small_scheme()).model_validate(data)

    assert sentence in str(refusal.value)
