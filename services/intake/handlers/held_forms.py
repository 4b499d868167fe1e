"""Make a proposal of a held form: from what was sealed of it when it came, never by reading it as a mail."""

from collections.abc import Sequence
from datetime import datetime

from services.intake.domain.outcome import Outcome
from services.intake.handlers.contents import UNTITLED
from services.intake.handlers.proposing import Proposing, Said, SaidFile, new_proposal_id, number_proposals
from services.intake.handlers.recording import reader_of
from services.intake.storage.raw_messages import ClaimedRaw, Settlement
from services.intake.storage.work import Work
from shared.documents import Document, DocumentKind
from shared.documents.contents import ContactContent, ProposalContent
from shared.events import ProposerKind
from shared.scheme.model import DeskScheme

ORIGINAL = "original.json"
_SEALED = (DocumentKind.PROPOSAL, DocumentKind.CONTACT, DocumentKind.ATTACHMENT, DocumentKind.RAW)


async def accept_held_form(raw: ClaimedRaw, scheme: DeskScheme, work: Work, *, now: datetime) -> Outcome | None:
    """Write the proposal a person made of a held form; None when another reader was faster."""
    if not await work.raw_messages.lock_pending([raw.raw_id]):
        return None
    said = _said(raw, await work.documents.open_all(raw.raw_id, *_SEALED))
    proposal_id = new_proposal_id()
    # Settled before the number is taken: the counter's row is the last one locked.
    await work.raw_messages.settle_all({raw.raw_id: Settlement(outcome=Outcome.CASE, at=now, proposal_id=proposal_id)})
    numbered = await number_proposals([Proposing(said=said, proposal_id=proposal_id, scheme=scheme)], work, now=now)
    await work.insert(*numbered.rows)
    return Outcome.CASE


def _said(raw: ClaimedRaw, sealed: Sequence[Document]) -> Said:
    content = next((one.content for one in sealed if one.kind is DocumentKind.PROPOSAL), None)
    contact = next((one.content for one in sealed if one.kind is DocumentKind.CONTACT), None)
    whom = ContactContent() if contact is None else ContactContent.model_validate_json(contact)
    return Said(
        raw_id=raw.raw_id,
        channel=raw.channel,
        received_at=raw.received_at,
        actor=reader_of(raw),
        content=ProposalContent(title=UNTITLED) if content is None else ProposalContent.model_validate_json(content),
        contact=whom,
        files=(
            *(_file(one, one.name or "") for one in sealed if one.kind is DocumentKind.ATTACHMENT),
            *(_file(one, ORIGINAL) for one in sealed if one.kind is DocumentKind.RAW),
        ),
        proposer_kind=raw.proposer_kind or ProposerKind.UNKNOWN,
        answerable=bool(whom.email),
    )


def _file(document: Document, name: str) -> SaidFile:
    return SaidFile(name=name, media_type=document.media_type, content=document.content)
