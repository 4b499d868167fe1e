"""The codes of what is said of something public, and the words people read for them, in the order of the page."""

from collections.abc import Mapping
from typing import Final

PICTURES: Final = "pictures"
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
