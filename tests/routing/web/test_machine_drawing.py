from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest

from services.routing.domain.offer_states import OFFER_TABLE
from services.routing.domain.stage import OfferState, Stage
from services.routing.domain.transitions import TABLE
from services.routing.domain.verbs import Verb
from services.routing.web.flow import flow_of
from services.routing.web.machine_drawing import (
    case_diagram,
    machine_as_data,
    machine_as_markdown,
    machine_as_mermaid,
    offer_diagram,
)
from services.routing.web.verb_words import VERB_WORDS
from tests.routing.cases import OFFICER, case_at, offer_to


def test_the_documentation_shows_the_machine_as_it_is(project: Path) -> None:
    told = (project / "docs" / "case.md").read_text(encoding="utf-8")

    _, shown = told.split("<!-- desk case machine -->")
    assert shown.split("<!-- end of desk case machine -->")[0].strip() == machine_as_markdown()


def test_every_change_of_a_stage_and_of_an_offer_is_an_arrow_and_no_other() -> None:
    def arrows(diagram: str) -> set[tuple[str, str]]:
        lines = [line.split(" : ")[0].split() for line in diagram.splitlines() if "-->" in line and "[*]" not in line]
        return {(since, to) for since, _, to in lines}

    assert arrows(case_diagram()) == {(row.since, row.to) for row in TABLE if row.since is not row.to}
    assert arrows(offer_diagram()) == {(step.since, step.to) for step in OFFER_TABLE}
    assert machine_as_mermaid().count("stateDiagram-v2") == 2


def test_every_row_is_told_to_machines_too() -> None:
    told = machine_as_data()

    assert [(one["verb"], one["since"], one["to"]) for one in told["case"]] == [(r.verb, r.since, r.to) for r in TABLE]
    assert len(told["offer"]) == len(OFFER_TABLE)


def test_every_verb_has_its_words() -> None:
    assert VERB_WORDS.keys() == set(Verb)


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage is not Stage.WAITING_FOR_PROPOSER])
def test_the_flow_marks_exactly_the_stage_the_case_is_in(stage: Stage) -> None:
    states = [state for _, state in flow_of(case_at(stage))]

    assert states.count("current") == 1
    assert states == sorted(states, key=["done", "current", "ahead"].index)


def test_waiting_for_the_proposer_is_a_pause_of_the_confirmation() -> None:
    assert flow_of(case_at(Stage.WAITING_FOR_PROPOSER))[:3] == [
        ("受付", "done"),
        ("補正待ち", "current"),
        ("提案中", "ahead"),
    ]


def test_an_early_end_shows_how_far_the_case_had_come() -> None:
    judged = offer_to("shinrin", OfferState.RECALLED, lead=True)
    untouched, begun, offered = (
        case_at(Stage.WITHDRAWN),
        replace(case_at(Stage.WITHDRAWN), officer=OFFICER, case_id=uuid4()),
        case_at(Stage.WITHDRAWN, judged),
    )

    assert [[words for words, _ in flow_of(case)] for case in (untouched, begun, offered)] == [
        ["受付", "取下げ"],
        ["受付", "確認中", "取下げ"],
        ["受付", "確認中", "提案中", "取下げ"],
    ]
