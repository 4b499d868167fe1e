"""A proposal as the desk reads it by now: what was proposed, sheets that came later, and what was corrected."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from shared.documents.contents import ContactContent, FieldCorrection, ProposalContent, SheetContent, corrections_in
from shared.documents.kinds import DocumentKind
from shared.documents.shapes import Document

# What has to be opened for it.
READ_TOGETHER: Final = (DocumentKind.PROPOSAL, DocumentKind.CONTACT, DocumentKind.READING, DocumentKind.SHEET)


@dataclass(frozen=True, slots=True, kw_only=True)
class AsRead:
    """What stands on the page of a case; *beside* are sheets that are shown, and never mixed into it."""

    content: ProposalContent = field(repr=False)
    contact: ContactContent = field(repr=False)
    corrections: Sequence[FieldCorrection] = field(repr=False)
    beside: tuple[SheetContent, ...] = field(repr=False)


def as_read(found: Iterable[Document]) -> AsRead:
    """Put together what the documents of one proposal say.

    A proposal without any fields, such as a plain mail, gets those of the first sheet that a trusted reply brought.
    """
    documents = list(found)
    content = ProposalContent.model_validate_json(_first(documents, DocumentKind.PROPOSAL) or b'{"title":""}')
    contact = ContactContent.model_validate_json(_first(documents, DocumentKind.CONTACT) or b"{}")
    sheets = (one.content for one in documents if one.kind is DocumentKind.SHEET)
    beside = sorted(map(SheetContent.model_validate_json, sheets), key=lambda one: one.at)
    stands_in = _standing_in(content, contact, beside)
    if stands_in is not None:
        beside.remove(stands_in)
        content = content.model_copy(update={"fields": stands_in.fields, "unread": stands_in.unread})
        contact = contact.model_copy(update={"written": stands_in.written})
    corrections = corrections_in(one.content for one in documents if one.kind is DocumentKind.READING)
    return AsRead(
        content=content.corrected(corrections),
        contact=contact.corrected(corrections),
        corrections=corrections,
        beside=tuple(beside),
    )


def _standing_in(
    content: ProposalContent, contact: ContactContent, sheets: Sequence[SheetContent]
) -> SheetContent | None:
    if content.fields or content.unread or contact.written:
        return None
    return next((one for one in sheets if one.reply_id is not None and one.trusted), None)


def _first(found: Sequence[Document], kind: DocumentKind) -> bytes | None:
    return next((one.content for one in found if one.kind is kind), None)
