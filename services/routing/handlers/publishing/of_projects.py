"""What the office recorded of a project, as the first draft of its publication says it."""

from collections.abc import Mapping
from uuid import UUID

from services.routing.domain.ledger.effects import standing
from services.routing.domain.ledger.project import PROJECTS, Project
from services.routing.domain.ledger.project_words import EffectWords
from services.routing.domain.publishing.protection import leaks
from services.routing.handlers.ledger.door import Doing
from services.routing.handlers.ledger.projects.owners import names_of
from services.routing.handlers.publishing.checking import kept_back
from services.routing.storage.ledger_queries import ItemLine
from shared.documents.public import PublicContent, PublicEffect, PublicWord
from shared.documents.public_fields import effect_words
from shared.events.projects import EffectRecorded, EffectStanding
from shared.japanese.era import fiscal_year


async def project_for_everybody(doing: Doing, line: ItemLine, of_cases: PublicContent) -> PublicContent:
    """Return the draft of the cases of a project with what the project itself says: owners, fields, days, effects.

    A project nobody named keeps the title of its case.
    """
    work = doing.work
    project = await work.ledger.find(PROJECTS, doing.actor.desk_id, line.number)
    parties = await names_of(work, project)
    municipalities = await work.municipalities.names(project.desk_id)
    fields = [PublicWord(code=one.code, words=one.words) for one in doing.scheme.categories]
    begins_on = project.starts_on or of_cases.begins_on
    said = {
        "title": line.title if project.text_id else "",
        "partners": tuple(parties.values()),
        "departments": tuple((await _departments(doing, project)).values()),
        "municipalities": tuple(municipalities.get(one, one) for one in sorted(project.municipalities)),
        "categories": tuple(one for one in fields if one.code in project.fields),
        "begins_on": begins_on,
        "ends_on": project.end.day if project.end else None,
        "fiscal_year": fiscal_year(begins_on) if begins_on else None,
        "effects": await _effects(doing, project, parties),
    }
    return of_cases.model_copy(update={name: value for name, value in said.items() if value})


async def _departments(doing: Doing, project: Project) -> Mapping[str, str]:
    found = await doing.work.queries.departments(project.desk_id, doing.step.today)
    return {one.code: one.name for one in found if one.code in project.departments}


async def _effects(doing: Doing, project: Project, parties: Mapping[UUID, str]) -> tuple[PublicEffect, ...]:
    """Return what has come about; a record that repeats something protected is left out."""
    actual = [one for one in standing(project) if one.standing is EffectStanding.ACTUAL]
    words = await doing.work.ledger_texts.open_many([one.text_id for one in actual], EffectWords)
    departments = await _departments(doing, project)
    kept = await kept_back(doing.work, project.cases)

    def by(one: EffectRecorded) -> str:
        return parties.get(one.party_id, "") if one.party_id else departments.get(one.department or "", "")

    found = [_effect(one, words[one.text_id], by(one)) for one in actual if one.text_id in words]
    return tuple(one for one in found if one.value and not leaks({"effects": effect_words(one)}, kept))


def _effect(record: EffectRecorded, words: EffectWords, estimator: str) -> PublicEffect:
    yen, count = record.yen, record.count
    value = f"{yen:,}" if yen is not None else f"{float(count):,.10g}" if count is not None else _one_line(words.words)
    return PublicEffect(
        label=_one_line(words.label),
        value=value,
        unit="円" if yen is not None else _one_line(words.unit) if count is not None else "",
        as_of=record.as_of,
        method=_one_line(words.method),
        estimator=estimator,
        # A form takes what was gained; what it cost more stands in the value.
        amount_yen=yen if yen is not None and yen >= 0 else None,
    )


def _one_line(words: str) -> str:
    """Return words so that they fit into one part of the line a form shows of an effect."""
    return " ".join(words.replace("｜", "／").split())
