"""The doctor says whether an incident would reach anybody."""

from services.operations.domain.examination import Result
from services.operations.handlers.doctor.operators import operators_say


def test_a_house_in_which_no_operator_has_an_address_is_warned() -> None:
    nobody, two = operators_say(0), operators_say(2)

    assert (nobody.result, two.result) == (Result.WARN, Result.OK)
    assert "desk account email" in (nobody.what_to_do or "")
    assert two.message == "異常と復旧は、運用担当2人にメールでお知らせします。"
