"""A person of the desk decides about a message in the holding box."""

from datetime import datetime
from uuid import UUID

from services.intake.domain.outcome import Decision
from services.intake.handlers.refusals import NotHeld, ReasonMissing, ReasonTooLong
from services.intake.storage.work import Work
from shared.documents import DocumentKind, KeeperKind

MAX_REASON_CHARACTERS = 1000


async def make_it_a_proposal(raw_id: UUID, work: Work, *, by: UUID, now: datetime) -> None:
    """Let the message be read again and become a proposal whatever it looks like; raise NotHeld."""
    decided = await work.held.decide(raw_id, Decision.PROPOSAL, by=by, at=now, reason_document_id=None)
    if not decided or not await work.raw_messages.reopen(raw_id):
        raise NotHeld


async def set_it_aside(raw_id: UUID, desk_id: str, reason: str, work: Work, *, by: UUID, now: datetime) -> None:
    """Settle the message as not for us, with the reason kept sealed; raise ReasonMissing, ReasonTooLong or NotHeld."""
    words = reason.strip()
    if not words:
        raise ReasonMissing
    if len(words) > MAX_REASON_CHARACTERS:
        raise ReasonTooLong
    document_id = await work.documents.write(
        DocumentKind.REASON,
        words.encode("utf-8", "replace"),
        keeper_id=raw_id,
        keeper_kind=KeeperKind.RAW_MESSAGE,
        desk_id=desk_id,
    )
    decided = await work.held.decide(raw_id, Decision.NOT_FOR_US, by=by, at=now, reason_document_id=document_id)
    if not decided or not await work.raw_messages.reject(raw_id, at=now):
        raise NotHeld
