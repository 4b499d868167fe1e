"""Which facts the clock makes true; except where a day is moved, nothing of the case changes by them."""

from collections.abc import Callable
from typing import Any, Final

from services.routing.domain import clock_commands as c
from services.routing.domain.case import Case
from services.routing.domain.consequences import checked, of_offer
from services.routing.domain.membership import Member
from services.routing.domain.task import Task
from shared import events as e
from shared.events import Fact


def _extend_offer(case: Case, asked: c.ExtendOffer) -> list[Fact]:
    return [e.OfferExtended(**of_offer(case, asked), due=asked.until, reason_id=checked(asked.reason_id))]


def _remind(case: Case, asked: c.Remind) -> list[Fact]:
    if asked.task is not None:
        return [e.TaskDueSoon(**_of_task(case, asked, asked.task))]
    return [_of_invitation(case, asked, asked.member) if asked.member else e.CaseDueSoon(**_of_day(case, asked))]


def _escalate(case: Case, asked: c.Escalate) -> list[Fact]:
    if asked.task is not None:
        return [e.TaskOverdue(**_of_task(case, asked, asked.task), to=asked.to)]
    if asked.member is not None:
        return [_of_invitation(case, asked, asked.member)]
    return [e.CaseOverdue(**_of_day(case, asked), to=asked.to)]


def _of_task(case: Case, asked: c.Remind | c.Escalate, task: Task) -> dict[str, Any]:
    return {
        "case_id": case.case_id,
        "receipt": case.receipt,
        "task_id": task.task_id,
        "words_id": task.words_id,
        "owed_by": task.owed_by,
        "department": task.department,
        "due": asked.due,
        "step": asked.step,
    }


def _of_invitation(case: Case, asked: c.Remind | c.Escalate, member: Member) -> Fact:
    return e.InvitationDue(
        case_id=case.case_id,
        receipt=case.receipt,
        municipality=member.municipality,
        due=asked.due,
        step=asked.step,
    )


def _of_day(case: Case, asked: c.Remind | c.Escalate) -> dict[str, Any]:
    offer = asked.offer
    return {
        "case_id": case.case_id,
        "receipt": case.receipt,
        "offer_id": offer and offer.offer_id,
        "department": offer and offer.department,
        "party_id": offer and offer.party_id,
        "due": asked.due,
        "step": asked.step,
    }


def _find_forgotten(case: Case, asked: c.FindForgotten) -> list[Fact]:
    return [e.CaseForgotten(case_id=case.case_id, receipt=case.receipt, cause=asked.cause)]


def _report_unread(case: Case, asked: c.ReportUnread) -> list[Fact]:
    return [
        e.NoticeUnread(
            case_id=case.case_id,
            receipt=case.receipt,
            department=asked.department,
            notification_id=asked.notification_id,
            business_days=asked.business_days,
        )
    ]


OF_CLOCKS: Final[dict[type[Any], Callable[[Case, Any], list[Fact]]]] = {
    c.ExtendOffer: _extend_offer,
    c.Remind: _remind,
    c.Escalate: _escalate,
    c.FindForgotten: _find_forgotten,
    c.ReportUnread: _report_unread,
}
