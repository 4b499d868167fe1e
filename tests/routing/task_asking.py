"""What people ask about milestones, procedures and to-dos: each verb as it is right, and each with one thing wrong."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any, Protocol
from uuid import UUID

from services.routing.domain import task_commands as t
from services.routing.domain.verbs import Verb
from shared.events import MilestoneState, OwedBy
from tests.routing.case_model import Model, Owing

TASK_WRONGS: dict[Verb, tuple[str, ...]] = {
    Verb.SET_MILESTONE: (
        "an open milestone",
        "what it is",
        "a day that is near",
        "who owes it",
        "a reason to move it",
        "takes part",
    ),
    Verb.PLAN_PROCEDURES: ("procedures, each with words", "who owes each", "days that are near", "not planned yet"),
    Verb.COMPLETE_PROCEDURE: ("an open procedure", "a reason where it is needless", "their own"),
    Verb.SET_TODO: ("an open to-do", "what it is", "a day ahead", "who owes it", "takes part"),
    Verb.REPORT_TODO: ("an open to-do", "their own", "as it was shown"),
    Verb.SEND_BACK_TODO: ("a to-do that was reported", "what is missing", "a day ahead", "the desk, or who leads"),
    Verb.FINISH_TODO: ("an open to-do", "their own"),
    Verb.CHASE: ("something others owe", "words to the proposer"),
}


class Asks(Protocol):
    """Who asks of one case, by chance, with one thing wrong."""

    model: Model
    chance: Random
    wrong: str | None
    new_id: Callable[[], UUID]

    def document(self, name: str) -> UUID | None: ...


def _day(a: Asks, today: date) -> date:
    far = a.wrong in {"a day that is near", "days that are near"}
    return today + timedelta(days=a.chance.choice([-733, 733] if far else [-732, -1, 0, 9, 732]))


def _due(a: Asks, today: date) -> date | None:
    if a.wrong == "a day ahead":
        return today + timedelta(days=a.chance.choice([-1, 733]))
    return a.chance.choice([None, today, today + timedelta(days=9), today + timedelta(days=732)])


def _joined(a: Asks) -> list[str]:
    return sorted(code for code, one in a.model.guests.items() if one.state == "joined")


def _owner(a: Asks) -> dict[str, Any]:
    if a.wrong in {"who owes it", "who owes each"}:
        return a.chance.choice(
            [
                {"owed_by": OwedBy.DEPARTMENT, "department": "nowhere"},
                {"owed_by": OwedBy.DEPARTMENT},
                {"owed_by": OwedBy.DESK, "department": "kanko"},
                {"owed_by": OwedBy.MUNICIPALITY, "department": "nowhere"},
            ]
        )
    departments = [{"owed_by": OwedBy.DEPARTMENT, "department": code} for code in sorted(map(str, a.model.together))]
    guests = [{"owed_by": OwedBy.MUNICIPALITY, "department": code} for code in _joined(a)]
    return a.chance.choice([{"owed_by": OwedBy.DESK}, {"owed_by": OwedBy.COUNTERPART}, *departments, *guests])


def _by(a: Asks) -> str | None:
    return "nowhere" if a.wrong == "takes part" else a.chance.choice([None, *sorted(map(str, a.model.together))])


def _one(a: Asks, kind: str, fit: Callable[[Owing], bool] = lambda _: True) -> UUID:
    """Return one that is open, or none of them where that is what is wrong."""
    found = [key for key, o in a.model.owing.items() if (o.kind, o.state) == (kind, "open") and fit(o)]
    wrong = a.wrong in {"an open milestone", "an open procedure", "an open to-do"}
    others = [key for key in a.model.owing if key not in found]
    return a.chance.choice([a.new_id(), *others]) if wrong or not found else a.chance.choice(found)


def _changed(a: Asks, kind: str, name: str) -> dict[str, Any]:
    there = any((o.kind, o.state) == (kind, "open") for o in a.model.owing.values())
    again = a.wrong in {name, "a reason to move it"} or (there and a.chance.random() < 0.5)
    return {"task_id": _one(a, kind) if again else a.new_id(), "new": not again}


def set_milestone(a: Asks, today: date) -> t.SetMilestone:
    """Return a milestone that is set, moved, reached or dropped."""
    own = [
        (key, o)
        for key, o in a.model.owing.items()
        if (o.kind, o.state) == ("milestone", "open") and o.who[1] in _joined(a)
    ]
    if own and a.wrong in {None, "takes part"} and a.chance.random() < 0.5:
        return _reached(a, *a.chance.choice(own), today)
    which = _changed(a, "milestone", "an open milestone")
    known: Owing | None = a.model.owing.get(which["task_id"])
    day = known.due if known and known.due and a.wrong is None and a.chance.random() < 0.3 else _day(a, today)
    moving = a.wrong == "a reason to move it"
    if moving and known and known.due:
        day = min(max(known.due, today - timedelta(days=700)), today) + timedelta(days=3)
    drops = moving and (known is None or a.chance.random() < 0.3)
    quiet = moving or (known is not None and known.due == day and a.chance.random() < 0.5)
    state = MilestoneState.DROPPED if drops else a.chance.choice(list(MilestoneState))
    return t.SetMilestone(
        **which,
        words_id=a.document("what it is"),
        day=day,
        state=MilestoneState.PLANNED if quiet and not drops else state,
        **_owner(a),
        reason_id=None if quiet else a.new_id(),
        today=today,
        by=_by(a),
    )


def _reached(a: Asks, task_id: UUID, own: Owing, today: date) -> t.SetMilestone:
    """Return that a municipality says its own milestone was reached, or something it has no say in."""
    asked = t.SetMilestone(
        task_id=task_id,
        new=False,
        words_id=own.words,
        day=own.due or today,
        state=MilestoneState.DONE,
        owed_by=OwedBy.MUNICIPALITY,
        department=own.who[1],
        reason_id=a.new_id(),
        today=today,
        by=own.who[1],
    )
    if a.wrong is None:
        return asked
    others = [
        replace(asked, day=asked.day + timedelta(days=1)),
        replace(asked, words_id=a.new_id()),
        replace(asked, state=MilestoneState.PLANNED),
        replace(asked, owed_by=OwedBy.DESK, department=None),
        replace(asked, by="nowhere"),
    ]
    return a.chance.choice(others)


def plan_procedures(a: Asks, today: date) -> t.PlanProcedures:
    """Return procedures that are planned, some after a template."""
    planned = [o.code for o in a.model.owing.values() if o.code]
    codes = [code for code in ("use", "budget", "approval") if code not in planned]
    chosen: list[str | None] = [*a.chance.sample(codes, min(len(codes), a.chance.randint(0, 2))), None]
    if a.wrong == "not planned yet":
        chosen = [planned[0]] if planned else ["use", "use"]
    if a.wrong == "procedures, each with words" and a.chance.random() < 0.5:
        chosen = []
    procedures = tuple(
        t.Planned(
            task_id=a.new_id(),
            words_id=a.document("procedures, each with words"),
            due=_day(a, today),
            code=code,
            required=a.chance.random() < 0.3,
            **_owner(a),
        )
        for code in chosen
    )
    return t.PlanProcedures(procedures=procedures, today=today)


def complete_procedure(a: Asks, _: date) -> t.CompleteProcedure:
    """Return a procedure that is done, or needless."""
    task_id = _one(a, "procedure")
    known = a.model.owing.get(task_id)
    theirs = known.who[1] if known else None
    needless = a.wrong == "a reason where it is needless"
    return t.CompleteProcedure(
        task_id=task_id,
        needed=not needless and a.chance.random() < 0.7,
        reason_id=None if needless else a.new_id(),
        by="nowhere" if a.wrong == "their own" else a.chance.choice([None, theirs]),
    )


def set_todo(a: Asks, today: date) -> t.SetTodo:
    """Return something that is left for somebody to do."""
    which = _changed(a, "todo", "an open to-do")
    known: Owing | None = a.model.owing.get(which["task_id"])
    stays = known is not None and a.wrong is None and a.chance.random() < 0.3
    return t.SetTodo(
        **which,
        words_id=a.document("what it is"),
        due=known.due if known and stays else _due(a, today),
        **_owner(a),
        today=today,
        by=_by(a),
    )


def report_todo(a: Asks, _: date) -> t.ReportTodo:
    """Return what the body outside says is done, as its page showed it."""
    theirs = a.wrong != "their own" or a.chance.random() < 0.5
    task_id = _one(a, "todo", lambda o: (o.who[0] == "counterpart") is theirs)
    known: Owing | None = a.model.owing.get(task_id)
    chosen = [one.who for one in a.model.asked.values() if one.chosen and isinstance(one.who, UUID)]
    party = None if a.model.led else a.chance.choice(chosen or [a.new_id()])
    if a.wrong == "their own" and theirs:
        party = a.new_id() if a.model.led or a.chance.random() < 0.5 else None
    shown = known.words if known and a.wrong != "as it was shown" else None
    return t.ReportTodo(task_id=task_id, words_id=shown or a.new_id(), party_id=party, reply_id=a.new_id())


def send_back_todo(a: Asks, today: date) -> t.SendBackTodo:
    """Return that something which was reported is not done yet."""
    reported = [key for key, o in a.model.owing.items() if o.state == "reported"]
    others = [key for key in a.model.owing if key not in reported] or [a.new_id()]
    wrong = a.wrong == "a to-do that was reported" or not reported
    task_id = a.chance.choice(others if wrong else reported)
    known: Owing | None = a.model.owing.get(task_id)
    stays = known is not None and a.wrong is None and a.chance.random() < 0.5
    leading = a.model.in_charge if isinstance(a.model.in_charge, str) else None
    return t.SendBackTodo(
        task_id=task_id,
        words_id=a.document("what is missing"),
        due=known.due if known and stays else _due(a, today),
        today=today,
        by="nowhere" if a.wrong == "the desk, or who leads" else a.chance.choice([None, leading]),
    )


def finish_todo(a: Asks, _: date) -> t.FinishTodo:
    """Return a to-do that is done or dropped, by whoever may say so."""
    reported = [key for key, o in a.model.owing.items() if o.state == "reported"]
    confirming = bool(reported) and a.wrong != "an open to-do" and a.chance.random() < 0.5
    task_id = a.chance.choice(reported) if confirming else _unsettled_one(a)
    known: Owing | None = a.model.owing.get(task_id)
    by = "nowhere" if a.wrong == "their own" else a.chance.choice([None, known.who[1] if known else None])
    if confirming and a.wrong is None and isinstance(a.model.in_charge, str) and a.chance.random() < 0.5:
        by = a.model.in_charge
    return t.FinishTodo(task_id=task_id, dropped=a.chance.random() < 0.3, by=by)


def _unsettled_one(a: Asks) -> UUID:
    """Return a to-do that is open, or nothing that anybody could finish where that is what is wrong."""
    if a.wrong != "an open to-do":
        return _one(a, "todo")
    unsettled = {key for key, o in a.model.owing.items() if o.kind == "todo" and o.state in {"open", "reported"}}
    return a.chance.choice([a.new_id(), *(key for key in a.model.owing if key not in unsettled)])


def chase(a: Asks, _: date) -> t.Chase:
    """Return that the desk asks after something."""
    outside = a.wrong == "words to the proposer"
    owed = [k for k, o in a.model.owing.items() if o.state == "open" and o.who[0] != "desk"]
    proposers = [key for key in owed if a.model.owing[key].who[0] == "counterpart"]
    others = [key for key in a.model.owing if key not in owed] or [a.new_id()]
    fitting = (proposers if outside else owed) or [a.new_id()]
    return t.Chase(
        task_id=a.chance.choice(others if a.wrong == "something others owe" else fitting),
        note_id=a.document("words to the proposer"),
    )


TASK_HOW: Mapping[Verb, Callable[[Asks, date], t.TaskCommand]] = {
    Verb.SET_MILESTONE: set_milestone,
    Verb.PLAN_PROCEDURES: plan_procedures,
    Verb.COMPLETE_PROCEDURE: complete_procedure,
    Verb.SET_TODO: set_todo,
    Verb.REPORT_TODO: report_todo,
    Verb.SEND_BACK_TODO: send_back_todo,
    Verb.FINISH_TODO: finish_todo,
    Verb.CHASE: chase,
}
