from typing import Any

import pytest

from services.routing.domain.case import Case
from services.routing.domain.refusals import ConditionsMissing, ConditionsUnasked, ReviewIncomplete
from services.routing.handlers.reviewing import NoSuchReviewField
from services.routing.handlers.verbs.door import Doing
from services.routing.handlers.verbs.registry import perform
from shared.documents.office import ReviewContent
from shared.events import VerdictGiven
from shared.scheme.deciding import Review, ReviewField
from shared.scheme.model import DeskScheme
from tests.routing.conftest import FOREST, House, seen_as, step
from tests.routing.ending import conditions_asked, do

STRICT = Review(
    fields=(ReviewField(code="budget", words="予算"), ReviewField(code="others", words="関係課", required=False)),
    decision_reference_required=True,
)
FULL: dict[str, Any] = {
    "verdict": "conditional",
    "reason": "県有林で実証できます。",
    "conditions": "費用はご負担ください。",
    "benefits": {"prefecture": "県産材が使われる。", "citizens": "通学が楽になる。"},
    "review": {"budget": "なし"},
    "approval": {"number": "森第123号", "day": "2026-11-20"},
}


async def judge(house: House, said: dict[str, Any], review: Review = STRICT) -> Case:
    scheme: DeskScheme = house.scheme.model_copy(update={"review": review})
    async with house.web.begin(seen_as(FOREST)) as work:
        return await perform(
            Doing(work=work, receipt="R8-0012", step=step(FOREST), scheme=scheme), "give-verdict", said
        )


async def test_all_that_stands_beside_a_verdict_is_kept_as_documents(house: House) -> None:
    await house.offered("shinrin")
    await house.taken_up(FOREST)

    await judge(house, FULL)

    (given,) = await house.facts(VerdictGiven)
    (offer,) = await house.rows("SELECT conditions_id, review_id, reason_id FROM routing.offer")
    assert given.fact.conditions_id is not None
    assert given.fact.review_id is not None
    assert tuple(offer.values()) == (given.fact.conditions_id, given.fact.review_id, given.fact.reason_id)
    async with house.web.begin(seen_as(FOREST)) as work:
        conditions = await work.contents.own_text(given.fact.conditions_id)
        review = ReviewContent.model_validate_json(await work.contents.own_text(given.fact.review_id))
    assert conditions == "費用はご負担ください。"
    assert (review.benefits.prefecture, review.approval.number) == ("県産材が使われる。", "森第123号")
    assert [(one.code, one.words, one.text) for one in review.answers] == [("budget", "予算", "なし")]


async def test_what_the_proposer_says_to_the_conditions_leaves_the_reason_where_it_is(house: House) -> None:
    await house.offered("shinrin")
    await house.taken_up(FOREST)
    await judge(house, FULL)
    await conditions_asked(house)

    await do(house, "accept-conditions", department="shinrin")

    (offer,) = await house.rows("SELECT agreed, reason_id, conditions_id, answered_at FROM routing.offer")
    assert None not in offer.values()


REFUSED: dict[type[Exception], dict[str, Any]] = {
    ConditionsMissing: {"conditions": " "},
    ConditionsUnasked: {"verdict": "viable"},
    ReviewIncomplete: {"review": {"others": "なし"}},
    NoSuchReviewField: {"review": {"budget": "なし", "unknown": "x"}},
}


async def test_what_is_missing_or_unasked_is_refused_and_nothing_is_kept(house: House) -> None:
    await house.offered("shinrin")
    await house.taken_up(FOREST)

    for refusal, changed in REFUSED.items():
        with pytest.raises(refusal):
            await judge(house, FULL | changed)

    kept = await house.rows("SELECT kind FROM routing.document WHERE kind IN ('review', 'note_to_proposer')")
    assert (await house.facts(VerdictGiven), kept) == ([], [])


async def test_a_desk_that_asks_for_nothing_gets_a_verdict_with_its_reason_alone(house: House) -> None:
    await house.offered("shinrin")
    await house.taken_up(FOREST)

    await judge(house, {"verdict": "viable", "reason": "できます。"}, Review())

    (given,) = await house.facts(VerdictGiven)
    assert (given.fact.conditions_id, given.fact.review_id) == (None, None)
