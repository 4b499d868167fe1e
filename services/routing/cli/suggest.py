"""`desk suggest …`: how good the ranking of the departments is."""

from pathlib import Path
from typing import Annotated, Any

import typer

from services.routing.cli.deciding import gain_of, gains_as_data
from services.routing.cli.evaluating import answers, as_data, evaluate_folds, evaluate_held_out, figures
from services.routing.cli.evaluation_files import read_organisation, read_texts
from services.routing.domain.evaluation.folds import folds_of
from services.routing.domain.evaluation.held_out import hold_out
from services.routing.domain.evaluation.labelled import proposable
from services.routing.domain.evaluation.own_division import own_divisions
from services.routing.domain.evaluation.trained import Trained
from services.routing.domain.suggestion import Directory
from shared.cli.output import AsJson, say, table
from shared.errors import Invalid

suggest_verbs = typer.Typer(name="suggest", help="How good the suggestions are.", no_args_is_help=True)


class NothingToEvaluate(Invalid):
    """Say either --train FILE --test FILE, or --folds N FILE, or --organisation FILE."""


@suggest_verbs.callback()
def _suggest() -> None:
    """How good the suggestions are."""


@suggest_verbs.command(
    epilog="Examples: desk suggest evaluate --train dev.jsonl --test heldout.jsonl --json   |   "
    "desk suggest evaluate --folds 5 dev.jsonl   |   desk suggest evaluate --organisation setagaya.json"
)
def evaluate(
    file: Annotated[Path | None, typer.Argument(help="with --folds: the texts, as JSON lines")] = None,
    train: Annotated[Path | None, typer.Option(help="texts to learn from, as JSON lines")] = None,
    test: Annotated[Path | None, typer.Option(help="texts to rank")] = None,
    folds: Annotated[int | None, typer.Option(min=2, help="rank each part with what the others teach")] = None,
    organisation: Annotated[list[Path] | None, typer.Option(help="a tree of units with duties; several")] = None,
    as_json: AsJson = False,
) -> None:
    """Measure how well the ranking of the case page finds where texts belong; routine ones are left out."""
    match file, train, test, folds, organisation:
        case None, Path(), Path(), None, None:
            _train_and_test(train, test, as_json=as_json)
        case Path(), None, None, int(), None:
            _folds(file, folds, as_json=as_json)
        case None, None, None, None, [*_]:
            _organisations(organisation, as_json=as_json)
        case _:
            raise NothingToEvaluate


@suggest_verbs.command(epilog="Example: desk suggest learning dev.jsonl --organisation setagaya.json --json")
def learning(
    file: Annotated[Path, typer.Argument(help="texts with their areas, as JSON lines")],
    organisation: Annotated[Path, typer.Option(help="a tree of units with duties")],
    as_json: AsJson = False,
) -> None:
    """Measure what thirty decisions against the duties change, and whether nothing is left once taken back."""
    government, sections = read_organisation(organisation)
    directory = Directory(sections)
    divisions = own_divisions(proposable(read_texts(file)), [one.code for one in sections])
    if not divisions:
        raise Invalid(f"{file}: no area in it has enough different texts")
    found = {"government": government} | gains_as_data([gain_of(one, directory) for one in divisions])
    headings = ("area", "section", "top3_before", "top3_after")
    text = table([tuple(one[name] for name in headings) for one in found["divisions"]], headings)
    restored = "restored" if found["restored"] else "NOT restored"
    text += f"\nmean gain {found['mean_gain']}, least {found['least_gain']}; {restored} once taken back"
    say(found, as_json=as_json, text=text)


def _train_and_test(train: Path, test: Path, *, as_json: bool) -> None:
    learned, asked = read_texts(train), read_texts(test)
    texts = proposable(asked)
    if not texts:
        raise Invalid(f"{test}: all rows in it are routine ones")
    found = as_data(figures(answers(texts, Trained(proposable(learned)).rank)))
    left_out = len(learned) + len(asked) - len(proposable(learned)) - len(texts)
    say(found, as_json=as_json, text=f"{_lines([('test', found)])}\n{_left_out(left_out)}")


def _folds(file: Path, parts: int, *, as_json: bool) -> None:
    texts = read_texts(file, parted=True)
    folds = folds_of(proposable(texts), parts)
    if len(folds) == 1:
        raise Invalid(f"{file}: too few rows or governments for two folds")
    left_out = len(texts) - len(proposable(texts))
    found = evaluate_folds(folds) | {"left_out": left_out}
    say(found, as_json=as_json, text=f"{_fold_lines(found)}\n{_left_out(left_out)}")


def _organisations(files: list[Path], *, as_json: bool) -> None:
    found = []
    for file in files:
        government, sections = read_organisation(file)
        measured = as_data(evaluate_held_out(hold_out(sections)))
        found.append({"government": government, "sections": len(sections)} | measured)
    text = _lines([(f"{one['government']} ({one['sections']} sections)", one) for one in found])
    say({"organisations": found}, as_json=as_json, text=text)


_FIGURES = (
    "n",
    "top1",
    "acceptable_top1",
    "top3",
    "macro_f1",
    "coverage_at_20_percent_error",
    "ms_per_text",
)


def _fold_lines(found: dict[str, Any]) -> str:
    lines = []
    for heading, part in (("all", found), ("titles", found["titles"]), ("descriptions", found["descriptions"])):
        lines += [(f"{heading}: {_names(one['governments'])}", one) for one in part["folds"]]
        lines += [(f"{heading}: {name}", part[name] | {"n": part["n"]}) for name in ("mean", "worst") if part[name]]
    return _lines(lines)


def _names(governments: list[str]) -> str:
    more = len(governments) - 1
    return f"{governments[0]} and {more} more" if more else governments[0]


def _lines(found: list[tuple[str, dict[str, Any]]]) -> str:
    return table([(heading, *(one[name] for name in _FIGURES)) for heading, one in found], ("", *_FIGURES))


def _left_out(count: int) -> str:
    return f"{count} rows left out (routine_admin)"
