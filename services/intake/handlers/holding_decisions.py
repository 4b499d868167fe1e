"""A person of the desk decides about a message: mostly one in the holding box, now and then one a rule misjudged."""

from collections.abc import Collection
from datetime import datetime
from typing import Final
from uuid import UUID

from services.intake.domain.outcome import Decision, Outcome
from services.intake.domain.replies import numbers_in
from services.intake.handlers.refusals import NoSuchReceipt, NotHeld, ReasonMissing, ReasonTooLong
from services.intake.storage.decisions import Taken
from services.intake.storage.proposals import Given
from services.intake.storage.work import Work
from shared.documents import DocumentKind, KeeperKind

MAX_REASON_CHARACTERS = 1000
# What a rule decided, a person may decide otherwise; a proposal and a reply stand.
OPEN: Final = frozenset({Outcome.HELD, Outcome.SPAM, Outcome.DUPLICATE, Outcome.MACHINE, Outcome.NOT_FOR_US})
# What a person decided is not read again of itself.
READABLE_AGAIN: Final = OPEN - {Outcome.NOT_FOR_US}


async def make_it_a_proposal(raw_id: UUID, work: Work, *, by: UUID, now: datetime) -> None:
    """Let the message be read again and become a proposal whatever it looks like; raise NotHeld."""
    taken = Taken(decision=Decision.PROPOSAL, by=by, at=now)
    if not await work.decisions.read_again([raw_id], taken, OPEN, forced=True):
        raise NotHeld


async def attach_it(raw_id: UUID, desk_id: str, receipt: str, work: Work, *, by: UUID, now: datetime) -> None:
    """Let the mail be read again and become a reply to a proposal of its desk; raise NoSuchReceipt or NotHeld."""
    numbers = [Given(desk_id, number) for number in numbers_in(receipt)]
    named = await work.replies.numbered(numbers[:1])
    if not named:
        raise NoSuchReceipt
    taken = Taken(decision=Decision.ATTACH, by=by, at=now, attach_to=named[numbers[0]])
    if not await work.decisions.read_again([raw_id], taken, OPEN):
        raise NotHeld


async def read_again(raw_ids: Collection[UUID], work: Work, *, by: UUID, now: datetime) -> set[UUID]:
    """Let mails be read again with today's rules, those that nobody has decided about; return which they are."""
    taken = Taken(decision=Decision.READ_AGAIN, by=by, at=now)
    return await work.decisions.read_again(raw_ids, taken, READABLE_AGAIN)


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
    taken = Taken(decision=Decision.NOT_FOR_US, by=by, at=now, reason_document_id=document_id)
    if not await work.decisions.set_aside(raw_id, taken):
        raise NotHeld
