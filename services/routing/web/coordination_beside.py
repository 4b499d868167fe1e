"""How a case is coordinated and done, as its page shows it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from pydantic import ValidationError

from services.routing.domain.case import Case, CooperationChoice
from services.routing.domain.stage import Stage
from services.routing.handlers.ledger.agreements.named import NAMEABLE
from services.routing.storage.queries import HistoryLine
from services.routing.storage.work import RoutingWork
from services.routing.web.access import OpenedCase
from services.routing.web.attempt import Attempt
from services.routing.web.labels import LABELS
from services.routing.web.ledger.agreements.words import STATES
from shared.access.policy import Action
from shared.documents.office import DecisionContent
from shared.events import CaseCompleted, CaseDeclined, Cooperation, LedgerKind
from shared.web.labels import Audience

FORMS: Final = tuple((form.value, LABELS.text(Audience.STAFF, form)) for form in Cooperation)
_SHOWN: Final = frozenset({Stage.COORDINATING, Stage.IMPLEMENTING, Stage.COMPLETED})
_WITH_LESSON: Final = frozenset({CaseCompleted.type, CaseDeclined.type})


@dataclass(frozen=True, slots=True, kw_only=True)
class CooperationView:
    """The form of cooperation as it was chosen, with who decided."""

    form: str
    decided: bool
    day: date | None
    agreement: str
    body: str = field(repr=False)
    reference: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class CoordinationBeside:
    """What the page shows of coordination; *lesson* is what colleagues may learn, once the case has ended."""

    shown: bool
    cooperation: CooperationView | None = None
    lesson: str = field(default="", repr=False)


def _departments(case: Case, names: Mapping[str, str], attempt: Attempt) -> dict[str, Any]:
    """Return which departments may leave and join."""
    return {
        "leaving_options": [(code, names.get(code, code)) for code in sorted(case.chosen)],
        "joining_options": [(code, name) for code, name in names.items() if code not in case.taking_part],
        "join_chosen": attempt.lists.get("change-departments-join", ()),
        "leave_chosen": attempt.lists.get("change-departments-leave", ()),
    }


async def coordination_beside(
    work: RoutingWork, opened: OpenedCase, names: Mapping[str, str], attempt: Attempt, today: date
) -> dict[str, Any]:
    """Return what the page needs of coordination; nothing for who may not see the history."""
    usual = today + timedelta(days=1)
    context: dict[str, Any] = {
        "coordination": CoordinationBeside(shown=False),
        "cooperation_forms": FORMS,
        "agreement_options": await _agreements(work, opened),
        "starts_typed": _day_typed("start-implementation-starts_on", usual, attempt),
        **_departments(opened.case, names, attempt),
        "decided_typed": _day_typed("decide-cooperation-day", None, attempt),
    }
    if Action.CASE_SEE_HISTORY not in opened.may:
        return context
    choice, lesson_id = opened.case.cooperation, _lesson(opened.history)
    wanted = (choice.decision_id if choice else None, lesson_id)
    words = await work.contents.told_to([one for one in wanted if one])
    beside = CoordinationBeside(
        shown=opened.case.stage in _SHOWN,
        cooperation=_cooperation(choice, words) if choice else None,
        lesson=words.get(lesson_id, ""),
    )
    return context | {"coordination": beside}


async def _agreements(work: RoutingWork, opened: OpenedCase) -> list[tuple[str, str]]:
    """Return the agreements a case may be decided under, to choose from where somebody may decide."""
    choice = opened.case.cooperation
    if opened.case.stage is not Stage.COORDINATING or Action.CASE_IMPLEMENT not in opened.may:
        return []
    if choice is not None and choice.decided:
        return []
    lines = await work.ledger_queries.all_of(opened.case.desk_id, LedgerKind.AGREEMENT)
    return [
        (one.number, f"{one.number} {one.title} {STATES[one.state]}")
        for one in reversed(lines)
        if one.state in NAMEABLE
    ]


def _cooperation(choice: CooperationChoice, words: Mapping[UUID | None, str]) -> CooperationView:
    decision = decision_said(words.get(choice.decision_id, ""))
    return CooperationView(
        form=LABELS.text(Audience.STAFF, choice.form),
        decided=choice.decided,
        day=choice.day,
        agreement=choice.agreement or "",
        body=decision.body,
        reference=decision.reference,
    )


def decision_said(text: str) -> DecisionContent:
    """Return who decided, as far as it can still be read."""
    try:
        return DecisionContent.model_validate_json(text)
    except ValidationError:
        return DecisionContent()


def _lesson(history: Sequence[HistoryLine]) -> UUID | None:
    last = next((line for line in reversed(history) if line.type in _WITH_LESSON), None)
    return UUID(last.data["lesson_id"]) if last and last.data.get("lesson_id") else None


def _day_typed(name: str, usual: date | None, attempt: Attempt) -> dict[str, str]:
    parts = {} if usual is None else {"year": usual.year, "month": usual.month, "day": usual.day}
    return {part: attempt.typed.get(f"{name}-{part}", str(parts.get(part, ""))) for part in ("year", "month", "day")}


def said_of_coordination(data: Mapping[str, Any]) -> str:
    """Return what a line of the history adds about the form of cooperation."""
    if "form" not in data:
        return ""
    said = [LABELS.text(Audience.STAFF, Cooperation(data["form"]))]
    said += ["決定" if data["decided"] else "案"] if "decided" in data else []
    said += [str(data["agreement"])] if data.get("agreement") else []
    return f"（{'、'.join(said)}）"
