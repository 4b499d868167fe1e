"""補正: the desk says what is missing, and takes what came."""

from datetime import date
from typing import Final
from uuid import UUID

from pydantic import Field

from services.routing.domain.case import Case
from services.routing.domain.commands import AskCompletion, ReceiveCompletion
from services.routing.domain.refusals import NoSuchCheck
from services.routing.domain.told import completion_words, point_asked
from services.routing.domain.verbs import Verb
from services.routing.handlers.acting import carry_out, scope_of
from services.routing.handlers.verbs.door import Asked, Doing, Door
from services.routing.handlers.verbs.words import LONGEST_CHARS, written_note
from shared.access.policy import Action, require
from shared.scheme.calendar import OfficeCalendar
from shared.scheme.model import DeskScheme
from shared.scheme.promises import looked_at_by


class Completion(Asked):
    """What is missing, and by when it should come."""

    missing: tuple[str, ...] = Field(
        default=(),
        title="足りない項目",
        description="確認項目のコードの一覧です。項目ごとの提案者への言葉が、お知らせの初めに並びます。",
        examples=[["roles", "cost"]],
    )
    words: str = Field(
        default="",
        title="提案者へのお願い",
        description="足りない項目に続けて、このままお知らせします。",
        examples=["費用の分担について、お考えをお聞かせください。"],
        max_length=LONGEST_CHARS,
    )
    due: date | None = Field(
        default=None,
        title="補正の期限",
        description="省くと、デスクの設定の日数で決まります。",
        examples=["2026-12-04"],
    )


class Completed(Asked):
    """By which reply it came, if by one."""

    reply_id: UUID | None = Field(
        default=None,
        title="補正となる返信",
        description="返信によらず、電話などで確認したときは省きます。",
        examples=["01936f2a-7c00-7000-8000-000000000031"],
    )


def completion_due(scheme: DeskScheme, today: date) -> date:
    """Return the day by which a proposer usually completes, in business days of the office."""
    return OfficeCalendar.of(scheme.calendar).add_business_days(today, scheme.answers.completion_business_days)


async def _ask(doing: Doing, asked: Completion) -> Case:
    step, work = doing.step, doing.work
    case = await work.cases.get(step.actor.desk_id, doing.receipt)
    require(step.actor, Action.CASE_CONFIRM, scope_of(case))
    points = {item.code: point_asked(item.words, item.to_proposer) for item in doing.scheme.checklist}
    if not points.keys() >= set(asked.missing):
        raise NoSuchCheck
    words = completion_words([points[code] for code in asked.missing], asked.words)
    command = AskCompletion(
        officer=step.actor.account_id,
        note_id=await written_note(work, case, words),
        due=asked.due or completion_due(doing.scheme, step.today),
        today=step.today,
    )
    return await carry_out(work, case, step, command)


async def _receive(doing: Doing, asked: Completed) -> Case:
    step = doing.step
    case = await doing.work.cases.get(step.actor.desk_id, doing.receipt)
    require(step.actor, Action.CASE_COMPLETE, scope_of(case))
    received = ReceiveCompletion(reply_id=asked.reply_id)
    return await carry_out(doing.work, case, step, received, desk_by=looked_at_by(doing.scheme, step.today))


ASK_COMPLETION: Final = Door(verb=Verb.ASK_COMPLETION, action=Action.CASE_CONFIRM, asks=Completion, do=_ask)
RECEIVE_COMPLETION: Final = Door(verb=Verb.RECEIVE_COMPLETION, action=Action.CASE_COMPLETE, asks=Completed, do=_receive)
