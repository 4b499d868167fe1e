"""What is wrong with what was typed in a field, in words that say how to put it right."""

from collections.abc import Mapping
from typing import Final

from services.routing.web.ledger.form import FormField

_CHOSEN: Final = frozenset({"select", "checkboxes", "checkbox"})
_HOW: Final[Mapping[str, str]] = {
    "date": "日付で入力してください（例：2026-12-01、令和8年12月1日）。",
    "datetime-local": "日付と時刻で入力してください（例：2026-12-01T09:00）。",
    "number": "整数で入力してください。",
    "decimal": "数字で入力してください。",
}


def wrong_with(field: FormField, typed: str) -> str:
    """Return what to do about a field that was refused with *typed* in it."""
    said = typed.strip()
    if not said:
        return f"「{field.label}」を{'選択' if field.control in _CHOSEN else '入力'}してください。"
    if field.longest is not None and len(said) > field.longest and field.control in {"text", "textarea"}:
        return f"「{field.label}」は{field.longest:,}文字以内で入力してください（現在{len(said):,}文字）。"
    if "\0" in said:
        return f"「{field.label}」に、保存できない文字が含まれています。入力し直してください。"
    if field.control in _HOW:
        return f"「{field.label}」は、{_between(field)}{_HOW[field.control]}"
    return f"「{field.label}」をご確認ください。"


def _between(field: FormField) -> str:
    least, most = (f"{bound:,}" if isinstance(bound, int | float) else "" for bound in (field.least, field.most))
    return f"{least}{'以上' if least else ''}{most}{'以下' if most else ''}の" if least or most else ""
