"""What a gateway delivered, read as columns and values whatever way its system writes them."""

from typing import Any, Final, assert_never
from urllib.parse import parse_qsl

from services.intake.domain.strict_json import read_object
from shared.errors import Invalid
from shared.scheme.gateway import GatewayBody, GatewayMapping

_MAX_FIELDS: Final = 500


class NotAForm(Invalid):
    """The body is no web form this desk can read."""

    http_status = 400
    public_message = (
        "フォームの形式（application/x-www-form-urlencoded、UTF-8、500項目以内）として読み取れませんでした。"
    )


class FormKeyMissing(Invalid):
    """The web form has no key that holds the JSON."""

    http_status = 400


def read_payload(mapping: GatewayMapping, body: bytes) -> dict[str, Any]:
    """Return what was delivered as one object; raise NotJson, NotAForm or FormKeyMissing."""
    match mapping.body:
        case GatewayBody.JSON:
            return read_object(body)
        case GatewayBody.FORM:
            return {name: texts[0] if len(texts) == 1 else texts for name, texts in _form(body).items()}
        case GatewayBody.FORM_JSON:
            return _json_in_form(mapping.body_key or "", _form(body))
        case _:
            assert_never(mapping.body)


def media_type_of(mapping: GatewayMapping) -> str:
    """Return what the bytes are that are kept."""
    return "application/json" if mapping.body is GatewayBody.JSON else "application/x-www-form-urlencoded"


def _json_in_form(key: str, form: dict[str, list[str]]) -> dict[str, Any]:
    held = form.pop(key, [])
    if len(held) != 1:
        raise FormKeyMissing(public=f"フォームの項目「{key}」に、JSONを一つ入れてお送りください。")
    payload = read_object(held[0].encode())
    # What stands beside the JSON is kept too, under names no JSON of theirs is likely to have.
    beside: dict[str, Any] = {f"&{name}": texts for name, texts in form.items()}
    return payload | beside


def _form(body: bytes) -> dict[str, list[str]]:
    try:
        pairs = parse_qsl(
            body.decode("utf-8"), keep_blank_values=True, encoding="utf-8", errors="strict", max_num_fields=_MAX_FIELDS
        )
    except ValueError as error:
        raise NotAForm from error
    found: dict[str, list[str]] = {}
    for name, text in pairs:
        found.setdefault(name, []).append(text)
    if not found:
        raise NotAForm
    return found
