"""The boxes under a label: 保護を求める and 公表に同意する; a tick never vanishes, wherever it was put."""

from itertools import takewhile
from typing import Final

from services.intake.domain.sheet.words import (
    CONSENT_WORDS,
    MARKS,
    PROTECT_WORDS,
    first_mark,
    is_ticked,
    label_form,
    plain,
)

_BOXED: Final = {label_form(PROTECT_WORDS): "protect", label_form(CONSENT_WORDS): "consent"}


def boxes_in(line: str) -> dict[str, bool]:
    """Return the boxes of a line, with whether they are ticked: before their words, or behind them."""
    text = plain(line)
    all_behind = not first_mark(text) and text[-1:] in MARKS
    found = {}
    for words, name in _BOXED.items():
        before, there, after = text.partition(words)
        if there:
            found[name] = is_ticked(("" if all_behind else _last_marks(before)) + _own_marks(after, all_behind))
    return found


def without_boxes(text: str) -> str:
    """Return what of a text is neither a box nor its words."""
    rest = plain(text).lower()
    for words in _BOXED:
        rest = rest.replace(words, "")
    return rest.strip("".join(MARKS) + "、,・/")


def _last_marks(text: str) -> str:
    return "".join(takewhile(MARKS.__contains__, reversed(text)))


def _own_marks(after: str, all_behind: bool) -> str:
    marks = "".join(takewhile(MARKS.__contains__, after))
    # The last mark before the next words is theirs.
    return marks if all_behind or len(marks) == len(after) else marks[:-1]
