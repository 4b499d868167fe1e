"""Checking what a person filled in: their words kept, small slips mended, every fault told politely."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from shared.japanese.corporate_number import corporate_number
from shared.scheme.fields import Field, FieldKind, Form, Role
from shared.scheme.model import DeskScheme

PROTECT: Final = "protect."  # protect.<key> marks a field 保護を求める
CONSENT: Final = "consent."  # consent.<key> marks a field 公表に同意する
YES: Final = "yes"  # the one value a ticked box is stored as

Value = str | list[str]
_TICKED: Final = frozenset({"yes", "on", "true", "1"})
_SHORT_MAX: Final = 254  # characters of an address, a telephone number …
_PHONE_DIGITS: Final = range(9, 16)
# Old mobile addresses with dots in odd places are real and are accepted; what could break a header is not.
_EMAIL: Final = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
)
_TEL: Final = re.compile(r"\+?\d[\d-]*\d")
_DASHES: Final = str.maketrans(dict.fromkeys("‐‑‒–—―−ーｰ()", "-"))
_UNSTORABLE: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_SURROGATE: Final = re.compile(r"[\ud800-\udfff]")
_KANA: Final = re.compile(r"[ァ-ヺー・ヽヾA-Za-z0-9 .&'-]*")
_HIRAGANA: Final = {code: code + 0x60 for code in range(ord("ぁ"), ord("ゖ") + 1)}


@dataclass(frozen=True, slots=True, kw_only=True)
class FormResult:
    """What was filled in, tidied, and what is wrong with it.

    *values* holds only fields of the form that were answered, also those with an error, so that the page can
    show them again. *unknown* keeps keys the form does not have.
    """

    values: dict[str, Value]
    errors: dict[str, str]
    protected: frozenset[str]
    consented: frozenset[str]
    unknown: dict[str, Value]

    @property
    def ok(self) -> bool:
        """Say whether nothing is wrong."""
        return not self.errors


def check_form(scheme: DeskScheme, values: Mapping[str, Value]) -> FormResult:
    """Return *values* tidied, with one polite sentence per field that is wrong; never raise."""
    form = scheme.form
    tidied, errors = check_fields(form.fields, values)
    protected = _marked(values, PROTECT, [field.key for field in form.fields if field.protectable])
    consented = _marked(values, CONSENT, [field.key for field in form.fields if field.consent])
    for key in sorted(protected & consented):
        errors.setdefault(key, "保護を求める印と、公表に同意する印の両方が付いています。どちらか一方にしてください。")
    _ask_for_the_reason(form, tidied, protected, errors)
    return FormResult(
        values=tidied,
        errors=errors,
        protected=protected,
        consented=consented,
        unknown=_unknown(form, values),
    )


def check_fields(fields: Sequence[Field], values: Mapping[str, Value]) -> tuple[dict[str, Value], dict[str, str]]:
    """Return what these fields were answered, tidied, and one polite sentence for each that is wrong; never raise."""
    tidied: dict[str, Value] = {}
    errors: dict[str, str] = {}
    for field in fields:
        value, error = _checked(field, values.get(field.key))
        if value:
            tidied[field.key] = value
        if error is not None:
            errors[field.key] = error
    for field in fields:
        if field.key not in tidied and field.key not in errors and _is_required(field, tidied):
            errors[field.key] = _missing(field)
    return tidied, errors


def role_value(form: Form, values: Mapping[str, Value], role: Role) -> str:
    """Return what was answered to the field that plays *role*, choices by their label; empty when nothing was."""
    field = form.by_role(role)
    return shown(field, values.get(field.key, "")) if field else ""


def shown(field: Field, value: Value) -> str:
    """Return *value* as a person reads it: the labels of choices, はい for a ticked box."""
    labels = {choice.value: choice.label for choice in field.choices}
    if field.kind is FieldKind.CHECKBOX:
        return "はい" if value == YES else ""
    return "、".join(labels.get(one, one) for one in ([value] if isinstance(value, str) else value))


def chosen(field: Field, words: str) -> frozenset[str]:
    """Return the values of the choices that `shown` wrote into *words*; what no choice explains is left out."""
    listed = f"、{words}、"
    return frozenset(one.value for one in field.choices if f"、{one.label}、" in listed)


def _checked(field: Field, given: object) -> tuple[Value, str | None]:
    """Return the tidied value, empty when there is none, and what is wrong with it."""
    if field.kind is FieldKind.MULTI:
        return _checked_multi(field, given)
    if given is None:
        return "", None
    answers = given if isinstance(given, list) else [given]
    if len(answers) > 1:
        return "", f"{field.label}は、一つだけお答えください。"
    texts = [answer for answer in answers if isinstance(answer, str)]
    if len(texts) < len(answers):
        return "", f"{field.label}は、文字でご入力ください。"
    text = _storable("".join(texts))
    limit = field.max_length or _SHORT_MAX
    if field.kind is not FieldKind.CHECKBOX and len(text) > limit:
        return text, f"{field.label}は、{limit:,}文字以内でご入力ください（現在{len(text):,}文字）。"
    return _CHECKS[field.kind](field, text) if text else ("", None)


def _checked_multi(field: Field, given: object) -> tuple[Value, str | None]:
    if given is None:
        return [], None
    parts = given if isinstance(given, list) else [given]
    words = [_storable(part) if isinstance(part, str) else str(part) for part in parts]
    chosen = list(dict.fromkeys(word for word in words if word))
    known = {choice.value for choice in field.choices}
    kept = [word for word in chosen if word in known]
    return kept, None if kept == chosen else f"{field.label}は、選択肢の中からお選びください。"


def _text(_field: Field, text: str) -> tuple[Value, str | None]:
    return " ".join(text.split("\n")), None


def _textarea(_field: Field, text: str) -> tuple[Value, str | None]:
    return text, None


def _choice(field: Field, text: str) -> tuple[Value, str | None]:
    if text in {choice.value for choice in field.choices}:
        return text, None
    return "", f"{field.label}は、選択肢の中からお選びください。"


def _checkbox(_field: Field, text: str) -> tuple[Value, str | None]:
    return (YES if text.lower() in _TICKED else ""), None


def _email(field: Field, text: str) -> tuple[Value, str | None]:
    address = re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).removeprefix("mailto:")
    if _EMAIL.fullmatch(address):
        return address, None
    return text, f"{field.label}の形をご確認ください（例：tanaka@example.jp）。"


def _tel(field: Field, text: str) -> tuple[Value, str | None]:
    number = re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).translate(_DASHES)
    number = re.sub(r"-{2,}", "-", number).strip("-")
    if _TEL.fullmatch(number) and sum(one.isdigit() for one in number) in _PHONE_DIGITS:
        return number, None
    return text, f"{field.label}の桁数をご確認ください（例：000-123-4567）。"


def _postal_code(field: Field, text: str) -> tuple[Value, str | None]:
    digits = re.sub(r"\s|-|〒", "", unicodedata.normalize("NFKC", text).translate(_DASHES))
    if re.fullmatch(r"[0-9]{7}", digits):
        return f"{digits[:3]}-{digits[3:]}", None
    return text, f"{field.label}は、7桁の数字でご入力ください（例：000-0000）。"


def _corporate_number(field: Field, text: str) -> tuple[Value, str | None]:
    number = corporate_number(text)
    if number is not None:
        return number, None
    return text, f"{field.label}は13桁の数字です。番号に誤りがないかご確認ください。"


def _kana(field: Field, text: str) -> tuple[Value, str | None]:
    kana = unicodedata.normalize("NFKC", text).translate(_HIRAGANA)
    if _KANA.fullmatch(kana):
        return kana, None
    return text, f"{field.label}は、カタカナでご入力ください。"


_CHECKS: Final[dict[FieldKind, Callable[[Field, str], tuple[Value, str | None]]]] = {
    FieldKind.TEXT: _text,
    FieldKind.TEXTAREA: _textarea,
    FieldKind.CHOICE: _choice,
    FieldKind.CHECKBOX: _checkbox,
    FieldKind.EMAIL: _email,
    FieldKind.TEL: _tel,
    FieldKind.POSTAL_CODE: _postal_code,
    FieldKind.CORPORATE_NUMBER: _corporate_number,
    FieldKind.KANA: _kana,
}


def _storable(text: str) -> str:
    """Return *text* with plain line ends and without what a database or a mail header cannot carry."""
    one_line_end = text.replace("\r\n", "\n").replace("\r", "\n")
    return _SURROGATE.sub("\ufffd", _UNSTORABLE.sub("", one_line_end)).strip()


def _is_required(field: Field, values: Mapping[str, Value]) -> bool:
    condition = field.required_when
    if condition is None:
        return field.required
    answer = values.get(condition.field, "")
    return field.required or condition.value in ([answer] if isinstance(answer, str) else answer)


def _missing(field: Field) -> str:
    if field.kind is FieldKind.CHECKBOX:
        return f"「{field.label}」をご確認のうえ、印を付けてください。"
    if field.kind in {FieldKind.CHOICE, FieldKind.MULTI}:
        return f"{field.label}をお選びください。"
    return f"{field.label}をご入力ください。"


def _marked(values: Mapping[str, Value], prefix: str, allowed: list[str]) -> frozenset[str]:
    return frozenset(key for key in allowed if prefix + key in values and _is_ticked(values[prefix + key]))


def _is_ticked(given: object) -> bool:
    words = given if isinstance(given, list) else [given]
    return any(isinstance(word, str) and word.strip().lower() in _TICKED for word in words)


def _ask_for_the_reason(
    form: Form, values: Mapping[str, Value], protected: frozenset[str], errors: dict[str, str]
) -> None:
    reason = form.by_role(Role.PROTECTION_REASON)
    if reason and protected and reason.key not in values:
        errors.setdefault(reason.key, "保護を求める項目がありますので、その部分と理由をご入力ください。")


def _unknown(form: Form, values: Mapping[str, Value]) -> dict[str, Value]:
    known = {field.key for field in form.fields}
    known |= {PROTECT + field.key for field in form.fields if field.protectable}
    known |= {CONSENT + field.key for field in form.fields if field.consent}
    return {key: value for key, value in values.items() if key not in known}
