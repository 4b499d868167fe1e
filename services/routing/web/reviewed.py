"""What an addressee judged, as a page shows it: the verdict with all that stands beside it, and earlier ones."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from services.routing.domain.verbs import Verb
from services.routing.storage.queries import OfferLine
from services.routing.web.access import OpenedCase
from services.routing.web.attempt import Attempt
from services.routing.web.labels import LABELS
from shared import events as e
from shared.documents.office import ReviewContent
from shared.events import Verdict
from shared.scheme.deciding import Review
from shared.web.labels import Audience

# What a department may answer once it has opened the proposal; NOT_OURS has a form of its own.
JUDGEMENTS: Mapping[Verdict, str] = {
    Verdict.VIABLE: "連携事業として成立すると判断します。調整に進みます。",
    Verdict.CONDITIONAL: "条件が整えば成立すると判断します。条件は、デスクが提案者に示し、同意を求めます。",
    Verdict.KEEP_STUDYING: "すぐには判断できません。次に確認する日を入力してください。",
    Verdict.NOT_VIABLE: "成立しないと判断します。ほかに考えられる方法があれば理由に書いてください。",
}
DAYS = ("next", "approval-day")


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictView:
    """One verdict of one addressee; `agreed` is what the proposer said to its conditions, None before.

    `asked_by` is the day by which the proposer was asked to answer them, None while the desk has not asked.
    """

    verdict: Verdict
    at: datetime | None
    reason: str
    conditions: str
    asked_by: date | None = None
    agreed: bool | None
    refusal: str
    next_day: date | None
    review: ReviewContent | None


def verdicts_of(opened: OpenedCase) -> dict[UUID, tuple[VerdictView, ...]]:
    """Return the verdicts of each offer that is shown, the newest first."""
    told: dict[str, list[VerdictView]] = {}
    for line in opened.history:
        views = told.setdefault(str(line.data.get("offer_id")), [])
        if line.type == e.VerdictGiven.type:
            views.append(_told(line.data, line.occurred_at, opened.words))
        elif line.type == e.ConditionsAsked.type and views:
            views[-1] = replace(views[-1], asked_by=date.fromisoformat(line.data["due"]))
        elif line.type == e.ConditionsAccepted.type and views:
            views[-1] = replace(views[-1], agreed=True)
        elif line.type == e.ConditionsRefused.type and views:
            refusal = _word(opened.words, line.data.get("reason_id"))
            views[-1] = replace(views[-1], agreed=False, refusal=refusal)
    return {one.offer_id: _of(one, told.get(str(one.offer_id), []), opened.words) for one in opened.offers}


def _of(offer: OfferLine, told: Sequence[VerdictView], words: Mapping[UUID, str]) -> tuple[VerdictView, ...]:
    if told or offer.verdict is None:
        return tuple(reversed(told))
    # Who may not see the history of a case sees its own answer as it stands.
    return (
        VerdictView(
            verdict=offer.verdict,
            at=offer.answered_at,
            reason=_word(words, offer.reason_id),
            conditions=_word(words, offer.conditions_id),
            agreed=offer.agreed,
            refusal="",
            next_day=offer.next_day,
            review=_review(words, offer.review_id),
        ),
    )


def _told(data: Mapping[str, Any], at: datetime, words: Mapping[UUID, str]) -> VerdictView:
    next_day = data.get("next_day")
    return VerdictView(
        verdict=Verdict(data["verdict"]),
        at=at,
        reason=_word(words, data.get("reason_id")),
        conditions=_word(words, data.get("conditions_id")),
        agreed=None,
        refusal="",
        next_day=None if next_day is None else date.fromisoformat(next_day),
        review=_review(words, data.get("review_id")),
    )


def _word(words: Mapping[UUID, str], document_id: UUID | str | None) -> str:
    return "" if document_id is None else words.get(UUID(str(document_id)), "")


def _review(words: Mapping[UUID, str], document_id: UUID | str | None) -> ReviewContent | None:
    found = _word(words, document_id)
    return ReviewContent.model_validate_json(found) if found else None


def verdict_form(opened: OpenedCase, acts: frozenset[str], attempt: Attempt) -> dict[str, Any]:
    """Return what the form for a verdict is drawn from."""
    form: Review = opened.scheme.review
    parts = ("year", "month", "day")
    return {
        "verdicts": [(one.value, LABELS.text(Audience.STAFF, one), note) for one, note in JUDGEMENTS.items()],
        "review_fields": form.fields if Verb.GIVE_VERDICT in acts else (),
        "approval_required": form.decision_reference_required,
        "verdict_days": {day: {part: attempt.typed.get(f"{day}-{part}", "") for part in parts} for day in DAYS},
        "verdict_views": verdicts_of(opened),
    }
