"""What projects brought in a year: which records count, and what they come to."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field

from services.routing.domain.ledger.project import Project
from services.routing.domain.ledger.project_words import EffectWords
from shared.events.projects import EffectRecorded, EffectStanding


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """One record with its words and the project it belongs to."""

    project: Project
    record: EffectRecorded
    words: EffectWords = field(repr=False)


def standing(project: Project) -> list[EffectRecorded]:
    """Return the records of a project that were not replaced by others, in the order they were told."""
    replaced = {one.replaces for one in project.effects}
    return [one for one in project.effects if one.effect_id not in replaced]


def counted(effects: Iterable[Effect], year: int) -> list[Effect]:
    """Return what counts in a fiscal year: of what has come about, the latest record of each project and label."""
    latest: dict[tuple[str, str], Effect] = {}
    for one in effects:
        if one.record.standing is not EffectStanding.ACTUAL or one.record.fiscal_year != year:
            continue
        key = one.project.number, one.words.label
        # Of two records as of the same day the one told later is right.
        if key not in latest or latest[key].record.as_of <= one.record.as_of:
            latest[key] = one
    return list(latest.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class YearOfEffects:
    """What counts in a year, and what its amounts come to: in all, and by project, agreement, department and field.

    A project of several fields counts in each of them, so that these do not add up to *yen*; one without an agreement
    or a field counts under "".
    """

    year: int
    counted: tuple[Effect, ...]
    yen: int
    by_project: Mapping[str, int]
    by_agreement: Mapping[str, int]
    by_department: Mapping[str, int]
    by_field: Mapping[str, int]


def year_of_effects(effects: Iterable[Effect], year: int) -> YearOfEffects:
    """Roll the records of a year up."""
    found = tuple(sorted(counted(effects, year), key=lambda one: (one.project.number, one.words.label)))
    return YearOfEffects(
        year=year,
        counted=found,
        yen=sum(one.record.yen or 0 for one in found),
        by_project=_sums(found, lambda project: {project.number}),
        by_agreement=_sums(found, lambda project: project.under),
        by_department=_sums(found, lambda project: {project.lead or ""}),
        by_field=_sums(found, lambda project: project.fields),
    )


def _sums(found: Iterable[Effect], keys_of: Callable[[Project], Collection[str]]) -> dict[str, int]:
    sums: defaultdict[str, int] = defaultdict(int)
    for one in found:
        for key in keys_of(one.project) or {""}:
            sums[key] += one.record.yen or 0
    return dict(sorted(sums.items()))
