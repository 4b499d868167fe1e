"""Everything that was decided about one message, with the reasons somebody gave."""

from dataclasses import dataclass, field
from uuid import UUID

from services.intake.storage.decisions import PastDecision
from services.intake.storage.work import Work
from shared.documents import DocumentKind


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenDecision:
    """A decision with the words of its reason, where it has one."""

    said: PastDecision
    reason: str = field(repr=False)


async def history_of(raw_id: UUID, work: Work) -> list[SeenDecision]:
    """Return what was decided about a message, in its order, for whoever was allowed to look."""
    past = await work.decisions.of(raw_id)
    reasons: dict[UUID | None, str] = {}
    if any(one.reason_document_id is not None for one in past):
        opened = await work.documents.open_all(raw_id, DocumentKind.REASON)
        reasons = {one.document_id: one.content.decode("utf-8", "replace") for one in opened}
    return [SeenDecision(said=one, reason=reasons.get(one.reason_document_id, "")) for one in past]
