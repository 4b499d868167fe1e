"""A step that only waits for its database is repeated; every other mishap is named and passed on."""

import pytest

from services.notify.handlers.mishaps import patiently
from shared.database.errors import DatabaseAway
from shared.unforeseen import UNFORESEEN


class AwayOnce:
    """A step whose database is away the first time."""

    def __init__(self) -> None:
        self.tried = 0

    async def __call__(self) -> int:
        self.tried += 1
        if self.tried == 1:
            raise DatabaseAway
        return self.tried


async def test_a_step_is_repeated_until_the_database_is_back() -> None:
    assert await patiently(AwayOnce()) == 2


async def test_a_mistake_is_not_repeated() -> None:
    async def mistaken() -> None:
        raise ValueError

    with pytest.raises(UNFORESEEN):
        await patiently(mistaken)


@pytest.mark.parametrize("end", [KeyboardInterrupt, SystemExit])
def test_the_end_of_the_process_is_no_mishap(end: type[BaseException]) -> None:
    assert not issubclass(end, UNFORESEEN)
