"""The act of a case that waits for a second person, as the row of the case holds it."""

from typing import Any

from sqlalchemy import Row

from services.routing.domain.case import Case, HeldAct
from services.routing.domain.verbs import Verb


def held_in(row: Row[Any]) -> HeldAct | None:
    """Return the act that waits; None where none does."""
    if row.held_content_id is None:
        return None
    return HeldAct(officer=row.held_officer, act=Verb(row.held_act), content_id=row.held_content_id)


def columns_of_held(case: Case) -> dict[str, Any]:
    """Return the act that waits as columns."""
    held = case.held
    return {
        "held_officer": held and held.officer,
        "held_act": held and held.act.value,
        "held_content_id": held and held.content_id,
    }
