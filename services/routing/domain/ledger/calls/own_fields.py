"""The own questions and criteria of a call, as a person writes them: one a line, its parts apart by bars."""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from services.routing.domain.ledger.calls.refusals import CriterionUnreadable, QuestionUnreadable
from shared.scheme.fields import Choice, Field, FieldKind, Section

# The section of the form in which they stand.
SECTION: Final = Section(code="call-questions", label="この募集についての項目")
MOST_QUESTIONS: Final = 30
MOST_CRITERIA: Final = 20
_MOST_WEIGHT: Final = 100
_LONGEST: Final = {FieldKind.TEXT: 200, FieldKind.TEXTAREA: 2_000}
_REQUIRED: Final = "必須"
_KINDS: Final = {"一行": FieldKind.TEXT, "文章": FieldKind.TEXTAREA}
_CHOICE: Final = re.compile(r"選択[:：](.+)")
_BAR: Final = re.compile(r"[|｜]")
_MOST_LABEL: Final = 200


def questions_in(lines: Iterable[str]) -> tuple[Field, ...]:
    """Return the questions these lines ask; raise QuestionUnreadable."""
    written = [line for line in lines if line.strip()]
    if len(written) > MOST_QUESTIONS:
        raise QuestionUnreadable
    return tuple(_question(number, line) for number, line in enumerate(written, start=1))


def question_lines(fields: Iterable[Field]) -> tuple[str, ...]:
    """Return questions as a person wrote them."""
    return tuple("｜".join(_parts(one)) for one in fields)


def criteria_in(lines: Iterable[str]) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """Return the criteria and what each weighs; raise CriterionUnreadable."""
    read = [_criterion(line) for line in lines if line.strip()]
    if len(read) > MOST_CRITERIA:
        raise CriterionUnreadable
    return tuple(words for words, _ in read), tuple(weight for _, weight in read)


def criterion_lines(criteria: Sequence[str], weights: Sequence[int]) -> tuple[str, ...]:
    """Return criteria as a person wrote them."""
    return tuple(f"{words}｜{weight}" for words, weight in zip(criteria, weights, strict=True))


def _question(number: int, line: str) -> Field:
    label, *parts = [part.strip() for part in _BAR.split(line)]
    if not label or len(label) > _MOST_LABEL:
        raise QuestionUnreadable
    kind, choices, hints, required = FieldKind.TEXT, "", [], False
    for part in filter(None, parts):
        if part == _REQUIRED:
            required = True
        elif part in _KINDS:
            kind = _KINDS[part]
        elif found := _CHOICE.fullmatch(part):
            kind, choices = FieldKind.CHOICE, found[1]
        else:
            hints.append(part)
    return Field(
        key=f"call_{number}",
        label=label,
        section=SECTION.code,
        kind=kind,
        required=required,
        max_length=_LONGEST.get(kind),
        hint=" ".join(hints)[:_MOST_LABEL] or None,
        choices=_choices(choices),
    )


def _choices(words: str) -> tuple[Choice, ...]:
    labels = [label.strip() for label in re.split(r"[／/]", words) if label.strip()]
    if words and not labels:
        raise QuestionUnreadable
    return tuple(Choice(value=str(number), label=label) for number, label in enumerate(labels, start=1))


def _parts(field: Field) -> list[str]:
    kinds = {kind: word for word, kind in _KINDS.items()}
    chosen = f"選択：{'／'.join(one.label for one in field.choices)}"
    kind = chosen if field.kind is FieldKind.CHOICE else kinds[field.kind]
    return [field.label, kind, *([_REQUIRED] if field.required else []), *([field.hint] if field.hint else [])]


def _criterion(line: str) -> tuple[str, int]:
    words, *weight = [part.strip() for part in _BAR.split(line)]
    written = weight[0] if weight and weight[0] else "1"
    if not words or len(words) > _MOST_LABEL or len(weight) > 1 or not re.fullmatch(r"[0-9]{1,3}", written):
        raise CriterionUnreadable
    if not 1 <= int(written) <= _MOST_WEIGHT:
        raise CriterionUnreadable
    return words, int(written)
