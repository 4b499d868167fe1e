"""What follows where an act waits for a second person; the act itself follows by its own command, once released."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from services.routing.domain import held_commands as c
from services.routing.domain.case import Case, HeldAct
from services.routing.domain.consequences import checked
from services.routing.domain.verbs import Verb
from shared import events as e
from shared.events import Fact


def _hold(case: Case, asked: c.HoldAct) -> list[Fact]:
    return [e.ActHeld(receipt=case.receipt, officer=asked.officer, act=asked.act.value, content_id=asked.content_id)]


def _release(case: Case, asked: c.ReleaseAct) -> list[Fact]:
    held = _waiting(case)
    by_one = held.officer == asked.officer
    return [e.ActReleased(**_of(case, held), officer=asked.officer, by_one=by_one)]


def _send_back(case: Case, asked: c.SendBackAct) -> list[Fact]:
    reason_id = checked(asked.reason_id)
    held = _waiting(case)
    of = _of(case, replace(held, content_id=asked.content_id or held.content_id))
    return [e.ActSentBack(**of, officer=asked.officer, reason_id=reason_id)]


def _of(case: Case, held: HeldAct) -> dict[str, Any]:
    return {"receipt": case.receipt, "act": held.act.value, "content_id": held.content_id}


def _waiting(case: Case) -> HeldAct:
    if case.held is None:
        raise AssertionError("the table lets nothing pass that releases no act")
    return case.held


def _held(case: Case, fact: e.ActHeld) -> Case:
    return replace(case, held=HeldAct(officer=fact.officer, act=Verb(fact.act), content_id=fact.content_id))


OF_HELD: Final[dict[type[Any], Callable[[Case, Any], list[Fact]]]] = {
    c.HoldAct: _hold,
    c.ReleaseAct: _release,
    c.SendBackAct: _send_back,
}
HELD_CHANGED: Final[Mapping[type[Fact], Callable[[Case, Any], Case]]] = {
    e.ActHeld: _held,
    e.ActReleased: lambda case, _: replace(case, held=None),
    e.ActSentBack: lambda case, _: replace(case, held=None),
}
