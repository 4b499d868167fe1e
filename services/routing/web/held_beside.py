"""An act that waits for a second person, as it was filled in: each field by the words its door has for it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Any, Final
from uuid import UUID

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from services.routing.domain.case import Case
from services.routing.domain.verbs import Verb
from services.routing.handlers.verbs.registry import DOORS
from services.routing.web.access import OpenedCase
from services.routing.web.labels import LABELS
from services.routing.web.round_beside import WAYS
from services.routing.web.tasks_beside import outside_name
from services.routing.web.verb_words import verb_words
from shared.access.actor import Actor
from shared.access.policy import Action
from shared.events import CooperationWay, OwedBy
from shared.japanese.era import wareki
from shared.scheme.model import DeskScheme
from shared.web.labels import Audience

Pairs = Sequence[tuple[str, str]]
_WAYS: Final = {value: words for value, words, _ in WAYS}
_LOST: Final = (
    ("内容", "この起案の内容は、廃棄されたか、いまの入力の項目に合わないため、表示できません。差し戻してください。"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldView:
    """The act that waits, what was filled in, and whether this person may let it go."""

    act: Verb
    title: str
    said: Pairs = field(repr=False)
    mine: bool
    releasable: bool


def held_beside(opened: OpenedCase, actor: Actor, names: Mapping[str, str]) -> HeldView | None:
    """Return the act that waits, for the desk; *names* are those of departments by their codes."""
    held = opened.case.held
    if held is None or Action.PROPOSER_TELL not in opened.may:
        return None
    mine = held.officer == actor.account_id
    return HeldView(
        act=held.act,
        title=verb_words(held.act),
        said=said_in_act(held.act, opened.words.get(held.content_id, ""), known_words(opened, names)),
        mine=mine,
        releasable=not mine or Verb.RELEASE_ACT in opened.alone,
    )


def known_words(opened: OpenedCase, names: Mapping[str, str]) -> Mapping[str, str]:
    """Return what codes and ids of this case are called."""
    of_parties = {str(one.party_id): one.name for one in opened.offers if one.party_id is not None}
    return {
        **_of_scheme(opened.scheme),
        **names,
        **_of_tasks(opened.case, names),
        **{str(one.offer_id): one.name for one in opened.offers},
        **of_parties,
    }


def _of_scheme(scheme: DeskScheme) -> dict[str, str]:
    checks = {one.code: one.words for one in scheme.checklist}
    return checks | {one.code: one.words for one in scheme.refusal_grounds}


def _of_tasks(case: Case, names: Mapping[str, str]) -> dict[str, str]:
    """Return who may owe something, and each thing that is owed: what it is, whose and by when."""
    bodies = {OwedBy.DESK.value: "デスク", OwedBy.COUNTERPART.value: outside_name(case)}
    whose = {**names, **bodies}
    owed = {}
    for task in case.tasks:
        kind, owner = LABELS.text(Audience.STAFF, task.kind), task.department or task.owed_by.value
        by = f"、期日：{wareki(task.due)}" if task.due else ""
        owed[str(task.task_id)] = f"{kind}（{whose.get(owner, owner)}{by}）"
    return bodies | owed


def said_in_act(act: Verb, text: str, known: Mapping[str, str]) -> Pairs:
    """Return what was filled in, field by field; what was left out is left out."""
    try:
        asked = DOORS[act].asks.model_validate_json(text)
    except ValidationError:
        return _LOST
    return tuple(_fields(asked, known))


def _fields(asked: BaseModel, known: Mapping[str, str], before: str = "") -> Iterator[tuple[str, str]]:
    for name, described in type(asked).model_fields.items():
        yield from _field(before + _title(name, described), getattr(asked, name), described, known)


def _title(name: str, described: FieldInfo) -> str:
    return described.title or name


def _field(title: str, value: Any, described: FieldInfo, known: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    if value is None or value in ("", ()) or (isinstance(value, bool) and value == described.default):
        return
    if isinstance(value, BaseModel):
        yield from _fields(value, known, f"{title}：")
    elif isinstance(value, tuple) and any(isinstance(one, BaseModel) for one in value):
        for place, one in enumerate(value, start=1):
            yield from _fields(one, known, f"{title} {place}：")
    elif isinstance(value, tuple):
        yield title, "、".join(_word(one, known) for one in value)
    else:
        yield title, _word(value, known)


def _word(value: Any, known: Mapping[str, str]) -> str:
    match value:
        case bool():
            return "はい" if value else "いいえ"
        case CooperationWay():
            return _WAYS[value.value]
        case Enum():
            return LABELS.text(Audience.STAFF, value)
        case date():
            return wareki(value)
        case UUID() | str():
            return known.get(str(value), str(value))
        case _:
            return str(value)
