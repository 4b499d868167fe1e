"""The codes of what is said of something public, and the words people read for them, in the order of the page."""

from collections.abc import Mapping
from typing import Final

PICTURES: Final = "pictures"
# Under which key the form of a forum asks with how many people somebody comes.
FORUM_PEOPLE: Final = "forum_people"
TITLE: Final = "title"
FIELD_WORDS: Final[Mapping[str, str]] = {
    TITLE: "件名",
    "summary": "概要",
    "sections": "本文",
    "partners": "連携先",
    "period": "期間",
    "categories": "分野",
    "form": "連携の形",
    "departments": "担当課",
    "municipalities": "市町村",
    "effects": "効果",
    "contact": "問合せ先",
    PICTURES: "写真・図",
}


def places_words(capacity: int | None, taken: int, *, waiting_list: bool, waiting: int = 0) -> str:
    """Return how the places of a forum stand; empty where nobody counts them.

    What is free belongs to those who wait, where there are any.
    """
    if capacity is None:
        return ""
    if taken < capacity and not waiting:
        return f"残り{capacity - taken}名（定員{capacity}名）"
    stands = "満席" if taken >= capacity else "お待ちの方がいらっしゃいます"
    return f"{stands}（定員{capacity}名）" + ("・キャンセル待ちを受け付けています" if waiting_list else "")
