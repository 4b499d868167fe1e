"""What every act of a person on a case has in common."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce

from services.routing.domain.case import Case
from services.routing.domain.commands import Command
from services.routing.domain.decide import decide
from services.routing.domain.evolve import evolve
from services.routing.domain.roles import Body
from services.routing.ports import ChangedMeanwhile, Told, Work
from shared.access.actor import Actor
from shared.access.policy import CaseScope
from shared.errors import DeskError
from shared.events import Fact
from shared.events.who import by_account
from shared.failpoints import Failpoint, reached
from shared.japanese.era import day_in_japan


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Who acts on which version of a case, and when."""

    actor: Actor
    version: int | None
    at: datetime

    @property
    def today(self) -> date:
        """Return the day in the office."""
        return day_in_japan(self.at)


def scope_of(case: Case) -> CaseScope:
    """Return what the policy must know of a case."""
    return CaseScope(
        desk_id=case.desk_id,
        offered=case.offered,
        taken_up=case.taken_up,
        lead=case.lead,
        proposing=case.proposing,
        parties_asked=case.cast.addressee is Body.PARTY,
        invited=case.invited,
        joined=case.joined,
        parted=case.parted,
    )


async def carry_out(work: Work, case: Case, step: Step, command: Command, *, desk_by: date | None = None) -> Case:
    """Decide, evolve and save; the one door through which a person of the office changes a case.

    Where it is the desk's turn again afterwards, it has until *desk_by*.
    """
    if step.version is not None and step.version != case.version:
        raise ChangedMeanwhile
    told = Told(actor=by_account(step.actor.account_id), at=step.at)
    return await enact(work, case, command, told, desk_by=desk_by)


async def enact(work: Work, case: Case, command: Command, told: Told, *, desk_by: date | None = None) -> Case:
    """Decide, evolve and save what no account asked for: a proposer, a party, a clock."""
    facts: list[Fact] = decide(case, command)
    after = reduce(evolve, facts, case)
    await work.cases.save(case, after, facts, told, desk_by=desk_by)
    reached(Failpoint.CASE_SAVED)
    return after


def decided_still(case: Case, command: Command) -> list[Fact]:
    """Return the facts that *command* makes true; none where the case changed between a look at many and its lock."""
    try:
        return decide(case, command)
    except DeskError:
        return []
