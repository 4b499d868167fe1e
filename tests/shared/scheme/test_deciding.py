import pytest
from pydantic import ValidationError

from shared.scheme.deciding import Review
from tests.shared.scheme.schemes import small_scheme


def test_a_scheme_that_asks_nothing_of_a_verdict_has_an_empty_form_and_the_usual_words() -> None:
    scheme = small_scheme()

    assert (scheme.review.fields, scheme.review.decision_reference_required) == ((), False)
    assert (scheme.offers.forms.collaborative.words, scheme.offers.forms.contract.words) == ("協働型", "契約型")


def test_a_field_asked_twice_is_refused() -> None:
    field = {"code": "budget", "words": "予算への影響"}

    with pytest.raises(ValidationError, match=r"review.fields の「budget」が重複"):
        Review.model_validate({"fields": [field, field]})
