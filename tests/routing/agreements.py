"""Agreements as tests begin and conclude them."""

from collections.abc import Mapping
from typing import Any, Final

from services.routing.domain.ledger.agreement import Agreement
from services.routing.handlers.ledger.agreements.doors import AGREEMENT
from services.routing.handlers.ledger.door import Doing, begin, perform
from shared.access.actor import Actor
from tests.routing.conftest import OFFICER, House, seen_as, step

AN_AGREEMENT: Final[Mapping[str, Any]] = {
    "title": "森林と観光の包括連携協定",
    "form": "comprehensive",
    "purpose": "森林を生かした観光を進める。",
    "new_parties": ("株式会社みお", "一般社団法人森の会"),
    "fields": ("tourism-industry", "environment"),
    "lead": "shinrin",
    "departments": ("kanko",),
}
CONCLUDED: Final[Mapping[str, Any]] = {
    "body": "意見交換会",
    "decided_on": "2020-03-20",
    "approval_number": "BAIT-地第12号",
    "begins_on": "2020-04-01",
}


async def drafted(house: House, **changes: Any) -> Agreement:
    """Draft an agreement as an officer."""
    async with house.web.begin(seen_as(OFFICER)) as work:
        doing = Doing(work=work, step=step(OFFICER), scheme=house.scheme)
        return await begin(AGREEMENT, doing, {**AN_AGREEMENT, **changes})


async def do(house: House, number: str, verb: str, said: Mapping[str, Any], *, who: Actor = OFFICER) -> Agreement:
    """Do something with an agreement."""
    async with house.web.begin(seen_as(who)) as work:
        doing = Doing(work=work, step=step(who), scheme=house.scheme)
        return await perform(AGREEMENT, doing, number, verb, said)


async def concluded(house: House, *, changes: Mapping[str, Any] | None = None, **terms: Any) -> Agreement:
    """Let an agreement be drafted and concluded."""
    draft = await drafted(house, **(changes or {}))
    return await do(house, draft.number, "conclude", {**CONCLUDED, **terms})
