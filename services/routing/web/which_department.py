"""What a case page says of the departments in charge: to the desk the ranking, to a department its own duties."""

from collections.abc import Sequence
from typing import Any

from services.routing.domain.roles import Body
from services.routing.domain.suggestion import Ranking
from services.routing.storage.queries import DepartmentLine
from services.routing.web.access import OpenedCase
from services.routing.web.attempt import Attempt
from services.routing.web.choosing import choosing
from services.routing.web.ranked import highlights_of, highlights_of_reasons, own_reasons, ranked_sections
from services.routing.web.rules import RulesSaid
from shared.access.actor import Actor
from shared.access.policy import Action

_NOTHING = Ranking(suggestions=(), sure=False)


def which_department(
    opened: OpenedCase,
    actor: Actor,
    departments: Sequence[DepartmentLine],
    attempt: Attempt,
    rules: RulesSaid | None,
) -> dict[str, Any]:
    """Return what the templates need; who may not offer the case learns nothing of the ranking."""
    choosing_now = Action.CASE_OFFER in opened.may and opened.case.cast.addressee is Body.DEPARTMENT
    ranking = opened.advice.ranking if opened.advice and choosing_now else _NOTHING
    settled = opened.case.offered | opened.case.returned_by
    sections = ranked_sections(ranking, departments, opened.receipts, leaving_out=settled)
    # A department that was asked reads its own words in the abstract, however much of the proposal it may open.
    asked = next((one for one in departments if one.code in opened.case.offered & {actor.department}), None)
    own = () if choosing_now else own_reasons(opened.abstract, asked)
    return {
        **choosing(ranking, sections, departments, attempt, contested=rules is not None and rules.differs),
        # Once somebody was asked, the proposal is read for what it says.
        "highlights": highlights_of(() if opened.case.offered else sections),
        "own_reasons": own,
        "own_highlights": highlights_of_reasons(own),
    }
