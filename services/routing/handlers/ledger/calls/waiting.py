"""What it means for a case that it answers a call: who judges it reads it, and it waits for the result of the batch."""

from collections.abc import Collection
from datetime import date
from typing import Final
from uuid import UUID

from services.routing.domain.ledger.calls.call import Call, CallState
from services.routing.storage.work import RoutingWork
from shared.scheme.promises import confirmed_by

# In these a call judges nothing any more, and nobody reads its applications because of it.
OVER: Final = frozenset({CallState.CONCLUDED, CallState.WITHDRAWN, CallState.DISCARDED})


async def take_in(work: RoutingWork, call: Call, case_ids: Collection[UUID]) -> None:
    """Let the departments in charge read these cases, and what was promised of each wait for the result."""
    await work.applications.show(case_ids, call.departments)
    await _wait(work, case_ids, call.result_day)


async def wait_longer(work: RoutingWork, call: Call) -> None:
    """Let what is not decided wait for the day by which the result comes now."""
    await _wait(work, [one.case_id for one in call.undecided], call.result_day)


async def let_go(work: RoutingWork, call: Call, case_ids: Collection[UUID], today: date) -> None:
    """Let these cases be as any other again: they were no applications, or the call was taken back."""
    await work.applications.hide(case_ids, call.departments)
    await go_on(work, case_ids, today)


async def end_sight(work: RoutingWork, call: Call) -> None:
    """Let nobody read the applications because of the call any more."""
    await work.applications.hide([one.case_id for one in call.in_order], call.departments)


async def go_on(work: RoutingWork, case_ids: Collection[UUID], today: date) -> None:
    """Begin the clocks of these cases anew: from *today* on somebody owes their next step."""
    cases = await work.cases.hold(case_ids) if case_ids else []
    schemes = await work.schemes.of_cases([case.case_id for case in cases])
    await work.applications.go_on(
        [(case, schemes[case.case_id], confirmed_by(schemes[case.case_id], today)) for case in cases], today
    )


async def _wait(work: RoutingWork, case_ids: Collection[UUID], until: date) -> None:
    cases = await work.cases.hold(case_ids) if case_ids else []
    schemes = await work.schemes.of_cases([case.case_id for case in cases])
    await work.applications.wait([(case, schemes[case.case_id]) for case in cases], until)
