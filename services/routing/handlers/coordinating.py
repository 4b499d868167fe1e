"""What acts of coordination write down, and what they tell the companies that were chosen."""

from typing import Final
from uuid import UUID

from services.routing.domain.case import Case
from services.routing.domain.coordination_refusals import NoSuchTemplate
from services.routing.domain.roles import Body
from services.routing.domain.task import Task
from services.routing.handlers.offering import note_to_addressee
from services.routing.ports import Work
from shared.documents import DocumentKind
from shared.documents.office import DecisionContent
from shared.events import OwedBy
from shared.scheme.model import DeskScheme
from shared.scheme.procedures import ProcedureTemplate

# What a body outside reads, where the desk writes nothing of its own.
PARTNERS_BEGIN: Final = (
    "調整が整いましたので、連携事業の実施を始めることといたしました。引き続きよろしくお願いいたします。"
)
PARTNERS_DONE: Final = "連携事業が完了いたしました。ご協力いただき、誠にありがとうございました。"

CHASED: Final = "お願いしております件について、ご準備の状況をお知らせくださいますようお願いいたします。"


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


async def written_reference(work: Work, case: Case, reference: str) -> UUID | None:
    """Store the number of an internal approval; None where none was given."""
    said = reference.strip()
    if not said:
        return None
    content = DecisionContent(reference=said).to_bytes().decode()
    return await work.contents.write_decided(DocumentKind.DECISION, case.case_id, case.desk_id, content)


async def written_task(work: Work, case: Case, words: str, owed_by: OwedBy, known: Task | None) -> UUID | None:
    """Store what is owed, as whoever owes it may read it; what was said before where nothing new is said."""
    said = words.strip()
    if not said:
        # What a body outside is to read is written for it: words for colleagues are not passed on unseen.
        readable = known is not None and (known.owed_by is owed_by or owed_by is not OwedBy.COUNTERPART)
        return known.words_id if known is not None and readable else None
    if owed_by is OwedBy.COUNTERPART and case.cast.proposer is Body.PARTY:
        return await work.contents.write_note(case.case_id, case.desk_id, said)
    if owed_by is OwedBy.COUNTERPART:
        return await work.contents.write_to_addressee(case.case_id, case.desk_id, said)
    return await work.contents.write_decided(DocumentKind.TASK, case.case_id, case.desk_id, said)


def owner_of(case: Case, said: str, known: Task | None) -> tuple[OwedBy, str | None]:
    """Return who owes something, from one word; who owed it before where nothing is said, the desk for what is new."""
    if not said and known is not None:
        return known.owed_by, known.department
    if said in {"", OwedBy.DESK.value}:
        return OwedBy.DESK, None
    if said == OwedBy.COUNTERPART.value:
        return OwedBy.COUNTERPART, None
    return (OwedBy.MUNICIPALITY if said in case.joined else OwedBy.DEPARTMENT), said


def as_owner(case: Case, template: ProcedureTemplate | None) -> str:
    """Return who owes what a template asks for, as `owner_of` reads it."""
    if template is None:
        return ""
    return (case.in_charge or "") if template.owner == "lead" else template.owner


def template_of(scheme: DeskScheme, code: str | None) -> ProcedureTemplate | None:
    """Return a template by its code; raise NoSuchTemplate."""
    if code is None:
        return None
    found = next((one for one in scheme.procedures if one.code == code), None)
    if found is None:
        raise NoSuchTemplate
    return found


def tells_outside(owed: Task | None) -> bool:
    """Tell whether whoever owes it stands outside the office."""
    return owed is not None and owed.owed_by is OwedBy.COUNTERPART
