"""`python -m tests.benchmarks.ranking FILE`: the ranking beside naive Bayes, on the same folds in one run."""

import argparse
import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from time import process_time
from typing import Any

from services.routing.cli.evaluating import answers
from services.routing.cli.evaluation_files import read_texts
from services.routing.domain.evaluation.figures import Figures, Measured, figures_of
from services.routing.domain.evaluation.folds import Fold, folds_of
from services.routing.domain.evaluation.labelled import proposable
from services.routing.domain.evaluation.trained import Trained
from shared.cli.output import table
from tests.benchmarks.peers import prepared_python
from tests.benchmarks.town import CHECKOUT

FOLDS = 5
DESK, ONE_BY_ONE, AT_ONCE = "desk", "naive Bayes", "naive Bayes, all texts of a fold at once"
KEYS = ("top1", "acceptable_top1", "top3", "macro_f1", "coverage_at_20_percent_error")


def main(words: list[str]) -> None:
    """Print mean and worst fold of both, and how their times compare."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.ranking", description=__doc__)
    parser.add_argument("file", type=Path, help="texts as JSON lines, as for desk suggest evaluate --folds")
    folds = folds_of(proposable(read_texts(parser.parse_args(words).file, parted=True)), FOLDS)
    sys.stdout.write(as_text({DESK: [desk(fold) for fold in folds]} | naive_bayes(folds)) + "\n")


def desk(fold: Fold) -> Figures:
    """Return the figures of the desk's ranking; times are processor times here, whatever else the machine does."""
    rank = Trained(fold.train).rank
    begun = process_time()
    answered = answers(fold.test, rank)
    return figures_of([one.measured for one in answered], seconds=process_time() - begun)


def naive_bayes(folds: Sequence[Fold]) -> dict[str, list[Figures]]:
    """Return the figures of the comparator by fold, which runs in an environment of its own."""
    asked = [
        {"train": [(one.text, one.area) for one in fold.train], "texts": [one.text for one in fold.test]}
        for fold in folds
    ]
    command = [prepared_python(), "-m", "tests.benchmarks.comparators.naive_bayes"]
    done = subprocess.run(command, input=json.dumps(asked), cwd=CHECKOUT, check=True, capture_output=True, text=True)
    said = list(zip(folds, json.loads(done.stdout), strict=True))
    return {
        ONE_BY_ONE: [figures_of(measured(fold, one), seconds=one["one_by_one_seconds"]) for fold, one in said],
        AT_ONCE: [figures_of(measured(fold, one), seconds=one["at_once_seconds"]) for fold, one in said],
    }


def measured(fold: Fold, said: Mapping[str, Any]) -> list[Measured]:
    """Return what the comparator said of each text beside where it belongs."""
    return [
        Measured(area=one.area, acceptable=one.acceptable, guessed=tuple(guessed), confidence=confidence)
        for one, guessed, confidence in zip(fold.test, said["guessed"], said["confidence"], strict=True)
    ]


def as_text(found: Mapping[str, Sequence[Figures]]) -> str:
    """Return the figures as a table, and the times with what they are of the desk's."""
    rows = [
        (name, what, *(f"{pick([asdict(one)[key] for one in each]):.4f}" for key in KEYS))
        for name, each in found.items()
        if name != AT_ONCE  # It guesses the same.
        for what, pick in (("mean", _mean), ("worst", min))
    ]
    times = {name: _mean([one.ms_per_text for one in each]) for name, each in found.items()}
    said = [
        f"{name}: {ms:.3f} ms of processor time per text, desk ÷ this {times[DESK] / ms:.2f}"
        for name, ms in times.items()
    ]
    return "\n".join([table(rows, ("", "", *KEYS)), *said])


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


if __name__ == "__main__":
    main(sys.argv[1:])
