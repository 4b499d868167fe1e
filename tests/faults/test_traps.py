import random
from pathlib import Path

from shared.failpoints import Failpoint
from tests.faults.traps import Traps


def test_a_place_that_was_reached_is_counted_and_the_others_are_disarmed(tmp_path: Path) -> None:
    traps = Traps(folder=tmp_path, whole=lambda: True, chance=random.Random(1))
    traps.arm(Failpoint.RELAY_LOCKED)
    traps.arm(Failpoint.CASE_SAVED)

    (tmp_path / Failpoint.CASE_SAVED.value).unlink()
    traps.disarm()

    assert (dict(traps.fired), list(tmp_path.iterdir())) == ({"case_saved": 1}, [])
