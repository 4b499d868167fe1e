"""The fields (分野) an agreement is for, and whether something leaves them."""

from collections.abc import Collection
from typing import Final

from shared.errors import Invalid
from shared.events.agreements import AgreementForm

LEAVES_FIELD: Final = "事業連携協定の分野に含まれない分野の事業です。協定の対象かどうかをご確認ください。"


class NoField(Invalid):
    """An agreement is for at least one field."""

    place = "fields"
    public_message = "分野を一つ以上選んでください。"


class NotOneField(Invalid):
    """An agreement about a project (事業連携協定) is for exactly one field."""

    place = "fields"
    public_message = "事業連携協定の分野は、一つだけ選んでください。幅広い分野の場合は、包括連携協定としてください。"


def check_fields(form: AgreementForm, fields: Collection[str]) -> None:
    """Refuse fields an agreement of this form cannot have."""
    if not fields:
        raise NoField
    if form is AgreementForm.PROJECT and len(fields) != 1:
        raise NotOneField


def leaves_field(agreement_fields: Collection[str], form: AgreementForm, project_fields: Collection[str]) -> bool:
    """Tell whether a project under an agreement is (also) in a field the agreement is not for.

    Only an agreement about a project is bound to its field; a comprehensive one is meant to widen. A project that says
    no field leaves none.
    """
    return form is AgreementForm.PROJECT and not frozenset(project_fields) <= frozenset(agreement_fields)
