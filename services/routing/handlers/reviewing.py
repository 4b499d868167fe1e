"""What an addressee writes down beside its verdict: conditions, benefits, the desk's review form, the approval."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from services.routing.domain.case import Case
from services.routing.domain.refusals import ConditionsUnasked
from services.routing.handlers.verbs.words import written_note
from services.routing.ports import Work
from shared.documents.office import ApprovalReference, Benefits, ReviewAnswer, ReviewContent
from shared.errors import Invalid
from shared.events import Verdict
from shared.scheme.deciding import Review

# How an open point is called that is no field of the scheme.
APPROVAL = "approval"


class NoSuchReviewField(Invalid):
    """The desk's review form has no such field."""

    public_message = "検討の記録に、このデスクの設定にない項目があります。"


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What is written beside a verdict; *answers* by the codes of the scheme's fields."""

    conditions: str = field(default="", repr=False)
    benefits: Benefits = field(default_factory=Benefits, repr=False)
    answers: Mapping[str, str] = field(default_factory=dict, repr=False)
    approval: ApprovalReference = field(default_factory=ApprovalReference, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """The documents that were written, and the points that had to be filled in and were not."""

    conditions_id: UUID | None
    review_id: UUID | None
    open_fields: tuple[str, ...]


def open_points(beside: Beside, form: Review) -> tuple[str, ...]:
    """Return what the desk requires and nobody filled in, in the order of the form."""
    missing = [one.code for one in form.fields if one.required and not beside.answers.get(one.code, "").strip()]
    unapproved = form.decision_reference_required and not beside.approval.number.strip()
    return (*missing, *([APPROVAL] if unapproved else []))


async def keep(work: Work, case: Case, beside: Beside, verdict: Verdict, form: Review) -> Kept:
    """Store what was written beside a verdict; raise NoSuchReviewField or ConditionsUnasked."""
    if set(beside.answers) - {one.code for one in form.fields}:
        raise NoSuchReviewField
    if beside.conditions.strip() and verdict is not Verdict.CONDITIONAL:
        raise ConditionsUnasked
    review = _review(beside, form)
    empty = review == ReviewContent()
    return Kept(
        conditions_id=await written_note(work, case, beside.conditions),
        review_id=None if empty else await work.contents.write_review(case.case_id, case.desk_id, review),
        open_fields=open_points(beside, form),
    )


def _review(beside: Beside, form: Review) -> ReviewContent:
    said = {one.code: beside.answers.get(one.code, "").strip() for one in form.fields}
    benefits = beside.benefits
    return ReviewContent(
        benefits=Benefits(
            prefecture=benefits.prefecture.strip(),
            proposer=benefits.proposer.strip(),
            citizens=benefits.citizens.strip(),
        ),
        answers=tuple(
            ReviewAnswer(code=one.code, words=one.words, text=said[one.code]) for one in form.fields if said[one.code]
        ),
        approval=ApprovalReference(number=beside.approval.number.strip(), day=beside.approval.day),
    )
