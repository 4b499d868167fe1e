"""Publishing a call: by a second person where the rules say so, its answers, its days, its end."""

from datetime import date
from typing import Final

from pydantic import Field

from services.routing.domain.ledger.calls.book import BOOK
from services.routing.domain.ledger.calls.call import Call
from services.routing.domain.ledger.calls.refusals import (
    DaysWrong,
    LaterDayWanted,
    ResultsDayWrong,
    ReviewDayWrong,
    StillToTell,
)
from services.routing.handlers.ledger.calls.public_content import Shown, published
from services.routing.handlers.ledger.calls.reasons import Reason, written
from services.routing.handlers.ledger.calls.waiting import end_sight, let_go, wait_longer
from services.routing.handlers.ledger.door import Decided, Doing, LedgerDoor
from services.routing.handlers.publishing.checking import refuse_protected_words
from services.routing.handlers.second_person import one_of_two
from services.routing.handlers.verbs.confirmation import Nothing
from services.routing.handlers.verbs.door import Asked
from shared.access.policy import Action
from shared.documents.calls import CallAnswer, CallOutcome
from shared.documents.public import PublicCount, PublicOutcome
from shared.events.call import CallAnswerPublished, CallClosed, CallConcluded, CallExtended, CallReviewed
from shared.events.public import CallWithdrawn
from shared.scheme.model import SecondPersonAct

_LONG: Final = 10_000


class Answering(Asked):
    """A question somebody asked, without who it was, and the answer everybody gets."""

    question: str = Field(
        title="質問",
        description="質問した人や団体が分からないように書き直してください。公開します。",
        max_length=_LONG,
        min_length=1,
    )
    answer: str = Field(title="回答", description="公開します。", max_length=_LONG, min_length=1)


class Reviewing(Asked):
    """The call still stands as it is; it is looked at again by another day."""

    review_by: date = Field(title="次の見直し期限")


class Extending(Reason):
    """Until when, and why."""

    closes_on: date = Field(title="新しい締切日")
    results_by: date | None = Field(
        default=None,
        title="結果の通知の予定日",
        description="省くと、締切を延ばした日数だけ後にします。",
    )


class Concluding(Asked):
    """What came of the call."""

    words: str = Field(
        title="募集の結果",
        description="応募と採択の件数とあわせて公開します。応募者の名称は、同意を得たものだけを記入してください。",
        max_length=_LONG,
        min_length=1,
    )


async def _publish(doing: Doing, call: Call, _: Nothing) -> Decided:
    if call.closes_on < doing.step.today:
        raise DaysWrong
    by_one = await one_of_two(doing, call.submitted_by, SecondPersonAct.PUBLICATION)
    return Decided(facts=[await published(doing, call, Shown(by_one=by_one))])


async def _answer(doing: Doing, call: Call, asked: Answering) -> Decided:
    await _refuse_protected(doing, call, asked)
    answer = CallAnswer(question=asked.question, answer=asked.answer, day=doing.step.today)
    answer_id = await doing.work.ledger_texts.write(call.item_id, call.desk_id, answer)
    return Decided(facts=[CallAnswerPublished(answer_id=answer_id), await published(doing, call, Shown(answer=answer))])


async def _review(doing: Doing, _: Call, asked: Reviewing) -> Decided:
    if asked.review_by <= doing.step.today:
        raise ReviewDayWrong
    return Decided(facts=[CallReviewed(review_by=asked.review_by)])


async def _extend(doing: Doing, call: Call, asked: Extending) -> Decided:
    if asked.closes_on <= max(call.closes_on, doing.step.today):
        raise LaterDayWanted
    results_by = asked.results_by or call.result_day + (asked.closes_on - call.closes_on)
    if results_by <= asked.closes_on:
        raise ResultsDayWrong
    reason_id = await written(doing, call, asked)
    fact = CallExtended(closes_on=asked.closes_on, results_by=results_by, reason_id=reason_id)
    after = BOOK.evolve(call, fact)
    await wait_longer(doing.work, after)
    return Decided(facts=[fact, await published(doing, after, Shown())])


async def _close(doing: Doing, call: Call, asked: Reason) -> Decided:
    reason_id = await written(doing, call, asked)
    fact = CallClosed(
        number=call.number,
        department=call.lead,
        applications=len(call.applications),
        reason_id=reason_id,
        closed_on=doing.step.today,
    )
    return Decided(facts=[fact, await published(doing, BOOK.evolve(call, fact), Shown())])


async def _conclude(doing: Doing, call: Call, asked: Concluding) -> Decided:
    received, adopted = len(call.applications), len(call.adopted)
    if call.untold or call.undecided:
        raise StillToTell
    await _refuse_protected(doing, call, asked)
    outcome_id = await doing.work.ledger_texts.write(call.item_id, call.desk_id, CallOutcome(words=asked.words))
    counts = (PublicCount(label="応募", number=received), PublicCount(label="採択", number=adopted))
    shown = Shown(outcome=PublicOutcome(words=asked.words, counts=counts), closed=True)
    fact = CallConcluded(outcome_id=outcome_id, received=received, adopted=adopted)
    await end_sight(doing.work, call)
    return Decided(facts=[fact, await published(doing, call, shown)])


async def _refuse_protected(doing: Doing, call: Call, asked: Answering | Concluding) -> None:
    applied = [one.case_id for one in call.applications.values()]
    compared = await doing.work.publications.compared(call.desk_id, applied)
    named = {name: field.title or name for name, field in type(asked).model_fields.items()}
    await refuse_protected_words(doing.work, compared, asked.model_dump(), named)


async def _withdraw(doing: Doing, call: Call, asked: Reason) -> Decided:
    await let_go(doing.work, call, [one.case_id for one in call.in_order], doing.step.today)
    return Decided(facts=[CallWithdrawn(number=call.number, reason_id=await written(doing, call, asked))])


DOORS: Final = (
    LedgerDoor(verb="publish", action=Action.CALL_RELEASE, asks=Nothing, do=_publish),
    LedgerDoor(verb="publish-answer", action=Action.CALL_RELEASE, asks=Answering, do=_answer),
    LedgerDoor(verb="review", action=Action.CALL_KEEP, asks=Reviewing, do=_review),
    LedgerDoor(verb="extend", action=Action.CALL_RELEASE, asks=Extending, do=_extend),
    LedgerDoor(verb="close", action=Action.CALL_RELEASE, asks=Reason, do=_close),
    LedgerDoor(verb="conclude", action=Action.CALL_RELEASE, asks=Concluding, do=_conclude),
    LedgerDoor(verb="withdraw", action=Action.CALL_RELEASE, asks=Reason, do=_withdraw),
)
