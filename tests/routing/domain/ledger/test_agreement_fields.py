import pytest

from services.routing.domain.ledger.agreement_fields import NoField, NotOneField, check_fields, leaves_field
from shared.events.agreements import AgreementForm


@pytest.mark.parametrize(
    ("form", "fields", "leaves"),
    [
        (AgreementForm.PROJECT, ["safety"], False),
        (AgreementForm.PROJECT, [], False),
        (AgreementForm.PROJECT, ["safety", "image"], True),
        (AgreementForm.PROJECT, ["image"], True),
        (AgreementForm.COMPREHENSIVE, ["image"], False),
    ],
)
def test_only_an_agreement_about_a_project_is_bound_to_its_field(
    form: AgreementForm, fields: list[str], leaves: bool
) -> None:
    assert leaves_field({"safety"}, form, fields) is leaves


def test_an_agreement_about_a_project_is_for_exactly_one_field_and_a_comprehensive_one_for_any_number() -> None:
    check_fields(AgreementForm.PROJECT, ["safety"])
    check_fields(AgreementForm.COMPREHENSIVE, ["safety", "image"])

    with pytest.raises(NotOneField):
        check_fields(AgreementForm.PROJECT, ["safety", "image"])
    with pytest.raises(NoField):
        check_fields(AgreementForm.COMPREHENSIVE, [])
