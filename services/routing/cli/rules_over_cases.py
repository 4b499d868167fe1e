"""Routing rules asked of past cases: opened, because only the text says exactly what a word hits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from services.routing.domain.rules import Rulebook, Traits
from services.routing.domain.rules_trial import TriedCase, try_rules
from services.routing.handlers.ruling import hits_in
from services.routing.storage.rules import PastCase, past_cases, traits_of
from services.routing.storage.work import RoutingWork
from shared.access.actor import Actor
from shared.access.policy import Action, CaseScope
from shared.access.reads import require_reads
from shared.japanese.era import day_in_japan
from shared.scheme.fields import Form

# Texts that are held in memory at once; none outlives its batch.
_TOGETHER: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """Which cases to look back on."""

    most: int
    since: date | None
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LookedBack:
    """What each of several sets of rules says of the same cases; *gone* counts those whose text was destroyed."""

    tried: tuple[tuple[TriedCase, ...], ...]
    gone: int


async def look_back(work: RoutingWork, actor: Actor, form: Form, books: Sequence[Rulebook], past: Past) -> LookedBack:
    """Ask *books* of the past cases of the actor's desk; every look at a case is recorded as one."""
    cases = await past_cases(work.connection, actor.desk_id, since=past.since, most=past.most)
    succession = await work.organisation.succession(actor.desk_id, day_in_japan(past.at))
    tried: list[list[TriedCase]] = []
    for first in range(0, len(cases), _TOGETHER):
        together = cases[first : first + _TOGETHER]
        traits = await _opened(work, actor, form, together, past.at)
        for case in together:
            if (said := traits.get(case.proposal_id)) is not None:
                hits = [await hits_in(book, said) for book in books]
                tried.append([try_rules(case.receipt, found, case.decided, succession) for found in hits])
    return LookedBack(
        tried=tuple(tuple(one[place] for one in tried) for place in range(len(books))), gone=len(cases) - len(tried)
    )


async def _opened(
    work: RoutingWork, actor: Actor, form: Form, cases: Sequence[PastCase], at: datetime
) -> dict[UUID, Traits]:
    """Open cases and write down that they were opened, in the transaction that reads them."""
    scope = CaseScope(desk_id=actor.desk_id)
    looked_at = [str(case.case_id) for case in cases]
    await require_reads(work.connection, actor, Action.CASE_OPEN, scope, what_ids=looked_at, now=at)
    return await traits_of(work.contents, {case.proposal_id: case.proposer_kind for case in cases}, form)
