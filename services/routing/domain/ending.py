"""How a case ends and begins again: whoever still owes an answer is let go in the same step."""

from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

from services.routing.domain import commands as c
from services.routing.domain import link_commands as links
from services.routing.domain.case import Case, ProposedDecline
from services.routing.domain.consequences import about, checked
from shared import events as e
from shared.events import Fact


def _let_go(case: Case, reason_id: UUID) -> list[Fact]:
    return [e.OfferRecalled(**about(case, offer), reason_id=reason_id) for offer in case.open_offers]


def _propose(case: Case, asked: c.ProposeDecline) -> list[Fact]:
    return [
        e.DeclineProposed(
            receipt=case.receipt,
            officer=asked.officer,
            ground=asked.ground,
            reason_id=checked(asked.reason_id),
            note_id=checked(asked.note_id),
            lesson_id=asked.lesson_id,
        )
    ]


def _send_back(case: Case, asked: c.SendBackDecline) -> list[Fact]:
    return [e.DeclineSentBack(receipt=case.receipt, officer=asked.officer, reason_id=checked(asked.reason_id))]


def _approve(case: Case, asked: c.ApproveDecline) -> list[Fact]:
    proposed = _waiting(case)
    declined = e.CaseDeclined(
        receipt=case.receipt,
        ground=proposed.ground,
        reason_id=proposed.reason_id,
        note_id=proposed.note_id,
        by_one=proposed.officer == asked.officer,
        lesson_id=proposed.lesson_id,
    )
    return [*_let_go(case, proposed.reason_id), declined]


def _decline(case: Case, asked: c.Decline) -> list[Fact]:
    reason_id = checked(asked.reason_id)
    declined = e.CaseDeclined(
        receipt=case.receipt,
        ground=asked.ground,
        reason_id=reason_id,
        note_id=checked(asked.note_id),
        lesson_id=asked.lesson_id,
    )
    return [*_let_go(case, reason_id), declined]


def _refer(case: Case, asked: c.Refer) -> list[Fact]:
    reason_id = checked(asked.reason_id)
    referred = e.CaseReferred(receipt=case.receipt, reason_id=reason_id, note_id=checked(asked.note_id))
    return [*_let_go(case, reason_id), referred]


def _merge(case: Case, asked: c.Merge) -> list[Fact]:
    reason_id = checked(asked.reason_id)
    merged = e.CaseMerged(
        receipt=case.receipt,
        into_case=asked.into_case,
        into_receipt=asked.into_receipt,
        reason_id=reason_id,
        note_id=checked(asked.note_id),
    )
    return [*_let_go(case, reason_id), merged]


def _withdraw(case: Case, asked: c.Withdraw) -> list[Fact]:
    reason_id = checked(asked.reason_id)
    withdrawn = e.CaseWithdrawn(receipt=case.receipt, by_proposer=asked.by_proposer, reason_id=reason_id)
    return [*_let_go(case, reason_id), withdrawn]


def _reopen(case: Case, asked: c.Reopen) -> list[Fact]:
    return [e.CaseReopened(receipt=case.receipt, reason_id=checked(asked.reason_id), note_id=asked.note_id)]


def _link(case: Case, asked: links.Link) -> list[Fact]:
    return [e.CaseLinked(receipt=case.receipt, to_case=asked.to_case, to_receipt=asked.to_receipt, kind=asked.kind)]


def _unlink(case: Case, asked: links.Unlink) -> list[Fact]:
    return [
        e.CaseUnlinked(
            receipt=case.receipt,
            to_case=asked.to_case,
            to_receipt=asked.to_receipt,
            kind=asked.kind,
            reason_id=checked(asked.reason_id),
        )
    ]


def _waiting(case: Case) -> ProposedDecline:
    if case.decline is None:
        raise AssertionError("the table lets no approval pass that approves nothing")
    return case.decline


OF_ENDS: Final[dict[type[Any], Callable[[Case, Any], list[Fact]]]] = {
    c.ProposeDecline: _propose,
    c.SendBackDecline: _send_back,
    c.ApproveDecline: _approve,
    c.Decline: _decline,
    c.Refer: _refer,
    c.Merge: _merge,
    c.Withdraw: _withdraw,
    c.Reopen: _reopen,
    links.Link: _link,
    links.Unlink: _unlink,
}
