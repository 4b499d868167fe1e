"""Notify's kinds of notices, in the words of the case's page."""

from collections.abc import Mapping
from typing import Final

_WORDS: Final[Mapping[str, str]] = {
    "offer_made": "検討依頼",
    "offer_recalled": "検討依頼の取りやめ",
    "offer_extended": "回答期限の延長",
    "reply_received": "提案者からの返信",
    "case_due_soon": "期日が近いお知らせ",
    "case_overdue": "期日を過ぎたお知らせ",
    "verdict_given": "検討結果",
}


def notice_word(kind: str) -> str:
    """Return what a notice was about; a kind of tomorrow is a notice all the same."""
    return _WORDS.get(kind, "お知らせ")
