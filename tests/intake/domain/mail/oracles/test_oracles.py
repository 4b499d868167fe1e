"""Where we differ from what others read, it is known, rare and for a reason."""

from collections.abc import Callable, Iterable

import pytest

from tests.intake.domain.mail.oracles.agreement import DATA, MISSING, Agreement, comparators

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason=MISSING)


@pytest.mark.parametrize("compare", comparators(), ids=lambda compare: compare.__module__.rpartition(".")[2])
def test_we_agree_with_every_oracle(compare: Callable[[], Iterable[Agreement]]) -> None:
    for agreement in compare():
        assert agreement.files > 0
        assert agreement.share >= agreement.goal, (agreement.oracle, agreement.differing)
        assert len(agreement.excluded) <= 0.02 * agreement.files, agreement.oracle
