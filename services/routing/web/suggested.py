"""What is suggested for a case, as pages and verbs show it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from services.routing.domain.case import Case
from services.routing.domain.roles import Body
from services.routing.domain.suggestion import Ranking, Reason
from services.routing.handlers.suggesting import Advice, Directories, suggest_from_abstract, suggest_from_text
from services.routing.storage.work import RoutingWork
from shared.access.policy import Action


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestionLine:
    """A suggested department with what a person can check."""

    rank: int
    department: str
    name: str
    bureau: str
    share: float
    reasons: tuple[Mapping[str, Any], ...]


async def advice_for(
    work: RoutingWork, case: Case, directories: Directories, *, may: frozenset[Action], abstract: str | None, on: date
) -> Advice | None:
    """Return what is suggested to who may open the case or say whose else it is; None for everybody else.

    A department is told nothing of what other cases taught; the desk is, and who looks in its place.
    """
    if case.cast.addressee is not Body.DEPARTMENT or not may & {Action.CASE_OPEN, Action.OFFER_RETURN}:
        return None
    if Action.CASE_OPEN in may:
        learned = Action.CASE_OFFER in may or Action.OFFER_RETURN not in may
        return await suggest_from_text(work, case, directories, on=on, learned=learned)
    return await suggest_from_abstract(work, case, directories, abstract=abstract, on=on)


def earlier_cases(ranking: Ranking) -> frozenset[UUID]:
    """Return the earlier cases that the reasons rest on."""
    return frozenset(case for one in ranking.suggestions for reason in one.reasons for case in reason.cases)


def suggestion_lines(advice: Advice | None, receipts: Mapping[UUID, str]) -> list[SuggestionLine]:
    """Return the suggestions, best first; an earlier case is named only if *receipts* has its number."""
    if advice is None:
        return []
    return [
        SuggestionLine(
            rank=rank,
            department=one.department,
            name=advice.departments[one.department].name,
            bureau=advice.departments[one.department].bureau,
            share=one.share,
            reasons=tuple(_reason(reason, receipts) for reason in one.reasons),
        )
        for rank, one in enumerate(advice.ranking.suggestions, start=1)
    ]


def _reason(reason: Reason, receipts: Mapping[UUID, str]) -> dict[str, Any]:
    return {
        "ground": reason.ground,
        "words": reason.words,
        "duty": reason.duty,
        "cases": [receipts[case_id] for case_id in reason.cases if case_id in receipts],
        "earlier_cases": len(reason.cases),
    }
