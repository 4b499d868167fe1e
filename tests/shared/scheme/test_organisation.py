"""The chart of an organisation: departments and municipalities share one kind of code."""

from typing import Any

import pytest
from pydantic import ValidationError

from shared.scheme.organisation import OrganisationChart

CITY = {"code": "shi-a", "name": "甲市", "kana": "こうし", "valid_from": "2026-04-01"}


def chart(**changes: Any) -> OrganisationChart:
    said: dict[str, Any] = {
        "prefecture": "試験県",
        "kana": "しけんけん",
        "version": 1,
        "valid_from": "2026-04-01",
        "bureaus": [{"code": "somu", "name": "総務部", "kana": "そうむぶ"}],
        "sections": [
            {
                "code": "zaisei",
                "bureau": "somu",
                "name": "財政課",
                "kana": "ざいせいか",
                "extension": "1",
                "valid_from": "2026-04-01",
            }
        ],
    }
    return OrganisationChart.model_validate(said | changes)


def test_municipalities_stand_beside_the_departments_and_may_be_absent() -> None:
    assert chart().municipalities == ()
    assert [one.name for one in chart(municipalities=[CITY]).municipalities] == ["甲市"]


@pytest.mark.parametrize(
    ("municipalities", "said"),
    [
        ([CITY | {"code": "zaisei"}], "市町村のコード「zaisei」は、課のコードに使われています。"),
        ([CITY, CITY], "市町村のコード「shi-a」が重複しています。"),
        ([CITY | {"successor": "zaisei"}], "市町村「甲市」の後継「zaisei」がありません。"),
    ],
)
def test_a_code_names_one_thing_alone(municipalities: list[dict[str, Any]], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        chart(municipalities=municipalities)
