"""Which facts follow from what is asked between a yes of both sides and the end of the work."""

from collections.abc import Callable
from typing import Any, Final

from services.routing.domain import coordination_commands as c
from services.routing.domain.case import Case, CooperationChoice
from services.routing.domain.consequences import checked
from shared import events as e
from shared.events import Fact


def _decide_cooperation(case: Case, asked: c.DecideCooperation) -> list[Fact]:
    return [
        e.CooperationDecided(
            receipt=case.receipt,
            form=asked.form,
            decided=asked.decided,
            decision_id=asked.decision_id,
            day=asked.day,
            agreement=asked.agreement,
        )
    ]


def _change_departments(case: Case, asked: c.ChangeDepartments) -> list[Fact]:
    reason_id = checked(asked.reason_id)
    joined = [
        e.DepartmentJoined(receipt=case.receipt, offer_id=offer_id, department=code, since=asked.today)
        for code, offer_id in asked.join
    ]
    leaving = [(code, case.offer_to(code)) for code in asked.leave]
    left = [
        e.DepartmentLeft(receipt=case.receipt, offer_id=offer.offer_id, department=code, reason_id=reason_id)
        for code, offer in leaving
        if offer is not None
    ]
    if asked.lead is None or asked.lead == case.in_charge:
        return [*joined, *left]
    lead = e.LeadChanged(receipt=case.receipt, department=asked.lead, before=case.in_charge, reason_id=reason_id)
    # Whoever leads leaves last: at no moment does nobody lead.
    return [*joined, lead, *left]


def _start(case: Case, asked: c.StartImplementation) -> list[Fact]:
    chosen = _chosen(case)
    return [
        e.ImplementationStarted(
            receipt=case.receipt,
            project_id=asked.project_id,
            form=chosen.form,
            agreement=chosen.agreement,
            department=_leading(case),
            departments=tuple(sorted(case.taking_part)),
            starts_on=asked.starts_on,
            note_id=checked(asked.note_id),
            note_to_partners_id=asked.note_to_partners_id,
        )
    ]


def _complete(case: Case, asked: c.Complete) -> list[Fact]:
    return [
        e.CaseCompleted(
            receipt=case.receipt,
            note_id=checked(asked.note_id),
            lesson_id=checked(asked.lesson_id),
            note_to_partners_id=asked.note_to_partners_id,
        )
    ]


def _chosen(case: Case) -> CooperationChoice:
    if case.cooperation is None:
        raise AssertionError("the table lets no work begin whose form of cooperation nobody chose")
    return case.cooperation


def _leading(case: Case) -> str:
    if case.in_charge is None:
        raise AssertionError("the table lets no work begin that nobody leads")
    return case.in_charge


OF_COORDINATION: Final[dict[type[Any], Callable[[Case, Any], list[Fact]]]] = {
    c.DecideCooperation: _decide_cooperation,
    c.ChangeDepartments: _change_departments,
    c.StartImplementation: _start,
    c.Complete: _complete,
}
