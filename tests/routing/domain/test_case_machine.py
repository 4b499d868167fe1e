"""The table of transitions, lived through thousands of steps and judged by what the guideline says."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import product
from random import Random

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.internal.conjecture.providers import HypothesisProvider
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from services.routing.domain import decide as deciding
from services.routing.domain import evolve as evolving
from services.routing.domain import offer_states, transitions
from services.routing.domain.commands import Command
from services.routing.domain.roles import Side
from services.routing.domain.stage import GONE, OfferState, Stage
from services.routing.domain.transition import Transition
from services.routing.domain.transitions import TABLE
from services.routing.domain.verbs import Verb
from shared.events import AccessChanged, Direction, Fact
from tests.routing.case_lives import Key, Life, Taken, aimed, opened, take


def guards_of(row: Transition) -> tuple[str, ...]:
    """Return the names of what can be in the way of *row*."""
    return (*(condition.name for condition in row.when), *(check.name for check in row.checks))


STEPS_A_DAY = 16
SEEDS = st.integers(0, 2**32)
ONE_RUN = settings(
    max_examples=23,
    stateful_step_count=48,
    phases=[Phase.generate],
    derandomize=True,
    database=None,
    deadline=None,
    print_blob=False,
)
ENOUGH = 10_000
OF_EACH_ROW = 20
ONE_GUARD_IN = 0.3
# Of what so many things can be in the way in so few stages, every reason is asked for each time.
RARELY_ASKED = frozenset({Verb.CHANGE_DEPARTMENTS})
ROWS: dict[Key, Transition] = {(row.verb, row.since): row for row in TABLE}
# What can be in the way, by row; where there is no row it is the stage.
GUARDS = {key: guards_of(ROWS[key]) if key in ROWS else ("in this stage",) for key in product(Verb, Stage)}


@dataclass(kw_only=True)
class Run:
    """All steps that were taken, by the row that was asked for."""

    accepted: Counter[tuple[Verb, Stage, Direction]] = field(default_factory=Counter)
    steps: dict[Key, list[Taken]] = field(default_factory=dict)
    telling: dict[type[Fact], list[Taken]] = field(default_factory=dict)
    aimed: set[tuple[Key, str | None]] = field(default_factory=set)

    def keep(self, step: Taken, facts: list[Fact]) -> None:
        """Count a step, and keep it under its row and under what it told."""
        if not step.wrong:
            self.accepted[*step.key, step.case.direction] += 1
        self.steps.setdefault(step.key, []).append(step)
        for kind in {type(fact) for fact in facts}:
            self.telling.setdefault(kind, []).append(step)

    def wrong_in_one_thing(self) -> set[tuple[Verb, Stage, str]]:
        """Return what was refused for one reason alone."""
        every = (step for steps in self.steps.values() for step in steps)
        return {(*step.key, step.wrong[0][0]) for step in every if len(step.wrong) == 1}


class Cases(RuleBasedStateMachine):
    """Several cases side by side; a day brings one of them many steps."""

    kept: Run
    cases: Bundle[Life] = Bundle("cases")

    def __init__(self) -> None:
        """Begin with no case."""
        super().__init__()
        self.lives: list[Life] = []

    @initialize(seed=SEEDS)
    def each_row_is_asked_for_rightly_and_with_each_guard_in_the_way(self, seed: int) -> None:
        """Ask for all there is of cases as they may be found."""
        chance = Random(seed)
        for direction, (row, names) in product(Direction, GUARDS.items()):
            for name in (None, *names) if row in ROWS else names:
                often = name is None or row[0] in RARELY_ASKED or (row, name) not in self.kept.aimed
                step = aimed(direction, row, name, chance) if often or chance.random() < ONE_GUARD_IN else None
                if step is not None:
                    self.kept.keep(step, take(step))
                    self.kept.aimed.add((row, name))

    @rule(target=cases, direction=st.sampled_from(Direction))
    def a_case_begins(self, direction: Direction) -> Life:
        """Begin one more case."""
        self.lives.append(Life(begun=opened(direction)))
        return self.lives[-1]

    @rule(life=cases, seed=SEEDS)
    def a_day_passes(self, life: Life, seed: int) -> None:
        """Let many things be asked of one case."""
        chance = Random(f"{seed} {len(life.taken)}")
        for _ in range(STEPS_A_DAY):
            life.step(chance)

    def teardown(self) -> None:
        """Fold each history, as it is stored, into the case it led to, and keep what was done."""
        for life in self.lives:
            assert life.told_again() == life.case
            for step, facts in life.taken:
                self.kept.keep(step, facts)


@pytest.fixture(scope="module")
def run() -> Run:
    """Live many cases through and keep every step."""

    class OneRun(Cases):
        kept = Run()

    # Otherwise Hypothesis would draw numbers it finds in whatever modules other tests have loaded: each run another.
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(HypothesisProvider, "_maybe_draw_constant", lambda *_, **__: None)
        run_state_machine_as_test(OneRun, settings=ONE_RUN)
    return OneRun.kept


def test_ten_thousand_steps_go_along_every_row_in_both_directions(run: Run) -> None:
    least = {(row.verb, row.since, to): run.accepted[row.verb, row.since, to] for row in TABLE for to in Direction}

    assert sum(run.accepted.values()) >= ENOUGH
    assert {row: count for row, count in least.items() if count < OF_EACH_ROW} == {}
    assert {(verb, stage) for verb, stage, _ in run.accepted} == {(row.verb, row.since) for row in TABLE}


def test_each_guard_of_each_row_alone_has_refused_something(run: Run) -> None:
    guards = {(row.verb, row.since, name) for row in TABLE for name in guards_of(row)}

    assert guards - run.wrong_in_one_thing() == set()


def test_a_case_never_waits_for_nobody(run: Run) -> None:
    stuck = {
        str(step.case)
        for steps in run.steps.values()
        for step in steps[:50]
        if step.case.stage not in {Stage.COMPLETED, Stage.IMPLEMENTING}
        and not any(transitions.permitted(step.case, side) for side in (Side.DESK, Side.PROPOSER))
    }

    assert stuck == set()


def notices(steps: list[Taken]) -> bool:
    """Tell whether any of these steps comes out otherwise than the model says."""
    for step in steps:
        try:
            take(step)
        except Exception:  # noqa: BLE001 - what was hurt may break in any way
            return True
    return False


Patch = pytest.MonkeyPatch


def with_row(patch: Patch, row: Transition, changed: Transition | None) -> None:
    """Let the table hold *changed* in place of *row*; None takes it out."""
    others = [one for one in TABLE if one is not row]
    patch.setattr(transitions, "TABLE", (*others, *([changed] if changed else [])))
    if changed is None:
        patch.delitem(transitions._BY_VERB_AND_STAGE, (row.verb, row.since))
    else:
        patch.setitem(transitions._BY_VERB_AND_STAGE, (row.verb, changed.since), changed)


def hurt_rows() -> Iterator[tuple[str, Transition, Transition | None]]:
    """Yield each row without each of its guards, with each other side, with another end, and not at all."""
    for row in TABLE:
        name = f"{row.verb} in {row.since}"
        yield f"{name}: gone", row, None
        for guard in row.when:
            yield f"{name} without {guard.name}", row, replace(row, when=tuple(g for g in row.when if g is not guard))
        for check in row.checks:
            kept = tuple(one for one in row.checks if one is not check)
            yield f"{name} without {check.name}", row, replace(row, checks=kept)
        for side in Side:
            yield f"{name} by others: {side}", row, replace(row, by=row.by ^ {side})
        elsewhere = Stage.COMPLETED if row.to is not Stage.COMPLETED else Stage.RECEIVED
        yield f"{name} to {elsewhere}", row, replace(row, to=elsewhere)


def test_no_row_loses_a_guard_a_side_or_its_end_unnoticed(run: Run, monkeypatch: Patch) -> None:
    unnoticed, hurt = [], 0
    for name, row, changed in hurt_rows():
        hurt += 1
        with monkeypatch.context() as patch:
            with_row(patch, row, changed)
            if not notices(run.steps[row.verb, row.since]):
                unnoticed.append(name)

    assert unnoticed == []
    assert hurt >= sum(1 + len(guards_of(row)) for row in TABLE)


def test_no_offer_goes_another_way_unnoticed(run: Run, monkeypatch: Patch) -> None:
    unnoticed = []
    for verb, since in offer_states._SINCE.items():
        steps = [step for stage in Stage for step in run.steps[verb, stage]]
        for state in OfferState:
            with monkeypatch.context() as patch:
                patch.setitem(offer_states._SINCE, verb, since ^ {state})
                # What was given or taken back is asked of nobody: whatever the table says, the case finds no offer.
                if not notices(steps) and state not in GONE:
                    unnoticed.append((verb, state))
        with monkeypatch.context() as patch:
            patch.setitem(offer_states._AFTER, verb, OfferState.ASKED)
            if not notices(steps):
                unnoticed.append((verb, OfferState.ASKED))

    assert unnoticed == []


def test_no_row_too_many_goes_unnoticed(run: Run, monkeypatch: Patch) -> None:
    unnoticed = []
    for verb, stage in GUARDS.keys() - ROWS.keys():
        like = next(row for row in TABLE if row.verb is verb)
        with monkeypatch.context() as patch:
            with_row(patch, like, replace(like, since=stage, when=(), checks=()))
            if not notices(run.steps.get((verb, stage), [])):
                unnoticed.append((verb, stage))

    assert unnoticed == []


def test_no_fact_is_left_out_unnoticed(run: Run, monkeypatch: Patch) -> None:
    unnoticed = []
    for kind, steps in run.telling.items():
        for command in {type(step.command) for step in steps}:
            telling = [step for step in steps if isinstance(step.command, command)]
            with monkeypatch.context() as patch:
                without(patch, command, kind)
                if not notices(telling):
                    unnoticed.append((command.__name__, kind.__name__))

    assert unnoticed == []


def without(patch: Patch, command: type[Command], kind: type[Fact]) -> None:
    """Let *command* tell everything but facts of one kind; who may see the case is told for all commands together."""
    if kind is AccessChanged:
        patch.setattr(deciding, "_access", lambda _before, _after: [])
        return
    made = deciding._FACTS[command]
    said = lambda case, asked: [fact for fact in made(case, asked) if not isinstance(fact, kind)]  # noqa: E731
    patch.setitem(deciding._FACTS, command, said)


def test_no_fact_changes_nothing_unnoticed(run: Run, monkeypatch: Patch) -> None:
    unnoticed = []
    for of_evolve in (evolving._MOVES, evolving._CHANGES):
        for kind in list(of_evolve):
            with monkeypatch.context() as patch:
                patch.delitem(of_evolve, kind)
                if not notices(run.telling[kind]):
                    unnoticed.append(kind.__name__)

    assert unnoticed == []
