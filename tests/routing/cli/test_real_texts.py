"""The goals of the ranking, on the texts beside the project: one fold and one organisation, to be quick.

All figures stand in docs/routing.md with the commands that made them.
"""

import pytest

from services.routing.cli.evaluating import answers, evaluate_held_out, figures
from services.routing.cli.evaluation_files import read_organisation, read_texts
from services.routing.domain.evaluation.folds import folds_of
from services.routing.domain.evaluation.held_out import hold_out
from services.routing.domain.evaluation.labelled import proposable
from services.routing.domain.evaluation.trained import Trained
from shared.settings import PROJECT

DATA = PROJECT.parent / "shared" / "data"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="The real texts lie beside the project, not in it.")


def test_the_smallest_fold_reaches_what_the_worst_one_must() -> None:
    folds = folds_of(proposable(read_texts(DATA / "routing" / "dev.jsonl", parted=True)), 5)
    fold = min(folds, key=lambda one: len(one.test))

    found = figures(answers(fold.test, Trained(fold.train).rank))

    assert [len(one.test) for one in folds] == [396, 1533, 1042, 723, 412]
    assert found.acceptable_top1 >= 0.52
    assert found.top3 >= 0.75


def test_programmes_of_a_large_city_are_found_from_names_and_other_programmes() -> None:
    _, sections = read_organisation(DATA / "org" / "setagaya_r8.json")

    found = evaluate_held_out(hold_out(sections))

    assert (len(sections), found.n) == (136, 278)
    assert found.top3 >= 0.55
