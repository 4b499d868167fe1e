"""A person has dealt with a message that belonged to nobody: it stays kept, and is shown no more."""

from datetime import datetime
from uuid import UUID

from services.operations.domain.delivery import Act
from services.operations.domain.letters import Letter
from services.operations.handlers.acting import usable_reason
from services.operations.storage.acts import NewAct
from services.operations.storage.work import Work
from shared.access.actor import Actor
from shared.access.policy import Action, require


async def close_letter(work: Work, actor: Actor, letter_id: UUID, *, reason: str, at: datetime) -> Letter:
    """Close the letter with a reason; raise NotAllowed, NoSuchLetter, ReasonMissing or ReasonTooLong."""
    require(actor, Action.DELIVERY_DISCARD)
    said = usable_reason(reason)
    letter = await work.letters.close(letter_id, at=at, by=actor.account_id, reason=said)
    await work.acts.add(
        NewAct(
            act=Act.CLOSE_LETTER,
            by=actor.account_id,
            at=at,
            event_id=letter.event_id,
            reason=said,
            before={"letter": str(letter_id), "open": True},
            after={"letter": str(letter_id), "open": False},
        )
    )
    return letter
