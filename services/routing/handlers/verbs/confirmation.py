"""The desk takes a case on and confirms it."""

from typing import Final

from pydantic import Field

from services.routing.domain.case import Case
from services.routing.domain.verbs import Verb
from services.routing.handlers import confirming
from services.routing.handlers.verbs.door import Asked, Doing, Door
from shared.access.policy import Action


class Nothing(Asked):
    """Nothing more is asked."""


class Confirmation(Asked):
    """What the desk confirms with."""

    abstract: str = Field(title="要旨", description="担当課が引受けの前に読む、短い説明です。", max_length=10_000)
    checked: tuple[str, ...] = Field(default=(), title="確認済みの項目", description="確認項目のコードの一覧です。")


async def _start(doing: Doing, _: Nothing) -> Case:
    return await confirming.start_confirmation(doing.work, doing.receipt, doing.step)


async def _confirm(doing: Doing, asked: Confirmation) -> Case:
    missing = tuple(item.code for item in doing.scheme.checklist if item.required and item.code not in asked.checked)
    return await confirming.confirm(doing.work, doing.receipt, doing.step, abstract=asked.abstract, open_checks=missing)


START: Final = Door(verb=Verb.START, action=Action.CASE_CONFIRM, asks=Nothing, do=_start)
CONFIRM: Final = Door(verb=Verb.CONFIRM, action=Action.CASE_CONFIRM, asks=Confirmation, do=_confirm)
