"""A draft that is to be published, before somebody outside the office: what everybody would read, field by field.

The page of a proposal and that of an offer draw it alike (`publication_draft.html`).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final
from uuid import UUID

from starlette.datastructures import FormData

from shared.documents.public import PublicContent
from shared.documents.public_fields import texts_of
from shared.public_words import FIELD_WORDS, PICTURES

_ANSWER: Final = "answer-"
YES, NO = "agree", "refuse"


@dataclass(frozen=True, slots=True, kw_only=True)
class UnsaidFields:
    """A draft of which not every field got a yes or a no, with what was said and typed."""

    publication_id: UUID
    said: Mapping[str, str] = field(repr=False)
    words: str = field(repr=False)
    error: str = "項目ごとに、公表してよいかどうかを選んでください。"


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftField:
    """One field of a draft; *asked* where somebody says yes or no to it."""

    code: str
    words: str
    text: str = field(repr=False)
    asked: bool
    pictures: Sequence[tuple[str, str]] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftAsked:
    """What is asked of a draft: *action* is where the answer goes, *asks* whether one is waited for."""

    publication_id: UUID
    number: str
    draft: int
    action: str
    asks: bool
    asked_at: datetime
    due: date
    release_at: datetime | None
    answered_at: datetime | None
    refused: Collection[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One draft with the desk's words about it."""

    asked: DraftAsked
    words: str = field(repr=False)
    fields: Sequence[DraftField] = field(repr=False)

    @property
    def refused(self) -> str:
        """Return the words of the fields that may not be published."""
        return "、".join(words for code, words in FIELD_WORDS.items() if code in self.asked.refused)


def drawn_fields(
    content: PublicContent, asked: Collection[str], pictures: Sequence[UUID], place: str
) -> list[DraftField]:
    """Return the fields that say something; the pictures stand below the path *place*."""
    said = texts_of(content)
    seen = [(f"{place}/{one}", words) for one, words in zip(pictures, content.captions, strict=False)]
    return [
        DraftField(
            code=code,
            words=words,
            text=said[code],
            asked=code in asked,
            pictures=seen if code == PICTURES else (),
        )
        for code, words in FIELD_WORDS.items()
        if said[code]
    ]


def said_in(form: FormData) -> dict[str, str]:
    """Return the yes or no that was chosen, by field."""
    return {name.removeprefix(_ANSWER): str(form[name]) for name in form if name.startswith(_ANSWER)}


def is_whole(said: Mapping[str, str], asked: Collection[str]) -> bool:
    """Tell whether every field that is asked about got a yes or a no."""
    return all(said.get(code) in {YES, NO} for code in asked)


def refused_in(said: Mapping[str, str]) -> frozenset[str]:
    """Return the fields that got a no."""
    return frozenset(code for code, one in said.items() if one == NO)
