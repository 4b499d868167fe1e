"""The form of cooperation in the row of its case."""

from typing import Any

from sqlalchemy import Row

from services.routing.domain.case import Case, CooperationChoice
from shared.events import Cooperation


def cooperation_in(row: Row[Any]) -> CooperationChoice | None:
    """Return the form that was chosen, where one was."""
    if row.cooperation is None:
        return None
    return CooperationChoice(
        form=Cooperation(row.cooperation),
        decided=row.cooperation_decided,
        decision_id=row.cooperation_decision_id,
        day=row.cooperation_day,
        agreement=row.cooperation_agreement,
    )


def columns_of_cooperation(case: Case) -> dict[str, Any]:
    """Return what the row of the case holds of it."""
    choice = case.cooperation
    return {
        "cooperation": choice and choice.form,
        "cooperation_decided": choice and choice.decided,
        "cooperation_decision_id": choice and choice.decision_id,
        "cooperation_day": choice and choice.day,
        "cooperation_agreement": choice and choice.agreement,
        "project_id": case.project_id,
        "starts_on": case.starts_on,
    }
