"""What in a draft may say more of people than is meant for everybody: names, addresses, telephone numbers, mails."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from services.routing.domain.publishing.protection import bare
from shared.japanese.normalise import matching_text

_PATTERNS: Final = (
    ("メールアドレス", re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    ("電話番号", re.compile(r"(?<!\d)0\d{1,4}[-( ]\d{1,4}[-) ]\d{3,4}(?!\d)|(?<!\d)0\d{9,10}(?!\d)")),
    ("郵便番号", re.compile(r"〒 ?\d{3}-?\d{4}")),
    ("住所", re.compile(r"[都道府県市区町村][^\s、。]{0,12}\d+(?:丁目|番地?|-\d+(?:-\d+)?号?)")),
)
_SHORTEST_NAME: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A field of a draft and what kind of personal information seems to stand in it."""

    code: str
    kind: str


def mentions(texts: Mapping[str, str], names: Collection[str]) -> list[Mention]:
    """Return what somebody should look at once more; *names* are those of people the office knows of the case."""
    known = [name for one in names if len(name := bare(one)) >= _SHORTEST_NAME]
    return [Mention(code=code, kind=kind) for code, text in texts.items() for kind in _kinds(text, known)]


def names_anybody(text: str, names: Collection[str]) -> bool:
    """Tell whether one of these names stands in a text, however it is spelt."""
    said = bare(text)
    return any(name in said for one in names if len(name := bare(one)) >= _SHORTEST_NAME)


def _kinds(text: str, names: Collection[str]) -> Iterator[str]:
    spelt = matching_text(text)
    yield from (kind for kind, pattern in _PATTERNS if pattern.search(spelt))
    if any(name in bare(text) for name in names):
        yield "個人の氏名"
