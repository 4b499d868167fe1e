"""Subject and sender of the messages on a page of a list, so that one can be told from another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from services.intake.storage.queries import RawRow
from services.intake.storage.work import Work
from shared.access.actor import Actor
from shared.access.policy import Action, CaseScope, allowed, is_break_glass
from shared.access.reads import require_reads
from shared.documents import Document, DocumentKind
from shared.documents.contents import ContactContent, ProposalContent, ReplyContent

_LONGEST: Final = 60


@dataclass(frozen=True, slots=True)
class Glimpse:
    """A line of what a message is about, and who sent it; both are empty before it was read."""

    subject: str = field(default="", repr=False)
    sender: str = field(default="", repr=False)


async def glimpses_of(
    rows: Sequence[RawRow], actor: Actor, action: Action, work: Work, *, now: datetime
) -> Mapping[UUID, Glimpse]:
    """Return a glimpse of each message; each is written down as a look, for it is one.

    Whoever may only break the glass does so for one message, not for a page of them, and sees none here.
    """
    scope = CaseScope(desk_id=actor.desk_id)
    if not rows or action not in allowed(actor, scope) or is_break_glass(actor, action, scope):
        return {}
    await require_reads(work.connection, actor, action, scope, what_ids=[str(row.raw_id) for row in rows], now=now)
    kinds = (DocumentKind.PROPOSAL, DocumentKind.CONTACT, DocumentKind.REPLY)
    opened = await work.documents.open_many({row.filed_under for row in rows}, *kinds)
    return {row.raw_id: _glimpse(opened[row.filed_under]) for row in rows}


def _glimpse(documents: Sequence[Document]) -> Glimpse:
    subject = sender = ""
    for one in documents:
        match one.kind:
            case DocumentKind.REPLY:
                reply = ReplyContent.model_validate_json(one.content)
                return Glimpse(_line(reply.subject), _line(reply.sender_name or reply.sender_address))
            case DocumentKind.PROPOSAL:
                subject = ProposalContent.model_validate_json(one.content).title
            case DocumentKind.CONTACT:
                contact = ContactContent.model_validate_json(one.content)
                sender = contact.name or contact.email
            case _:
                continue
    return Glimpse(_line(subject), _line(sender))


def _line(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"
