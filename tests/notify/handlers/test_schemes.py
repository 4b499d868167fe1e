"""The desk is told of each further version of its scheme, once."""

from datetime import date

from shared.events import SchemeApplied
from tests.notify.conftest import House, told


async def test_the_desk_is_told_of_a_further_version_and_not_of_the_one_it_began_with(house: House) -> None:
    first = told(SchemeApplied(version=1, valid_from=date(2026, 4, 1)))
    second = told(SchemeApplied(version=2, before=1, valid_from=date(2027, 4, 1)))

    await house.hear(first, second, second)

    notices = await house.rows("SELECT recipient, kind FROM notify.notification")
    assert [tuple(row.values()) for row in notices] == [("desk", "scheme_applied")]
