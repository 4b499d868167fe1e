"""What a case shows of itself to everybody."""

from datetime import UTC, date, datetime, timedelta
from functools import reduce
from itertools import permutations

import pytest

from services.publication.domain.public_case import PublicCase, PublicStage, case_after, counted_month, joined
from shared.ids import new_id
from tests.publication.facts import ENDS, NOVEMBER, opened, recorded


def test_an_opened_case_is_counted_in_its_month_and_shows_neither_its_number_nor_its_proposal() -> None:
    fact = opened("R8-0012")

    assert case_after(fact) == PublicCase(
        case_id=fact.aggregate_id,
        desk_id="miono",
        fiscal_year=2026,
        month=date(2026, 11, 1),
        opened_on=date(2026, 11, 22),
        stage=PublicStage.OPEN,
        version=1,
    )


@pytest.mark.parametrize(
    ("end", "stage", "judged"),
    [
        ("coordination", PublicStage.OPEN, True),
        ("declined", PublicStage.DECLINED, True),
        ("referred", PublicStage.REFERRED, True),
        ("merged", PublicStage.MERGED, False),
        ("withdrawn", PublicStage.WITHDRAWN, False),
        ("implementation", PublicStage.REALISED, False),
        ("completed", PublicStage.REALISED, False),
        ("reopened", PublicStage.OPEN, False),
    ],
)
def test_an_end_says_how_far_the_case_is_and_whether_the_proposer_was_answered(
    end: str, stage: PublicStage, judged: bool
) -> None:
    case = case_after(recorded(ENDS[end], version=4))

    assert (case.stage, case.judged_on) == (stage, date(2026, 11, 22) if judged else None)
    assert (case.month, case.opened_on) == (None, None)


def test_facts_tell_the_same_of_a_case_in_whatever_order_they_come() -> None:
    case_id, day = new_id(), timedelta(days=1)
    facts = (
        opened(case_id=case_id),
        recorded(ENDS["declined"], of=case_id, version=5, at=NOVEMBER + 10 * day),
        recorded(ENDS["reopened"], of=case_id, version=6, at=NOVEMBER + 20 * day),
        recorded(ENDS["referred"], of=case_id, version=9, at=NOVEMBER + 30 * day),
    )

    told = {reduce(joined, map(case_after, order)) for order in permutations(facts)}

    (case,) = told
    assert (case.stage, case.version, case.month) == (PublicStage.REFERRED, 9, date(2026, 11, 1))
    assert case.judged_on == date(2026, 12, 2)


@pytest.mark.parametrize(
    ("receipt", "at", "month"),
    [
        ("R8-0012", datetime(2026, 11, 30, 14, 59, tzinfo=UTC), date(2026, 11, 1)),
        ("R8-0012", datetime(2026, 11, 30, 15, 0, tzinfo=UTC), date(2026, 12, 1)),
        ("R8-0012", datetime(2027, 3, 31, 15, 0, tzinfo=UTC), date(2027, 3, 1)),
        ("R9-0001", datetime(2027, 3, 31, 14, 59, tzinfo=UTC), date(2027, 4, 1)),
        ("X1-0001", datetime(2027, 2, 1, 0, 0, tzinfo=UTC), date(2027, 2, 1)),
    ],
    ids=[
        "last of the month in Japan",
        "first of the next",
        "number of last year",
        "number of next year",
        "other number",
    ],
)
def test_a_case_counts_in_the_fiscal_year_of_its_receipt_number(receipt: str, at: datetime, month: date) -> None:
    assert counted_month(receipt, at) == month
