"""Documents of a case: intake's, opened by its grants, and routing's own."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from services.routing.ports import Disclosure, Idea
from services.routing.storage import tables
from services.routing.storage.attachments import Attachments
from services.routing.storage.openness import sorted_out
from shared.documents import Document, DocumentKind, Documents, KeeperKind, Keyring
from shared.documents.as_read import READ_TOGETHER, AsRead, as_read
from shared.documents.contents import ContactContent, ProposalContent, SheetContent
from shared.documents.office import MeetingContent, ReviewContent
from shared.scheme.fields import Field


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A proposal as it reads by now, and all its text with that of its attachments."""

    read: AsRead
    text: str = field(repr=False)


class CaseContents:
    """Implements the port Contents in one transaction."""

    def __init__(self, connection: AsyncConnection, keyring: Keyring) -> None:
        """Join the caller's transaction."""
        self._given = Documents(connection, tables.given, keyring)
        self.files = Attachments(connection, self._given)
        self._own = Documents(connection, tables.documents, keyring)

    async def as_read(self, proposal_id: UUID) -> AsRead:
        """Open what is proposed and whom to answer, as the desk reads it by now."""
        return as_read(await self._given.open_all(proposal_id, *READ_TOGETHER))

    async def all_as_read(self, proposal_ids: Collection[UUID]) -> Mapping[UUID, AsRead]:
        """Open what as_read opens, of many proposals at once; one whose key is gone is left out."""
        opened = await self._given.open_many(proposal_ids, *READ_TOGETHER)
        return {
            proposal_id: as_read(found)
            for proposal_id, found in opened.items()
            if _first(found, DocumentKind.PROPOSAL) is not None
        }

    async def given(self, proposal_ids: Collection[UUID]) -> Mapping[UUID, tuple[ProposalContent, ContactContent]]:
        """Open what is proposed and whom to answer, of many proposals at once; raise KeyDestroyed when one is gone."""
        opened = await self._opened(proposal_ids, DocumentKind.CONTACT)
        return {
            proposal_id: (
                _proposal(found),
                ContactContent.model_validate_json(_first(found, DocumentKind.CONTACT) or b"{}"),
            )
            for proposal_id, found in opened.items()
        }

    async def ideas(self, proposal_ids: Collection[UUID]) -> Mapping[UUID, Idea]:
        """Return all text of each proposal, attachments' included; raise KeyDestroyed when one is gone."""
        opened = await self._opened(proposal_ids, DocumentKind.EXTRACTED_TEXT, DocumentKind.SHEET)
        return {proposal_id: _idea(found, _proposal(found)) for proposal_id, found in opened.items()}

    async def said(self, proposal_ids: Collection[UUID], *, choices: Collection[str]) -> Mapping[UUID, Said]:
        """Open what each proposal says by now; leave out what was destroyed.

        What was chosen in the fields *choices* is no part of the text: its words are the form's, not the proposer's.
        """
        opened = await self._given.open_many(proposal_ids, *READ_TOGETHER, DocumentKind.EXTRACTED_TEXT)
        return {
            proposal_id: _said(found, choices)
            for proposal_id, found in opened.items()
            if _first(found, DocumentKind.PROPOSAL) is not None
        }

    async def own_texts(self, document_ids: Collection[UUID]) -> Mapping[UUID, str]:
        """Return what the office wrote in these documents; one that was destroyed is not among them."""
        found = await self._own.get_many(document_ids)
        return {document_id: document.text for document_id, document in found.items()}

    async def disclosures(self, proposals: Mapping[UUID, Collection[Field]]) -> Mapping[UUID, Disclosure]:
        """Return what each proposal says openly and what not; one that was destroyed is not among them.

        Each is given with the fields of its desk's form that say who proposes.
        """
        opened = await self._given.open_many(list(proposals), *READ_TOGETHER)
        return {
            proposal_id: sorted_out(as_read(found), proposals[proposal_id])
            for proposal_id, found in opened.items()
            if _first(found, DocumentKind.PROPOSAL) is not None
        }

    async def _opened(self, proposal_ids: Collection[UUID], *beside: DocumentKind) -> dict[UUID, list[Document]]:
        """Open the proposals and the documents of the kinds *beside* them."""
        kinds = (DocumentKind.PROPOSAL, *beside)
        opened = await self._given.open_many(proposal_ids, *kinds)
        for proposal_id, found in opened.items():
            if _first(found, DocumentKind.PROPOSAL) is None:
                # Never written, or destroyed: asked alone it says which.
                opened[proposal_id] = await self._given.open_all(proposal_id, *kinds)
        return opened

    async def html(self, proposal_id: UUID) -> str | None:
        """Open the cleaned HTML of the mail; None when it had none."""
        found = await self._given.open_all(proposal_id, DocumentKind.READABLE_HTML)
        return found[0].text if found else None

    async def own_text(self, document_id: UUID) -> str:
        """Open what the office wrote."""
        return (await self._own.open(document_id)).text

    async def told_to(self, document_ids: Collection[UUID]) -> Mapping[UUID | None, str]:
        """Open those of these documents of the office that the reader may open."""
        found = await self._own.get_many(document_ids) if document_ids else {}
        return {document_id: document.text for document_id, document in found.items()}

    async def write_abstract(self, case_id: UUID, desk_id: str, text: str) -> UUID:
        """Store the desk's abstract, which tells the idea and therefore goes with it."""
        return await self._write(DocumentKind.ABSTRACT, KeeperKind.CASE_GIVEN, case_id, desk_id, text)

    async def write_reason(self, case_id: UUID, desk_id: str, text: str) -> UUID:
        """Store the reason of a verdict, which outlives the idea."""
        return await self._write(DocumentKind.REASON, KeeperKind.CASE_DECIDED, case_id, desk_id, text)

    async def write_note(self, case_id: UUID, desk_id: str, text: str) -> UUID:
        """Store what the office tells the proposer, which outlives the idea."""
        return await self._write(DocumentKind.NOTE_TO_PROPOSER, KeeperKind.CASE_DECIDED, case_id, desk_id, text)

    async def write_internal_note(self, case_id: UUID, desk_id: str, text: str) -> UUID:
        """Store a note that stays inside the office."""
        return await self._write(DocumentKind.INTERNAL_NOTE, KeeperKind.CASE_DECIDED, case_id, desk_id, text)

    async def write_review(self, case_id: UUID, desk_id: str, review: ReviewContent) -> UUID:
        """Store what an addressee wrote down beside its verdict."""
        text = review.to_bytes().decode()
        return await self._write(DocumentKind.REVIEW, KeeperKind.CASE_DECIDED, case_id, desk_id, text)

    async def write_minutes(self, case_id: UUID, desk_id: str, meeting: MeetingContent) -> UUID:
        """Store what was said in a meeting."""
        text = meeting.to_bytes().decode()
        return await self._write(DocumentKind.MINUTES, KeeperKind.CASE_DECIDED, case_id, desk_id, text)

    async def write_decided(self, kind: DocumentKind, case_id: UUID, desk_id: str, text: str) -> UUID:
        """Store what the office decided or learned, which outlives the idea."""
        return await self._write(kind, KeeperKind.CASE_DECIDED, case_id, desk_id, text)

    async def write_to_addressee(self, case_id: UUID, desk_id: str, text: str) -> UUID:
        """Store what the office tells who was asked, which outlives the idea."""
        return await self._write(DocumentKind.NOTE_TO_ADDRESSEE, KeeperKind.CASE_DECIDED, case_id, desk_id, text)

    async def write_told(self, kind: DocumentKind, case_id: UUID, desk_id: str, text: str) -> UUID:
        """Store words that tell of the idea (what is released of it, a question, an act's draft) and go with it."""
        return await self._write(kind, KeeperKind.CASE_GIVEN, case_id, desk_id, text)

    async def _write(self, kind: DocumentKind, keeper: KeeperKind, case_id: UUID, desk_id: str, text: str) -> UUID:
        return await self._own.write(kind, text.encode(), keeper_id=case_id, keeper_kind=keeper, desk_id=desk_id)


def _first(found: Iterable[Document], kind: DocumentKind) -> bytes | None:
    return next((document.content for document in found if document.kind is kind), None)


def _proposal(found: Iterable[Document]) -> ProposalContent:
    return ProposalContent.model_validate_json(_first(found, DocumentKind.PROPOSAL) or b'{"title":""}')


def _said(found: Sequence[Document], choices: Collection[str]) -> Said:
    read = as_read(found)
    return Said(read=read, text=_idea(found, read.content, choices).words)


def _idea(found: Sequence[Document], proposal: ProposalContent, left_out: Collection[str] = ()) -> Idea:
    """Return what was said; of a file that was read as a sheet only what was filled in, not what is printed on it."""
    opened = [(one.position, SheetContent.model_validate_json(one.content)) for one in found if _is_sheet(one)]
    # What came with a reply has the positions of that reply.
    beside = {position: sheet for position, sheet in opened if sheet.reply_id is None}
    texts = (one for one in found if one.kind is DocumentKind.EXTRACTED_TEXT)
    read = {*proposal.sheets, *beside}
    files = (one.text for one in texts if one.position not in read)
    sheets = (sheet.without(left_out).words for sheet in beside.values())
    rest = "\n".join((proposal.without(left_out).filled, *sheets, *files))
    return Idea(title=proposal.title, text=proposal.text, rest=rest)


def _is_sheet(document: Document) -> bool:
    return document.kind is DocumentKind.SHEET
