"""Cases lived through step by step, each step judged by the model; every step is kept and can be taken again."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache, reduce
from itertools import count, product
from random import Random
from uuid import UUID

from services.routing.domain.case import Case, CooperationChoice, HeldAct, Offer, ProposedDecline, WaitingNote
from services.routing.domain.commands import Command
from services.routing.domain.decide import decide
from services.routing.domain.evolve import evolve
from services.routing.domain.roles import Addressee, Side
from services.routing.domain.stage import OfferState, Stage
from services.routing.domain.task import Task, TaskKind, TaskState
from services.routing.domain.transitions import permitted, row_for
from services.routing.domain.verbs import Verb
from shared.errors import DeskError
from shared.events import AccessChanged, Cooperation, Direction, Fact, NoteAbout, OwedBy, Verdict
from shared.events.catalogue import fact_class
from tests.routing.case_asking import DEPARTMENTS, OFFICERS, PARTIES, TODAY, WRONGS, ask
from tests.routing.case_model import (
    CHANGING_NOTHING,
    ENDS_BY,
    RULES,
    RUNNING,
    WORKING,
    Model,
    Wrong,
    next_of,
    seen,
    told_by,
    what_is_wrong,
)
from tests.routing.joining_model import MUNICIPALITIES, found_members

Key = tuple[Verb, Stage]
_SAID: dict[OfferState, list[Verdict]] = {
    OfferState.JUDGED: [verdict for verdict in Verdict if verdict is not Verdict.NOT_OURS],
    OfferState.RETURNED: [Verdict.NOT_OURS],
}
# Most of what is asked leads on, so that a life sees more than its beginning.
HOW_OFTEN: dict[Verb, float] = dict.fromkeys(ENDS_BY, 0.3) | {
    Verb.CONFIRM: 3,
    Verb.OFFER: 4,
    Verb.TAKE_UP: 4,
    Verb.GIVE_VERDICT: 4,
    Verb.RETURN_OFFER: 2,
    Verb.CLOSE_ROUND: 3,
    Verb.APPROVE_DECLINE: 1,
    Verb.REOPEN: 3,
    Verb.ASK_QUESTION: 0.5,
}
HOW_OFTEN |= dict.fromkeys(CHANGING_NOTHING, 0.2)


@dataclass(frozen=True, kw_only=True)
class Taken:
    """One thing asked of one case, and what the model says should come of it."""

    case: Case
    command: Command
    before: Model
    wrong: tuple[Wrong, ...]

    @property
    def key(self) -> Key:
        """Return the row that is asked for, whether there is one or not."""
        return self.command.verb, self.case.stage


def take(step: Taken) -> list[Fact]:
    """Take the step and return its facts; fail where the domain and the model disagree."""
    try:
        facts = decide(step.case, step.command)
    except DeskError as refusal:
        assert type(refusal) in {refused for _, refused in step.wrong}, f"{refusal!r}, but {step.wrong}"  # noqa: PT017 - both ways are judged
        _not_offered_on_the_page(step)
        return []
    assert not step.wrong, f"{step.command} was allowed, but {step.wrong}"
    after = reduce(evolve, facts, step.case)
    _right_facts(step, facts, after)
    assert seen(after) == next_of(step.before, step.command)
    assert after.stage is row_for(*step.key).to
    assert after.version == step.case.version + sum(fact.aggregate == "case" for fact in facts)
    _offered_on_the_page(step)
    return facts


def _right_facts(step: Taken, facts: list[Fact], after: Case) -> None:
    told = [fact for fact in facts if not isinstance(fact, AccessChanged)]
    assert [fact.type.removesuffix(".v1") for fact in told] == told_by(step.before, step.command)
    if step.command.verb in ENDS_BY and step.command.verb is not Verb.APPROVE_DECLINE:
        assert getattr(facts[len(told) - 1], "reason_id", None) == getattr(step.command, "reason_id", "none asked")
    changes = [fact for fact in facts if isinstance(fact, AccessChanged)]
    sees = seen(after).sees
    assert [(fact.offered, fact.taken_up, fact.invited, fact.joined) for fact in changes] == (
        [sees] if sees != step.before.sees else []
    )


def _speaking(step: Taken) -> Addressee | None:
    return getattr(step.command, "addressee", None)


def _offered_on_the_page(step: Taken) -> None:
    who = _speaking(step) or Addressee(department=DEPARTMENTS[0])
    by = {side for side in Side if step.command.verb in permitted(step.case, side, who)}
    assert by == RULES[step.command.verb].by_in(step.case.stage)


def _not_offered_on_the_page(step: Taken) -> None:
    verb = step.command.verb
    names = {name for name, _ in step.wrong}
    of_the_case = names - set(WRONGS.get(verb, ()))
    if not of_the_case or (_speaking(step) and Side.ADDRESSEE not in RULES[verb].by and "in this stage" not in names):
        return
    for side in Side:
        assert verb not in permitted(step.case, side, _speaking(step))


@cache
def opened(direction: Direction) -> Case:
    """Return a case as it begins."""
    return Case(
        case_id=UUID(int=900),
        desk_id="miono",
        proposal_id=UUID(int=901),
        receipt="R8-0012",
        direction=direction,
        stage=Stage.RECEIVED,
        version=1,
        proposing="kyoiku" if direction is Direction.TO_PARTIES else None,
    )


def _found_choice(chance: Random) -> CooperationChoice:
    return CooperationChoice(form=chance.choice(list(Cooperation)), decided=chance.random() < 0.5)


def _found_tasks(chance: Random) -> tuple[Task, ...]:
    """Return some of each kind, owed by each side."""
    found = chance.sample(list(product(TaskKind, OwedBy)), 5)
    return tuple(_found_task(chance, place, kind, owner) for place, (kind, owner) in enumerate(found))


def _found_task(chance: Random, place: int, kind: TaskKind, owner: OwedBy) -> Task:
    return Task(
        task_id=UUID(int=910 + place),
        kind=kind,
        words_id=UUID(int=907),
        owed_by=owner,
        department=_FOUND_OWNERS.get(owner),
        due=chance.choice((None, TODAY)),
        code="use" if kind is TaskKind.PROCEDURE and chance.random() < 0.3 else None,
        required=kind is TaskKind.PROCEDURE and chance.random() < 0.2,
        state=chance.choice(_reportable(kind, owner)),
    )


_FOUND_OWNERS: dict[OwedBy, str] = {OwedBy.DEPARTMENT: DEPARTMENTS[0], OwedBy.MUNICIPALITY: MUNICIPALITIES[0]}


def _reportable(kind: TaskKind, owner: OwedBy) -> tuple[TaskState, ...]:
    theirs = (kind, owner) == (TaskKind.TODO, OwedBy.COUNTERPART)
    last = TaskState.REPORTED if theirs else TaskState.OPEN
    return (TaskState.OPEN, last, last, TaskState.DONE)


def found(direction: Direction, stage: Stage, chance: Random) -> Case:
    """Return a case as rows of the database could hold it, also where no life leads: each guard stands for itself."""
    everybody: list[str | UUID] = [*(DEPARTMENTS if direction is Direction.TO_DEPARTMENTS else PARTIES)]
    asked = chance.sample(everybody, chance.randrange(4))
    states = chance.choice([list(OfferState), [OfferState.JUDGED, OfferState.RETURNED, OfferState.EXPIRED]])
    if stage in WORKING and chance.random() < 0.5:
        states = [OfferState.ASKED, OfferState.TAKEN_UP, OfferState.JUDGED, OfferState.JOINED]
    leads = direction is Direction.TO_DEPARTMENTS
    waits = stage in RUNNING and chance.random() < 0.4
    return replace(
        opened(direction),
        stage=stage,
        version=chance.randint(2, 30),
        proposing=opened(direction).proposing if chance.random() < 0.7 else None,
        confirmed=chance.random() < 0.7,
        offers=tuple(
            _found_offer(who, chance.choice(states), chance, lead=leads and place == 0)
            for place, who in enumerate(asked)
        ),
        officer=chance.choice((None, *OFFICERS)),
        abstract_id=UUID(int=907) if chance.random() < 0.8 else None,
        members=found_members(chance),
        decline=_found_decline(chance) if waits else None,
        questions=frozenset({UUID(int=904)}) if chance.random() < 0.5 else frozenset(),
        waiting_note=_found_note(chance) if chance.random() < 0.5 else None,
        held=_found_act(chance) if chance.random() < 0.5 else None,
        cooperation=_found_choice(chance) if chance.random() < 0.7 else None,
        tasks=_found_tasks(chance) if stage in WORKING and chance.random() < 0.7 else (),
    )


def _found_decline(chance: Random) -> ProposedDecline:
    return ProposedDecline(officer=chance.choice(OFFICERS), ground="g", reason_id=UUID(int=902), note_id=UUID(int=903))


def _found_note(chance: Random) -> WaitingNote:
    return WaitingNote(officer=chance.choice(OFFICERS), note_id=UUID(int=905), about=NoteAbout.MESSAGE)


def _found_act(chance: Random) -> HeldAct:
    return HeldAct(officer=chance.choice(OFFICERS), act=Verb.REFER, content_id=UUID(int=908))


def _found_offer(who: str | UUID, state: OfferState, chance: Random, *, lead: bool) -> Offer:
    said = _SAID.get(state)
    return Offer(
        offer_id=UUID(int=chance.getrandbits(128)),
        department=who if isinstance(who, str) else None,
        party_id=who if isinstance(who, UUID) else None,
        lead=lead and state in {OfferState.ASKED, OfferState.TAKEN_UP, OfferState.JUDGED},
        chosen=_found_chosen(who, state, chance),
        due=TODAY,
        state=state,
        verdict=chance.choice(said) if said else None,
        conditions_id=UUID(int=906) if said else None,
        conditions_asked=bool(said) and chance.random() < 0.5,
    )


def _found_chosen(who: str | UUID, state: OfferState, chance: Random) -> bool | None:
    if isinstance(who, UUID):
        return True if state is OfferState.JUDGED and chance.random() < 0.5 else None
    if state is OfferState.LEFT:
        return None
    return state is OfferState.JOINED or (chance.random() < 0.6 or None)


def aimed(direction: Direction, row: Key, name: str | None, chance: Random) -> Taken | None:
    """Return a step along *row* with nothing wrong but *name*; None where chance finds no case for it."""
    verb, stage = row
    for _ in range(400):
        case = found(direction, stage, chance)
        before = seen(case)
        checked = name if name in WRONGS.get(verb, ()) else None
        command = ask(before, verb, checked, chance, lambda: UUID(int=chance.getrandbits(128)))
        step = Taken(case=case, command=command, before=before, wrong=tuple(what_is_wrong(before, command)))
        if [wrong for wrong, _ in step.wrong] == ([name] if name else []):
            return step
    return None


@dataclass(kw_only=True)
class Life:
    """One case on its way; it looks for what was done least in this life."""

    begun: Case
    case: Case = field(init=False)
    taken: list[tuple[Taken, list[Fact]]] = field(default_factory=list)
    done: Counter[Key] = field(default_factory=Counter)
    ids: Iterator[int] = field(default_factory=lambda: count(10_000))

    def __post_init__(self) -> None:
        """Stand where the life began."""
        self.case = self.begun

    def step(self, chance: Random) -> None:
        """Ask for something, and go on from what came of it."""
        step = self.next(chance)
        facts = take(step)
        self.taken.append((step, facts))
        self.case = reduce(evolve, facts, self.case)
        if facts:
            self.done[step.key] += 1

    def next(self, chance: Random) -> Taken:
        """Return what is asked of the case next."""
        return self._asked(seen(self.case), chance)

    def _asked(self, before: Model, chance: Random) -> Taken:
        """Return what is asked next; what the case does not allow now is asked less often than it comes to mind."""
        for _ in range(4):
            verb, wrong = self._thought(before, chance)
            command = ask(before, verb, wrong, chance, lambda: UUID(int=next(self.ids)))
            step = Taken(case=self.case, command=command, before=before, wrong=tuple(what_is_wrong(before, command)))
            if len(step.wrong) == (wrong is not None) or chance.random() < 0.1:
                break
        return step

    def _thought(self, before: Model, chance: Random) -> tuple[Verb, str | None]:
        here = [verb for verb, rule in RULES.items() if before.stage in rule.stages]
        if not here or chance.random() < 0.03:
            return chance.choice(list(Verb)), None
        weights = [HOW_OFTEN.get(verb, 1) / (1 + self.done[verb, self.case.stage]) for verb in here]
        (verb,) = chance.choices(here, weights)
        wrong = chance.choice(names) if (names := WRONGS.get(verb)) and chance.random() < 0.25 else None
        return verb, wrong

    def told_again(self) -> Case:
        """Return the case as it follows from its facts as they are stored."""
        stored = [(fact.type, fact.model_dump(mode="json")) for _, facts in self.taken for fact in facts]
        return reduce(evolve, (fact_class(kind).model_validate(data) for kind, data in stored), self.begun)
