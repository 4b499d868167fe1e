"""Turn what arrived into a proposal with a receipt number."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from services.intake.handlers.recording import recorded
from services.intake.storage.proposals import Mark, NewProposal
from services.intake.storage.work import Work
from shared.documents import DocumentKind, KeeperKind
from shared.documents.contents import ContactContent, ProposalContent
from shared.events import Channel, Classification, ProposalReceived, ProposerKind
from shared.ids import new_id
from shared.japanese.era import day_in_japan, fiscal_year
from shared.scheme.model import DeskScheme

JSON = "application/json"
PLAIN = "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidFile:
    """A file that came along; *text* is what could be read out of it."""

    name: str = field(repr=False)
    media_type: str
    content: bytes = field(repr=False)
    text: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A proposal as it was said, whatever door it came through; `received_at` decides its fiscal year."""

    raw_id: UUID
    channel: Channel
    received_at: datetime
    actor: str
    content: ProposalContent = field(repr=False)
    contact: ContactContent = field(repr=False)
    files: tuple[SaidFile, ...] = ()
    proposer_kind: ProposerKind = ProposerKind.UNKNOWN
    department: str | None = None
    answerable: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeper:
    """Under whose key what was said is sealed."""

    keeper_id: UUID
    kind: KeeperKind
    desk_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbered:
    """A proposal that is to be written under this id and was given this number."""

    proposal_id: UUID
    receipt: str


async def write_proposal(said: Said, proposal_id: UUID, scheme: DeskScheme, work: Work, *, now: datetime) -> Numbered:
    """Seal what was said, give it a number and record that it was received."""
    await work.documents.create_keeper(proposal_id, KeeperKind.PROPOSAL, desk_id=scheme.desk_id)
    keeper = Keeper(keeper_id=proposal_id, kind=KeeperKind.PROPOSAL, desk_id=scheme.desk_id)
    written = await seal_said(said, keeper, work)
    marks = tuple(
        Mark(field_key=filled.key, reason_document_id=written) for filled in said.content.fields if filled.protected
    )
    # The counter's row stays locked until the commit, so it is asked for after everything that takes time.
    year = fiscal_year(day_in_japan(said.received_at))
    counter = await work.proposals.next_number(scheme.desk_id, year)
    receipt = scheme.numbering.number(day_in_japan(said.received_at), counter)
    classification = Classification.PROTECTED if marks else Classification.LIMITED
    await work.proposals.add(
        NewProposal(
            proposal_id=proposal_id,
            desk_id=scheme.desk_id,
            receipt=receipt,
            raw_id=said.raw_id,
            channel=said.channel,
            proposer_kind=said.proposer_kind,
            department=said.department,
            answerable=said.answerable,
            classification=classification,
            created_at=said.received_at,
        )
    )
    await work.proposals.protect(proposal_id, scheme.desk_id, marks, at=now)
    await work.progress.begin(proposal_id, scheme.desk_id, receipt, at=said.received_at)
    await work.outbox.add(
        recorded(
            ProposalReceived(
                raw_id=said.raw_id,
                receipt=receipt,
                channel=said.channel,
                proposer_kind=said.proposer_kind,
                department=said.department,
                answerable=said.answerable,
            ),
            scheme=scheme,
            aggregate_id=proposal_id,
            version=1,
            raw_id=said.raw_id,
            actor=said.actor,
            now=now,
            classification=classification,
        )
    )
    return Numbered(proposal_id=proposal_id, receipt=receipt)


def new_proposal_id() -> UUID:
    """Return an id for a proposal that is about to be written."""
    return new_id()


async def seal_said(said: Said, keeper: Keeper, work: Work) -> UUID:
    """Seal content, contact and files under *keeper*; return the id of the content's document."""
    written = await _seal(work, keeper, DocumentKind.PROPOSAL, said.content.to_bytes())
    await _seal(work, keeper, DocumentKind.CONTACT, said.contact.to_bytes())
    for position, file in enumerate(said.files):
        kind, media_type = DocumentKind.ATTACHMENT, file.media_type
        await _seal(work, keeper, kind, file.content, media_type=media_type, name=file.name, position=position)
        if file.text:
            text, kind = file.text.encode("utf-8", "replace"), DocumentKind.EXTRACTED_TEXT
            await _seal(work, keeper, kind, text, media_type=PLAIN, name=file.name, position=position)
    return written


async def _seal(
    work: Work,
    keeper: Keeper,
    kind: DocumentKind,
    content: bytes,
    *,
    media_type: str = JSON,
    name: str | None = None,
    position: int = 0,
) -> UUID:
    return await work.documents.write(
        kind,
        content,
        keeper_id=keeper.keeper_id,
        keeper_kind=keeper.kind,
        desk_id=keeper.desk_id,
        media_type=media_type,
        name=name,
        position=position,
    )
