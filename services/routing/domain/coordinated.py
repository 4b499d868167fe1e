"""What the facts between a yes of both sides and the end of the work change of a case."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from services.routing.domain.case import Case, CooperationChoice, Offer
from services.routing.domain.offer_states import state_after
from services.routing.domain.stage import GONE, OfferState
from services.routing.domain.verbs import Verb
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


def _joined(case: Case, fact: e.DepartmentJoined) -> Case:
    joined = Offer(
        offer_id=fact.offer_id,
        department=fact.department,
        lead=False,
        due=fact.since,
        round=case.round,
        state=OfferState.JOINED,
        chosen=True,
    )
    return replace(case, offers=(*case.offers, joined))


def _left(case: Case, fact: e.DepartmentLeft) -> Case:
    state = state_after(Verb.CHANGE_DEPARTMENTS)
    offers = (
        replace(one, state=state, lead=False, chosen=False) if one.offer_id == fact.offer_id else one
        for one in case.offers
    )
    return replace(case, offers=tuple(offers))


def _led(case: Case, fact: e.LeadChanged) -> Case:
    offers = (
        replace(one, lead=one.department == fact.department and one.state not in GONE)
        if one.round == case.round
        else one
        for one in case.offers
    )
    return replace(case, offers=tuple(offers))


def begun_anew(case: Case) -> Case:
    """Return the case without what was coordinated in an earlier round."""
    return replace(case, cooperation=None, project_id=None, starts_on=None, tasks=())


COORDINATED: Final[Mapping[type[Fact], Callable[[Case, Any], Case]]] = {
    e.CooperationDecided: _chosen,
    e.DepartmentJoined: _joined,
    e.DepartmentLeft: _left,
    e.LeadChanged: _led,
    e.ImplementationStarted: lambda case, fact: replace(case, project_id=fact.project_id, starts_on=fact.starts_on),
}
