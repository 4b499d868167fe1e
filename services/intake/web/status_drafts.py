"""Drafts of publications as the page of a proposal shows them: exactly what everybody would read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from services.intake.storage.publications import AskedPublication
from services.intake.storage.work import Work
from shared.documents.public_fields import texts_of
from shared.public_words import FIELD_WORDS, PICTURES


@dataclass(frozen=True, slots=True, kw_only=True)
class UnsaidFields:
    """A draft of which not every field got a yes or a no, with what was said and typed."""

    publication_id: UUID
    said: Mapping[str, str] = field(repr=False)
    words: str = field(repr=False)
    error: str = "項目ごとに、公表してよいかどうかを選んでください。"


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftField:
    """One field of a draft; *asked* where the proposer says yes or no to it."""

    code: str
    words: str
    text: str = field(repr=False)
    asked: bool
    pictures: Sequence[tuple[str, str]] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One draft with the desk's words about it."""

    asked: AskedPublication
    words: str = field(repr=False)
    fields: Sequence[DraftField] = field(repr=False)

    @property
    def refused(self) -> str:
        """Return the words of the fields that may not be published."""
        return "、".join(FIELD_WORDS[code] for code in self.asked.refused or ())


async def drafts_on_page(work: Work, proposal_id: UUID) -> list[Draft]:
    """Return what the proposer is or was asked about, newest first; what was destroyed is left out."""
    asked = await work.publications.of(proposal_id)
    contents = await work.publications.contents(asked)
    notes = await work.notes.words([one.note_id for one in asked]) if asked else {}
    drafts = []
    for one in asked:
        content = contents.get(one.publication_id)
        if content is None:
            continue
        said = texts_of(content)
        place = f"/status/publications/{one.publication_id}/pictures"
        pictures = [(f"{place}/{two}", words) for two, words in zip(one.pictures, content.captions, strict=False)]
        fields = [
            DraftField(
                code=code,
                words=words,
                text=said[code],
                asked=code in one.fields,
                pictures=pictures if code == PICTURES else (),
            )
            for code, words in FIELD_WORDS.items()
            if said[code]
        ]
        drafts.append(Draft(asked=one, words=notes.get(one.note_id, ""), fields=fields))
    return drafts
