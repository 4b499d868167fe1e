"""Why something is done with a call; the words are a document of the call."""

from uuid import UUID

from pydantic import Field

from services.routing.domain.ledger.calls.call import Call
from services.routing.handlers.ledger.door import Doing
from services.routing.handlers.verbs.door import Asked
from shared.documents.calls import CallReason


class Reason(Asked):
    """Why it is done."""

    reason: str = Field(title="理由", description="庁内の記録です。公開しません。", max_length=2_000, min_length=1)


async def written(doing: Doing, call: Call, asked: Reason) -> UUID:
    """Keep the reason and return its document."""
    return await doing.work.ledger_texts.write(call.item_id, call.desk_id, CallReason(words=asked.reason))


async def written_words(doing: Doing, call: Call, words: str) -> UUID | None:
    """Keep words about an application and return their document; None where nothing was said."""
    said = words.strip()
    if not said:
        return None
    return await doing.work.ledger_texts.write(call.item_id, call.desk_id, CallReason(words=said))
