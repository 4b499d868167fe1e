import pytest

from tests.benchmarks.outcome import Counts, Fate


def test_a_run_has_come_the_whole_way_only_when_every_figure_has() -> None:
    found = Counts(cases=10, suggested=9, told=10, acknowledged=10)

    assert found.all_reach(10, with_suggestions=True) is False
    assert found.all_reach(10, with_suggestions=False) is True


def test_what_was_there_before_does_not_count() -> None:
    before = Counts(cases=3, suggested=2, told=3, acknowledged=1)

    found = Counts(cases=5, suggested=5, told=5, acknowledged=5).since(before)

    assert found == Counts(cases=2, suggested=3, told=2, acknowledged=4)


@pytest.mark.parametrize("figure", ["cases", "suggested", "told", "acknowledged"])
@pytest.mark.parametrize("count", [0, 2])
def test_a_proposal_is_whole_only_with_exactly_one_of_each(figure: str, count: int) -> None:
    figures = {"cases": 1, "suggested": 1, "told": 1, "acknowledged": 1, figure: count}

    fate = Fate(**figures, told_at=1.0)

    assert fate.is_whole(with_suggestions=True) is False
