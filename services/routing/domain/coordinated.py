"""What the facts between a yes of both sides and the end of the work change of a case."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from services.routing.domain.case import Case, CooperationChoice
from shared import events as e
from shared.events import Fact


def _chosen(case: Case, fact: e.CooperationDecided) -> Case:
    choice = CooperationChoice(
        form=fact.form,
        decided=fact.decided,
        decision_id=fact.decision_id,
        day=fact.day,
        agreement=fact.agreement,
    )
    return replace(case, cooperation=choice)


def begun_anew(case: Case) -> Case:
    """Return the case without what was coordinated in an earlier round."""
    return replace(case, cooperation=None, project_id=None, starts_on=None, tasks=())


COORDINATED: Final[Mapping[type[Fact], Callable[[Case, Any], Case]]] = {
    e.CooperationDecided: _chosen,
    e.ImplementationStarted: lambda case, fact: replace(case, project_id=fact.project_id, starts_on=fact.starts_on),
}
