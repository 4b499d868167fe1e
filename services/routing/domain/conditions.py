"""Which facts follow from what is asked about the conditions of a verdict."""

from collections.abc import Callable
from typing import Any, Final

from services.routing.domain import condition_commands as c
from services.routing.domain.case import Case
from services.routing.domain.consequences import checked, meant
from shared import events as e
from shared.events import Fact


def _ask(case: Case, asked: c.AskConditions) -> list[Fact]:
    offer = meant(case, asked)
    return [
        e.ConditionsAsked(
            receipt=case.receipt,
            offer_id=offer.offer_id,
            conditions_id=checked(offer.conditions_id),
            note_id=checked(asked.note_id),
            due=asked.due,
        )
    ]


def _accept(case: Case, asked: c.AcceptConditions) -> list[Fact]:
    return [e.ConditionsAccepted(receipt=case.receipt, offer_id=meant(case, asked).offer_id)]


def _refuse(case: Case, asked: c.RefuseConditions) -> list[Fact]:
    offer_id = meant(case, asked).offer_id
    return [e.ConditionsRefused(receipt=case.receipt, offer_id=offer_id, reason_id=checked(asked.reason_id))]


OF_CONDITIONS: Final[dict[type[Any], Callable[[Case, Any], list[Fact]]]] = {
    c.AskConditions: _ask,
    c.AcceptConditions: _accept,
    c.RefuseConditions: _refuse,
}
