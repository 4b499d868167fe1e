"""Turn what arrived into a proposal with a receipt number."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import accumulate
from operator import itemgetter
from uuid import UUID

from services.intake.handlers.recording import recorded
from services.intake.storage.proposals import NewProposal, Protected
from services.intake.storage.work import Work
from shared.database.rows import TableRows
from shared.documents import DocumentKind, KeeperKind, NewDocument, NewKeeper
from shared.documents.contents import ContactContent, ProposalContent
from shared.events import Channel, Classification, Fact, ProposalReceived, ProposerKind, Recorded
from shared.events.ledger import LedgerKind
from shared.ids import new_id
from shared.japanese.era import day_in_japan, fiscal_year
from shared.ledger_numbers import kind_in
from shared.scheme.model import DeskScheme

JSON = "application/json"
PLAIN = "text/plain; charset=utf-8"
HTML = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidFile:
    """A file that came along; *text* is what could be read out of it."""

    name: str = field(repr=False)
    media_type: str
    content: bytes = field(repr=False)
    text: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A proposal as it was said, whatever door it came through.

    The day it was received decides its fiscal year: `received_on` where a person wrote down an earlier one.
    """

    raw_id: UUID
    channel: Channel
    received_at: datetime
    actor: str
    content: ProposalContent = field(repr=False)
    contact: ContactContent = field(repr=False)
    files: tuple[SaidFile, ...] = ()
    html: str | None = field(default=None, repr=False)
    proposer_kind: ProposerKind = ProposerKind.UNKNOWN
    department: str | None = None
    answerable: bool = False
    acknowledge: bool = True
    received_on: date | None = None
    call: str | None = None
    registration_id: UUID | None = None

    @property
    def day(self) -> date:
        """Return the day it was received, in Japan."""
        return self.received_on or day_in_japan(self.received_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeper:
    """Under whose key what was said is sealed."""

    keeper_id: UUID
    kind: KeeperKind
    desk_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposing:
    """What is to become a proposal under this id."""

    said: Said
    proposal_id: UUID
    scheme: DeskScheme


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbered:
    """Proposals that have their numbers, in the order they were given; the rows are still to be inserted."""

    receipts: list[str]
    rows: Sequence[TableRows] = field(repr=False)


async def number_proposals(new: Sequence[Proposing], work: Work, *, now: datetime) -> Numbered:
    """Seal what was said, give each its number in this order, and record that it was received."""
    if not new:
        return Numbered(receipts=[], rows=())
    documents = [documents_of(one.said, _keeper_of(one)) for one in new]
    sealed = work.documents.seal_anew(
        (NewKeeper(keeper_id=one.proposal_id, kind=KeeperKind.PROPOSAL, desk_id=one.scheme.desk_id) for one in new),
        [document for of_one in documents for document in of_one],
    )
    # The content comes first among the documents of each.
    contents = [sealed.ids[place] for place in accumulate((len(of_one) for of_one in documents[:-1]), initial=0)]
    # The counters' rows stay locked until the commit, so they are asked for after everything that takes time.
    receipts = await _numbers(new, work)
    rows = [_row(one, receipt) for one, receipt in zip(new, receipts, strict=True)]
    protected = [
        Protected(
            proposal_id=one.proposal_id,
            desk_id=one.scheme.desk_id,
            field_key=filled.key,
            reason_document_id=document_id,
            at=now,
        )
        for one, document_id in zip(new, contents, strict=True)
        for filled in one.said.content.fields
        if filled.protected
    ]
    facts = [_received(one, row, now) for one, row in zip(new, rows, strict=True)]
    return Numbered(
        receipts=receipts, rows=(sealed.rows, work.proposals.rows(rows, protected), work.outbox.rows(facts))
    )


def new_proposal_id() -> UUID:
    """Return an id for a proposal that is about to be written."""
    return new_id()


async def _numbers(new: Sequence[Proposing], work: Work) -> list[str]:
    counted: dict[tuple[str, int], list[Proposing]] = {}
    for one in new:
        year = fiscal_year(one.said.day)
        counted.setdefault((one.scheme.desk_id, year), []).append(one)
    receipts = {}
    # In one order, so that two transactions cannot wait for each other's counters.
    for (desk_id, year), of_year in sorted(counted.items(), key=itemgetter(0)):
        counters = await work.proposals.reserve_numbers(desk_id, year, len(of_year))
        for one, counter in zip(of_year, counters, strict=True):
            receipts[one.proposal_id] = one.scheme.numbering.number(one.said.day, counter)
    return [receipts[one.proposal_id] for one in new]


def _row(one: Proposing, receipt: str) -> NewProposal:
    said = one.said
    return NewProposal(
        proposal_id=one.proposal_id,
        desk_id=one.scheme.desk_id,
        receipt=receipt,
        raw_id=said.raw_id,
        channel=said.channel,
        proposer_kind=said.proposer_kind,
        department=said.department,
        answerable=said.answerable,
        acknowledge=said.acknowledge,
        call=_answered(said.call).get("call"),
        classification=Classification.PROTECTED
        if any(filled.protected for filled in said.content.fields)
        else Classification.LIMITED,
        created_at=said.received_at,
    )


def _answered(number: str | None) -> dict[str, str]:
    """Return which call a proposal answers, or of which forum it comes."""
    if number is None:
        return {}
    return {"forum" if kind_in(number) is LedgerKind.FORUM else "call": number}


def _received(one: Proposing, row: NewProposal, now: datetime) -> Recorded[Fact]:
    fact = ProposalReceived(
        raw_id=row.raw_id,
        receipt=row.receipt,
        channel=row.channel,
        proposer_kind=row.proposer_kind,
        department=row.department,
        answerable=row.answerable,
        acknowledge=row.acknowledge,
        registration_id=one.said.registration_id,
        **_answered(one.said.call),
    )
    return recorded(
        fact,
        scheme=one.scheme,
        aggregate_id=one.proposal_id,
        version=1,
        raw_id=row.raw_id,
        actor=one.said.actor,
        now=now,
        classification=row.classification,
    )


def _keeper_of(one: Proposing) -> Keeper:
    return Keeper(keeper_id=one.proposal_id, kind=KeeperKind.PROPOSAL, desk_id=one.scheme.desk_id)


def documents_of(said: Said, keeper: Keeper) -> list[NewDocument]:
    """Return the documents of what was said under *keeper*: the content first, then the contact and the files."""
    content = _document(keeper, DocumentKind.PROPOSAL, said.content.to_bytes())
    contact = _document(keeper, DocumentKind.CONTACT, said.contact.to_bytes())
    html = readable_html(said, content)
    return [content, contact, *html, *file_documents(said.files, content)]


def readable_html(said: Said, beside: NewDocument) -> list[NewDocument]:
    """Return the document of the HTML that came with *beside*, cleaned for showing, where there was any."""
    if said.html is None:
        return []
    content = said.html.encode("utf-8", "replace")
    return [replace(beside, kind=DocumentKind.READABLE_HTML, content=content, media_type=HTML)]


def file_documents(files: Iterable[SaidFile], beside: NewDocument) -> list[NewDocument]:
    """Return the documents of files that came with *beside*: each file, and what could be read out of it."""
    found = []
    for position, file in enumerate(files):
        placed = replace(beside, name=file.name, position=position)
        kind = DocumentKind.ATTACHMENT
        found.append(replace(placed, kind=kind, content=file.content, media_type=file.media_type))
        if file.text:
            text = file.text.encode("utf-8", "replace")
            found.append(replace(placed, kind=DocumentKind.EXTRACTED_TEXT, content=text, media_type=PLAIN))
    return found


def _document(keeper: Keeper, kind: DocumentKind, content: bytes) -> NewDocument:
    return NewDocument(
        kind=kind,
        content=content,
        keeper_id=keeper.keeper_id,
        keeper_kind=keeper.kind,
        desk_id=keeper.desk_id,
        media_type=JSON,
    )
