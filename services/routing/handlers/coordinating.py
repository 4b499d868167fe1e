"""What acts of coordination write down, and what they tell the companies that were chosen."""

from typing import Final
from uuid import UUID

from services.routing.domain.case import Case
from services.routing.domain.roles import Body
from services.routing.handlers.offering import note_to_addressee
from services.routing.ports import Work
from shared.documents import DocumentKind
from shared.documents.office import DecisionContent

# What a body outside reads, where the desk writes nothing of its own.
PARTNERS_BEGIN: Final = (
    "調整が整いましたので、連携事業の実施を始めることといたしました。引き続きよろしくお願いいたします。"
)
PARTNERS_DONE: Final = "連携事業が完了いたしました。ご協力いただき、誠にありがとうございました。"


async def to_partners(work: Work, case: Case, words: str) -> UUID | None:
    """Store what the companies that were chosen are told; departments read the case."""
    return await note_to_addressee(work, case, words) if case.cast.addressee is Body.PARTY else None


async def written_decision(work: Work, case: Case, body: str, reference: str) -> UUID | None:
    """Store who decided, and under which approval; None where nobody is named."""
    said = DecisionContent(body=body.strip(), reference=reference.strip())
    if not said.body:
        return None
    return await work.contents.write_decided(
        DocumentKind.DECISION, case.case_id, case.desk_id, said.to_bytes().decode()
    )
