"""The one table from an error to what the person or the machine is told; nothing else knows status codes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from types import MappingProxyType
from typing import Any, Final

from starlette.exceptions import HTTPException

from shared.access.policy import NotAllowed
from shared.errors import DeskError, Invalid, Missing, Refused, Temporary

Errors = tuple[Mapping[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What went wrong, in words that may be shown to anybody (RFC 9457)."""

    status: int
    title: str
    detail: str
    type: str = "about:blank"
    errors: Errors = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    reference: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return the members of an `application/problem+json` document."""
        members: dict[str, Any] = {
            "type": self.type,
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
        }
        if self.errors:
            members["errors"] = [dict(error) for error in self.errors]
        if self.reference:
            members["reference"] = self.reference
        return members


# status: (title, what the person can do)
TEXTS: Final[Mapping[int, tuple[str, str]]] = MappingProxyType(
    {
        400: ("送信された内容を読み取れませんでした", "内容の形式をご確認のうえ、もう一度お送りください。"),
        401: ("サインインが必要です", "サインインしてから、もう一度操作してください。"),
        403: ("この操作は許可されていません", "必要な権限がありません。担当のデスクへご確認ください。"),
        404: ("ページが見つかりません", "アドレスをご確認ください。ページは移動または終了した可能性があります。"),
        405: ("この方法では受け付けていません", "画面のボタンから操作をやり直してください。"),
        406: ("求められた形式では応答できません", "受け取れる形式をご確認ください。"),
        409: ("いまの状態では行えません", "画面を読み込み直して、いまの状態をご確認ください。"),
        410: ("このページは終了しました", "新しいご案内がないか、トップページからご確認ください。"),
        413: ("送信された内容が大きすぎます", "ファイルを減らすか、分けてお送りください。"),
        415: ("この形式は受け付けていません", "送信できる形式をご確認のうえ、もう一度お送りください。"),
        422: ("入力の内容をご確認ください", "読み取れない項目があります。内容を直して、もう一度お送りください。"),
        428: (
            "更新する案件の版の指定が必要です",
            'If-Match ヘッダーに、読み取ったときの版（ETag）を指定してください。例：If-Match: "7"',
        ),
        429: ("短い時間に送信が続いています", "しばらく時間をおいてから、もう一度お試しください。"),
        500: (
            "システムの不具合で処理できませんでした",
            "ご不便をおかけして申し訳ありません。時間をおいてもう一度お試しいただくか、担当のデスクへお知らせください。",
        ),
        503: ("ただいま利用できません", "混み合っているか、点検中です。しばらくしてから、もう一度お試しください。"),
    }
)

STATUS_OF_KIND: Final[tuple[tuple[type[DeskError], int], ...]] = (
    (NotAllowed, HTTPStatus.FORBIDDEN),
    (Refused, HTTPStatus.CONFLICT),
    (Missing, HTTPStatus.NOT_FOUND),
    (Invalid, HTTPStatus.UNPROCESSABLE_ENTITY),
    (Temporary, HTTPStatus.SERVICE_UNAVAILABLE),
)

# pydantic's type of error: what is wrong with the value, in Japanese.
FIELD_TEXTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "missing": "必須の項目です。",
        "string_type": "文字列で指定してください。",
        "string_too_short": "{min_length}文字以上で入力してください。",
        "string_too_long": "{max_length}文字以内で入力してください。",
        "string_pattern_mismatch": "決められた書式で入力してください。",
        "too_short": "{min_length}件以上を指定してください。",
        "too_long": "{max_length}件以内で指定してください。",
        "int_parsing": "整数で入力してください。",
        "int_type": "整数で指定してください。",
        "float_parsing": "数値で入力してください。",
        "bool_parsing": "はい・いいえのどちらかを指定してください。",
        "bool_type": "はい・いいえのどちらかを指定してください。",
        "greater_than_equal": "{ge}以上の値を入力してください。",
        "less_than_equal": "{le}以下の値を入力してください。",
        "greater_than": "{gt}より大きい値を入力してください。",
        "less_than": "{lt}より小さい値を入力してください。",
        "enum": "選択肢の中から指定してください。",
        "literal_error": "選択肢の中から指定してください。",
        "date_parsing": "日付として読み取れません。",
        "date_from_datetime_parsing": "日付として読み取れません。",
        "datetime_parsing": "日時として読み取れません。",
        "uuid_parsing": "番号の形式が正しくありません。",
        "url_parsing": "URLの形式が正しくありません。",
        "extra_forbidden": "この項目は受け付けていません。",
        "list_type": "一覧(配列)で指定してください。",
        "dict_type": "項目の組(オブジェクト)で指定してください。",
        "model_attributes_type": "項目の組(オブジェクト)で指定してください。",
    }
)
_UNREADABLE: Final = "値の形式が正しくありません。"


def status_of(error: DeskError) -> int:
    """Return the status of an error: its own `http_status`, or the one of its kind."""
    own = getattr(error, "http_status", None)
    if isinstance(own, int):
        return own
    return next((status for kind, status in STATUS_OF_KIND if isinstance(error, kind)), 500)


def of_desk_error(error: DeskError) -> Problem:
    """Turn one of the four kinds into what may be shown, under its own `public_title` or that of its status."""
    status = status_of(error)
    seconds = getattr(error, "retry_after_seconds", None)
    headers = {} if seconds is None else {"Retry-After": str(seconds)}
    errors: Sequence[Mapping[str, str]] = getattr(error, "errors", ())
    title: str = getattr(error, "public_title", "") or TEXTS.get(status, TEXTS[500])[0]
    return Problem(
        status=status,
        title=title,
        detail=error.public,
        type=f"urn:renkei-desk:problem:{_kebab(type(error).__name__)}",
        errors=tuple(errors),
        headers=headers,
    )


def of_http_exception(error: HTTPException) -> Problem:
    """Turn a framework's refusal into Japanese; its own English words are not shown."""
    status = error.status_code if error.status_code in TEXTS else (500 if error.status_code >= 500 else 400)  # noqa: PLR2004 -- the classes of HTTP status
    title, advice = TEXTS[status]
    words: object = error.detail  # FastAPI lets a route put anything here
    own_words = isinstance(words, str) and not words.isascii()
    return Problem(
        status=error.status_code,
        title=title,
        detail=str(words) if own_words else advice,
        headers=dict(error.headers or {}),
    )


def of_validation(errors: Sequence[Mapping[str, Any]]) -> Problem:
    """Turn pydantic's findings into one problem with a pointer to every wrong value."""
    unreadable = any(error["type"] == "json_invalid" for error in errors)
    status = HTTPStatus.BAD_REQUEST if unreadable else HTTPStatus.UNPROCESSABLE_ENTITY
    title, advice = TEXTS[status]
    if unreadable:
        return Problem(status=status, title=title, detail="JSONとして読み取れませんでした。")
    return Problem(status=status, title=title, detail=advice, errors=tuple(_place(e) for e in errors))


def unexpected(reference: str) -> Problem:
    """Return what is said of a bug: nothing but a number to quote."""
    title, advice = TEXTS[500]
    return Problem(status=500, title=title, detail=advice, reference=reference)


def _place(error: Mapping[str, Any]) -> Mapping[str, str]:
    where, *path = error["loc"] or ("body",)
    try:
        text = FIELD_TEXTS.get(error["type"], _UNREADABLE).format_map(error.get("ctx", {}))
    except KeyError:
        text = _UNREADABLE
    match where:
        case "body":
            steps = (str(step).replace("~", "~0").replace("/", "~1") for step in path)
            return {"detail": text, "pointer": "#" + "".join(f"/{step}" for step in steps)}
        case "header":
            return {"detail": text, "header": str(path[0])}
        case _:
            return {"detail": text, "parameter": ".".join(str(step) for step in path)}


def _kebab(name: str) -> str:
    return "".join(f"-{c.lower()}" if c.isupper() else c for c in name).lstrip("-")
