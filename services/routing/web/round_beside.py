"""The answers of a round side by side, its questions, and what of it waits for somebody."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final
from uuid import UUID

from pydantic import ValidationError

from services.routing.domain.case import PROVISIONAL
from services.routing.domain.roles import Body
from services.routing.domain.stage import OPEN, OfferState
from services.routing.storage.party_offers import Looks, looks_at
from services.routing.storage.queries import OfferLine
from services.routing.storage.questions import QuestionLine, questions_of
from services.routing.storage.work import RoutingWork
from services.routing.web.access import OpenedCase
from services.routing.web.labels import LABELS
from shared.access.policy import Action
from shared.documents.office import ReviewContent
from shared.events import CooperationWay, Verdict
from shared.web.labels import Audience

WAYS: Final = (
    (CooperationWay.COLLABORATION.value, "協働型", "対話を重ねて連携先を決め、協定などにより進めます。"),
    (CooperationWay.CONTRACT.value, "契約型", "公募などの開かれた選定を経て、契約により進めます。"),
)
_HEARD: Final = (Verdict.VIABLE, Verdict.CONDITIONAL, Verdict.KEEP_STUDYING, Verdict.NOT_VIABLE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One addressee in the comparison; *replies* are mails of a company that nobody has dealt with yet."""

    offer: OfferLine
    looks: Looks | None
    reason: str = field(repr=False)
    conditions: str = field(repr=False)
    benefits: Sequence[tuple[str, str]] = field(repr=False)
    replies: Sequence[tuple[UUID, int]] = ()
    overdue: bool = False

    @property
    def open_for_answers(self) -> bool:
        """Tell whether the desk may still write an answer down."""
        judged = self.offer.state is OfferState.JUDGED and self.offer.verdict in PROVISIONAL
        return self.offer.party_id is not None and (self.offer.state in OPEN or judged)

    @property
    def conditions_wait(self) -> bool:
        """Tell whether the proposer has still to say something to the conditions."""
        return self._conditional and self.offer.conditions_asked and self.offer.agreed is None

    @property
    def conditions_unasked(self) -> bool:
        """Tell whether the desk has still to let the conditions go to the proposer."""
        return self._conditional and not self.offer.conditions_asked

    @property
    def _conditional(self) -> bool:
        return self.offer.state is OfferState.JUDGED and self.offer.verdict is Verdict.CONDITIONAL

    @property
    def willing(self) -> bool:
        """Tell whether this may become a partner."""
        agreed = self.offer.verdict is Verdict.CONDITIONAL and self.offer.agreed is True
        return self.offer.state is OfferState.JUDGED and (self.offer.verdict is Verdict.VIABLE or agreed)


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundBeside:
    """The present round as the page of a case shows it; of the questions, those this person may read."""

    answers: Sequence[Answer]
    questions: Sequence[QuestionLine]
    parties_asked: bool
    ways: Sequence[tuple[str, str, str]] = WAYS
    heard: Sequence[tuple[str, str]] = ()

    @property
    def willing(self) -> list[tuple[str, str, str]]:
        """Return who may become a partner, as choices."""
        return [(str(one.offer.offer_id), one.offer.name, "") for one in self.answers if one.willing]

    @property
    def compared(self) -> bool:
        """Tell whether there is anything to compare; what one department alone answered stands beside the case."""
        return len(self.answers) > 1 or any(one.offer.party_id for one in self.answers)

    @property
    def title(self) -> str:
        """Return what the part of the page with the answers is called."""
        return "回答の比較" if self.compared else "回答への対応"

    def to_answer(self, acts: frozenset[str]) -> list[Answer]:
        """Return whose conditions this person may answer."""
        return [one for one in self.answers if one.conditions_wait and "accept-conditions" in acts]

    def to_expire(self, acts: frozenset[str]) -> list[Answer]:
        """Return whose offer this person may close because its day has passed."""
        return [one for one in self.answers if one.overdue and "expire-offer" in acts]


async def round_beside(work: RoutingWork, opened: OpenedCase, today: date) -> RoundBeside:
    """Return the present round as far as the person may see it; whoever sees only its own offer compares nothing."""
    case = opened.case
    offers = [one for one in opened.offers if one.round == case.round]
    whole = Action.CASE_SEE_ALL_VERDICTS in opened.may
    looks = await looks_at(work.connection, case.case_id) if whole and offers else {}
    said = await work.contents.told_to([one for o in offers for one in (o.conditions_id, o.review_id) if one])
    questions = await questions_of(work.connection, work.keyring, case.case_id) if offers else []
    mine = {one.offer_id for one in offers}
    desk = Action.QUESTION_ANSWER in opened.may
    return RoundBeside(
        answers=[
            replace(_answer(one, opened, looks, said), overdue=one.state in OPEN and one.due < today) for one in offers
        ],
        parties_asked=case.cast.addressee is Body.PARTY,
        questions=[one for one in questions if one.answered_at or one.offer_id in mine or desk],
        heard=[(one.value, LABELS.text(Audience.STAFF, one)) for one in (*_HEARD, Verdict.NOT_OURS)],
    )


def _answer(
    offer: OfferLine, opened: OpenedCase, looks: Mapping[UUID, Looks], said: Mapping[UUID | None, str]
) -> Answer:
    return Answer(
        offer=offer,
        looks=looks.get(offer.offer_id),
        reason=opened.words.get(offer.reason_id, "") if offer.reason_id else "",
        conditions=said.get(offer.conditions_id, ""),
        benefits=_benefits(said.get(offer.review_id, "")),
        replies=[
            (reply.line.reply_id, number)
            for number, reply in enumerate(opened.replies, start=1)
            if reply.line.offer_id == offer.offer_id and reply.line.handled_at is None
        ],
    )


def _benefits(review: str) -> list[tuple[str, str]]:
    try:
        benefits = ReviewContent.model_validate_json(review).benefits
    except ValidationError:
        return []
    named = (("県", benefits.prefecture), ("提案者", benefits.proposer), ("県民", benefits.citizens))
    return [(name, words) for name, words in named if words]
