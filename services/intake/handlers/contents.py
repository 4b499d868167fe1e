"""A checked form in the shapes that other services open."""

from collections.abc import Iterable, Mapping, Sequence

from shared.documents.contents import ContactContent, FilledField, ProposalContent
from shared.events import ProposerKind
from shared.scheme.fields import Field, Form, Role
from shared.scheme.form import FormResult, Value, role_value, shown

# Whom to answer is a document of its own: it is shown to fewer people than what is proposed.
CONTACT_ROLES = frozenset({Role.CONTACT_NAME, Role.CONTACT_EMAIL, Role.CONTACT_PHONE})
UNTITLED = "（提案名なし）"


def content_of(
    form: Form, result: FormResult, *, extra: tuple[FilledField, ...] = (), warnings: tuple[str, ...] = ()
) -> ProposalContent:
    """Return what is proposed, field by field in the form's order, without whom to answer; *extra* comes last."""
    reason = role_value(form, result.values, Role.PROTECTION_REASON)
    return ProposalContent(
        title=role_value(form, result.values, Role.TITLE)
        or role_value(form, result.values, Role.SUMMARY)[:60].replace("\n", " ")
        or UNTITLED,
        proposer=role_value(form, result.values, Role.PROPOSER_NAME),
        fields=tuple(
            _filled(field, result, reason)
            for field in form.fields
            if field.key in result.values and field.role not in CONTACT_ROLES
        )
        + extra,
        warnings=warnings,
    )


def contact_of(form: Form, result: FormResult) -> ContactContent:
    """Return whom to answer; a wrong address is no address."""
    email = form.by_role(Role.CONTACT_EMAIL)
    usable = email is not None and email.key not in result.errors
    return ContactContent(
        name=role_value(form, result.values, Role.CONTACT_NAME),
        organisation=role_value(form, result.values, Role.PROPOSER_NAME),
        email=role_value(form, result.values, Role.CONTACT_EMAIL) if usable else "",
        phone=role_value(form, result.values, Role.CONTACT_PHONE),
    )


def proposer_kind_of(form: Form, result: FormResult) -> ProposerKind:
    """Return who proposes, as far as a form from outside can say: a department proves itself by signing in."""
    field = form.by_role(Role.PROPOSER_KIND)
    value = result.values.get(field.key, "") if field else ""
    outside = {kind.value for kind in ProposerKind} - {ProposerKind.DEPARTMENT.value}
    return ProposerKind(value) if isinstance(value, str) and value in outside else ProposerKind.UNKNOWN


def _filled(field: Field, result: FormResult, reason: str) -> FilledField:
    protected = field.key in result.protected
    return FilledField(
        key=field.key,
        label=field.label,
        value=shown(field, result.values[field.key]),
        protected=protected,
        protection_reason=reason if protected else "",
        publishable=field.key in result.consented,
    )


def is_empty(form: Form, result: FormResult) -> bool:
    """Tell whether neither a title nor a summary was said."""
    return not any(role_value(form, result.values, role) for role in (Role.TITLE, Role.SUMMARY))


def unfilled_warning(form: Form, result: FormResult) -> tuple[str, ...]:
    """Return the sentence that tells the desk which fields a person would have had to fill."""
    labels = [field.label for field in form.fields if field.key in result.errors]
    return (f"様式で必須の項目のうち、次の項目は記入されていません：{quoted(labels)}",) if labels else ()


def quoted(labels: Iterable[str]) -> str:
    """Return labels one after the other, each in its own brackets: a label may hold a comma itself."""
    return "".join(f"「{label}」" for label in labels)


def wrong_in(
    form: Form, result: FormResult, values: Mapping[str, Value], needed_roles: Sequence[Role]
) -> dict[str, str]:
    """Return what must be mended: wrong values, and what no proposal that comes this way can do without.

    What else the form asks of a person at a screen may be missing here: the desk asks the proposer to complete it.
    """
    needed = {field.key for role in needed_roles if (field := form.by_role(role)) is not None}
    return {key: error for key, error in result.errors.items() if key in needed or values.get(key)}
