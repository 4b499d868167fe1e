"""A small scheme for tests, and a way to change one part of it."""

from copy import deepcopy
from typing import Any

from shared.scheme.model import DeskScheme

_LINE = {"kind": "text", "section": "all", "max_length": 20}
SMALL: dict[str, Any] = {
    "desk_id": "small",
    "version": 1,
    "valid_from": "2026-04-01",
    "name": "公民連携デスク",
    "prefecture": "小さな県",
    "department": "keikaku",
    "department_name": "計画課",
    "intake_addresses": ["in@desk.example.jp"],
    "contact": {
        "phone": "000-000-0000",
        "hours": "平日",
        "postal_code": "000-0000",
        "address": "小さな県一丁目",
        "email": "desk@desk.example.jp",
    },
    "sender": {"address": "desk@desk.example.jp", "name": "デスク", "signature": "小さな県"},
    "numbering": {"prefix": "era_fiscal_year", "digits": 4},
    "stages": {"confirming": {"promise_business_days": 5, "maximum_business_days": 10}},
    "answers": {"offer_business_days": 15, "completion_business_days": 10},
    "calendar": {"closed_weekdays": ["sat", "sun"], "year_end_first": "12-29", "year_end_last": "01-03"},
    "refusal_grounds": [{"code": "law", "words": "法令に反する", "to_proposer": "実施が難しいためです。"}],
    "checklist": [{"code": "who", "words": "連絡先が確認できる"}],
    "categories": [{"code": "other", "words": "その他"}],
    "plan": {"name": "計画", "valid_from": "2024-04-01", "valid_to": "2029-03-31", "items": []},
    "second_person": {"acts": ["decline"], "one_person_may_approve": True},
    "mails": {"acknowledgement": {"subject": "【{{ receipt }}】受付", "body": "{{ addressee }} 様"}},
    "form": {
        "introduction": "ご提案ください。",
        "confirmation": "ご確認ください。",
        "protection_label": "保護を求める",
        "consent_label": "公表に同意する",
        "attachments": {
            "max_files": 1,
            "max_bytes_each": 10,
            "max_bytes_total": 10,
            "hint": "1個まで",
        },
        "sections": [{"code": "all", "label": "すべて"}],
        "fields": [
            {"key": "title", "label": "提案名", "required": True, "role": "title", **_LINE},
            {
                "key": "summary",
                "label": "概要",
                "section": "all",
                "kind": "textarea",
                "max_length": 50,
                "role": "summary",
                "protectable": True,
                "consent": True,
            },
            {
                "key": "kind",
                "label": "種別",
                "section": "all",
                "kind": "choice",
                "required": True,
                "role": "proposer_kind",
                "choices": [{"value": "company", "label": "企業"}, {"value": "npo", "label": "NPO"}],
            },
            {"key": "name", "label": "団体名", "required": True, "role": "proposer_name", **_LINE},
            {"key": "kana", "label": "フリガナ", **(_LINE | {"kind": "kana"})},
            {"key": "number", "label": "法人番号", "section": "all", "kind": "corporate_number"},
            {
                "key": "mail",
                "label": "メール",
                "section": "all",
                "kind": "email",
                "required": True,
                "role": "contact_email",
            },
            {"key": "tel", "label": "電話番号", "section": "all", "kind": "tel"},
            {"key": "zip", "label": "郵便番号", "section": "all", "kind": "postal_code"},
            {
                "key": "areas",
                "label": "分野",
                "section": "all",
                "kind": "multi",
                "role": "category",
                "choices": [{"value": "other", "label": "その他"}],
            },
            {
                "key": "seal",
                "label": "代表者印",
                "required_when": {"field": "kind", "value": "npo"},
                **_LINE,
            },
            {"key": "why", "label": "保護の理由", "role": "protection_reason", **_LINE},
            {"key": "oath", "label": "誓約します", "section": "all", "kind": "checkbox", "required": True},
        ],
    },
}


def scheme_data(**changes: Any) -> dict[str, Any]:
    """Return the small scheme as data with top-level parts replaced."""
    return deepcopy(SMALL) | changes


def small_scheme(**changes: Any) -> DeskScheme:
    """Return the small scheme with top-level parts replaced."""
    return DeskScheme.model_validate(scheme_data(**changes))
