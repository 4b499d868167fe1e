"""What two persons decide about a case: one alone only where the rules let a desk of one, and it is one."""

from datetime import UTC, datetime
from typing import Any

import pytest

from services.routing.domain.refusals import SecondPersonNeeded
from shared.access.accounts import NewAccount, create_account
from shared.access.actor import Role
from shared.scheme.model import DeskScheme, SecondPerson, SecondPersonAct
from tests.routing.conftest import DESK, OFFICER, House
from tests.routing.ending import DECLINE, REFER
from tests.routing.handlers.verbs.test_notes import COLLEAGUE, do


def by_two(scheme: DeskScheme) -> DeskScheme:
    """Return rules that leave declining and what goes out to two, except at a desk of one."""
    rule = SecondPerson(acts=(SecondPersonAct.DECLINE, SecondPersonAct.OUTGOING_MAIL), one_person_may_approve=True)
    return scheme.model_copy(update={"second_person": rule})


async def officers(house: House, *users: str) -> None:
    """Give the desk accounts that are in force from today."""
    async with house.admin.begin() as connection:
        for user in users:
            new = NewAccount(user=user, display_name="窓口 担当", roles=frozenset({Role.DESK}), desk_id=DESK)
            await create_account(connection, new, password=None, now=datetime.now(UTC))


@pytest.mark.parametrize(
    ("draft", "said", "approve"),
    [
        ("decline", DECLINE, "approve-decline"),
        ("tell-proposer", {"words": "候補地をお送りします。"}, "release-note"),
        ("refer", REFER, "release-act"),
    ],
)
async def test_a_desk_of_two_leaves_every_approval_to_the_other_person(
    house: House, draft: str, said: dict[str, Any], approve: str
) -> None:
    await house.opened()
    scheme = by_two(house.scheme)
    await do(house, OFFICER, draft, scheme, **said)
    await officers(house, "first", "second")

    with pytest.raises(SecondPersonNeeded):
        await do(house, OFFICER, approve, scheme)
    after = await do(house, COLLEAGUE, approve, scheme)

    assert (after.decline, after.waiting_note, after.held) == (None, None, None)
