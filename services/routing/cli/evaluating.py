"""Ranking many texts with a stop-watch, and what is told of it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from time import process_time
from typing import Any

from services.routing.domain.evaluation.figures import Figures, Measured, figures_of
from services.routing.domain.evaluation.folds import Fold
from services.routing.domain.evaluation.held_out import HeldOut
from services.routing.domain.evaluation.labelled import LabelledText, is_title
from services.routing.domain.evaluation.trained import Trained
from services.routing.domain.suggestion import Directory, Ranking
from services.routing.domain.terms import terms_of

Rank = Callable[[str], Ranking]
_DIGITS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """A text, what was made of it, and how many seconds of the processor that took."""

    text: LabelledText
    measured: Measured
    seconds: float


def answers(texts: Iterable[LabelledText], rank: Rank) -> list[Answered]:
    """Rank each text, one after the other."""
    return [_answer(one, rank) for one in texts]


def figures(answered: Sequence[Answered]) -> Figures:
    """Return the figures of at least one answer."""
    return figures_of([one.measured for one in answered], seconds=sum(one.seconds for one in answered))


def evaluate_folds(folds: Iterable[Fold]) -> dict[str, Any]:
    """Return each fold with its figures, their mean and their worst, and the same for titles and descriptions."""
    found = [(fold.governments, answers(fold.test, Trained(fold.train).rank)) for fold in folds]
    titles = [(names, [one for one in answered if is_title(one.text)]) for names, answered in found]
    descriptions = [(names, [one for one in answered if not is_title(one.text)]) for names, answered in found]
    return _summary(found) | {"titles": _summary(titles), "descriptions": _summary(descriptions)}


def evaluate_held_out(held_out: HeldOut) -> Figures:
    """Return how well the sections of the programmes that were held out are found."""
    directory = Directory(held_out.departments)
    return figures(answers(held_out.texts, lambda text: directory.rank(terms_of(text))))


def as_data(figures: Figures) -> dict[str, Any]:
    """Return figures as JSON-ready data (the machine interface; keep it stable)."""
    return {
        name: round(value, _DIGITS) if isinstance(value, float) else value for name, value in asdict(figures).items()
    }


def _answer(one: LabelledText, rank: Rank) -> Answered:
    begun = process_time()
    ranking = rank(one.text)
    seconds = process_time() - begun
    guessed = tuple(suggestion.department for suggestion in ranking.suggestions)
    confidence = ranking.suggestions[0].share if ranking.suggestions else 0.0
    measured = Measured(area=one.area, acceptable=one.acceptable, guessed=guessed, confidence=confidence)
    return Answered(text=one, measured=measured, seconds=seconds)


def _summary(found: Sequence[tuple[Sequence[str], Sequence[Answered]]]) -> dict[str, Any]:
    each = [(names, figures(answered)) for names, answered in found if answered]
    measured = [asdict(one) for _, one in each]
    names = [name for name in measured[0] if name != "n"] if measured else []
    return {
        "n": sum(one.n for _, one in each),
        "mean": {name: round(sum(one[name] for one in measured) / len(measured), _DIGITS) for name in names},
        "worst": {name: round(_worst(name)(one[name] for one in measured), _DIGITS) for name in names},
        "folds": [{"governments": list(names)} | as_data(one) for names, one in each],
    }


def _worst(name: str) -> Callable[[Iterable[float]], float]:
    """Return what finds the worst: of times the longest, of shares the smallest."""
    return max if name == "ms_per_text" else min
