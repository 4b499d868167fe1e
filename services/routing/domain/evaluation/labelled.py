"""Texts of which it is known whose they are."""

from collections.abc import Iterable
from dataclasses import dataclass

TITLE = "verbatim_title"


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledText:
    """A text, the area it was filed under and the areas that would be right, too.

    `routine` texts (payroll, levies …) are nothing anybody would propose.
    """

    text: str
    area: str
    acceptable: frozenset[str]
    government: str = ""
    kind: str = ""
    routine: bool = False


def proposable(texts: Iterable[LabelledText]) -> list[LabelledText]:
    """Return the texts that are like something to propose: all but the routine ones."""
    return [one for one in texts if not one.routine]


def is_title(one: LabelledText) -> bool:
    """Return whether the text is a title alone; the others have a description, or are a citizen's words."""
    return one.kind == TITLE
