"""The form of cooperation is decided, the work begins, and it is done."""

from datetime import date
from typing import Final

from pydantic import Field

from services.routing.domain.case import Case
from services.routing.domain.coordination_commands import (
    ChangeDepartments,
    Complete,
    DecideCooperation,
    StartImplementation,
)
from services.routing.domain.verbs import Verb
from services.routing.handlers.acting import carry_out
from services.routing.handlers.coordinating import PARTNERS_BEGIN, PARTNERS_DONE, to_partners, written_decision
from services.routing.handlers.learned import keep_lesson, written_lesson
from services.routing.handlers.ledger.agreements.named import require_agreement
from services.routing.handlers.offering import NoSuchDepartment
from services.routing.handlers.verbs.door import Asked, Doing, Door
from services.routing.handlers.verbs.notes import case_for
from services.routing.handlers.verbs.words import (
    LONGEST_CHARS,
    InnerReason,
    Lesson,
    WordsToProposer,
    written_note,
    written_reason,
)
from shared.access.policy import Action
from shared.events import Cooperation
from shared.events.base import Receipt
from shared.ids import new_id
from shared.scheme.promises import looked_at_by

_TO_PARTNERS: Final = Field(
    default="",
    title="連携先の団体への言葉",
    description="県から企業等に依頼した案件で、連携先の団体にお知らせします。省くと、決まった文面をお知らせします。",
    max_length=LONGEST_CHARS,
)


class Choosing(Asked):
    """Which form of cooperation it is, whether it is decided, by whom and when."""

    form: Cooperation = Field(
        title="協定区分",
        description="包括連携協定（comprehensive）、事業連携協定（project）、協定によらない（none）のいずれかです。",
        examples=["project"],
    )
    decided: bool = Field(
        default=False, title="決定した", description="決定するまでは案として、差し替えられます。", examples=[True]
    )
    body: str = Field(
        default="",
        title="決定した会議や職",
        description="決定とするときは必須です。",
        examples=["政策調整会議"],
        max_length=200,
    )
    day: date | None = Field(
        default=None, title="決定日", description="決定とするときは必須です。", examples=["2026-11-20"]
    )
    reference: str = Field(default="", title="決裁の文書番号", examples=["計推第123号"], max_length=100)
    agreement: Receipt | None = Field(
        default=None,
        title="協定の番号",
        description="台帳にある協定（案又は締結済）の番号です。協定区分は、その協定と同じにしてください。",
        examples=["KR8-0001"],
    )


class Changing(Asked):
    """Which departments join and leave, and which one leads from now on."""

    join: tuple[str, ...] = Field(default=(), title="加わる課", examples=[["kanko"]], max_length=50)
    leave: tuple[str, ...] = Field(default=(), title="外れる課", max_length=50)
    lead: str = Field(
        default="",
        title="主担当（まとめ）の課",
        description="省くと、今のままです。",
        examples=["kanko"],
        max_length=63,
    )
    reason: InnerReason


class Beginning(Asked):
    """When the work is planned to begin, and what everybody is told."""

    starts_on: date | None = Field(default=None, title="実施を始める日", examples=["2026-12-01"])
    words: WordsToProposer
    words_to_partners: str = _TO_PARTNERS


class Completing(Asked):
    """What came of it, in words for the proposer and for colleagues."""

    words: WordsToProposer
    lesson: Lesson
    words_to_partners: str = _TO_PARTNERS


async def _choose(doing: Doing, asked: Choosing) -> Case:
    case = await case_for(doing, Action.CASE_IMPLEMENT)
    if asked.agreement is not None:
        await require_agreement(doing.work, case.desk_id, asked.agreement, asked.form)
    command = DecideCooperation(
        form=asked.form,
        decided=asked.decided,
        decision_id=await written_decision(doing.work, case, asked.body, asked.reference),
        day=asked.day,
        today=doing.step.today,
        agreement=asked.agreement,
    )
    return await carry_out(doing.work, case, doing.step, command)


async def _change(doing: Doing, asked: Changing) -> Case:
    case = await case_for(doing, Action.CASE_IMPLEMENT)
    if set(asked.join) - await doing.work.organisation.those_in_force(case.desk_id, asked.join, doing.step.today):
        raise NoSuchDepartment
    command = ChangeDepartments(
        join=tuple((code, new_id()) for code in asked.join),
        leave=asked.leave,
        lead=asked.lead or None,
        reason_id=await written_reason(doing.work, case, asked.reason),
        today=doing.step.today,
    )
    return await carry_out(doing.work, case, doing.step, command)


async def _begin(doing: Doing, asked: Beginning) -> Case:
    case = await case_for(doing, Action.CASE_IMPLEMENT)
    today = doing.step.today
    starts_on = asked.starts_on or today
    command = StartImplementation(
        project_id=new_id(),
        starts_on=starts_on,
        today=today,
        note_id=await written_note(doing.work, case, asked.words),
        note_to_partners_id=await to_partners(doing.work, case, asked.words_to_partners or PARTNERS_BEGIN),
    )
    desk_by = max(starts_on, looked_at_by(doing.scheme, today))
    return await carry_out(doing.work, case, doing.step, command, desk_by=desk_by)


async def _complete(doing: Doing, asked: Completing) -> Case:
    case = await case_for(doing, Action.CASE_IMPLEMENT)
    lesson_id = await written_lesson(doing.work, case, asked.lesson)
    command = Complete(
        note_id=await written_note(doing.work, case, asked.words),
        lesson_id=lesson_id,
        note_to_partners_id=await to_partners(doing.work, case, asked.words_to_partners or PARTNERS_DONE),
    )
    completed = await carry_out(doing.work, case, doing.step, command)
    await keep_lesson(doing.work, completed, lesson_id, at=doing.step.at)
    return completed


DECIDE_COOPERATION: Final = Door(verb=Verb.DECIDE_COOPERATION, action=Action.CASE_IMPLEMENT, asks=Choosing, do=_choose)
CHANGE_DEPARTMENTS: Final = Door(verb=Verb.CHANGE_DEPARTMENTS, action=Action.CASE_IMPLEMENT, asks=Changing, do=_change)
START_IMPLEMENTATION: Final = Door(
    verb=Verb.START_IMPLEMENTATION, action=Action.CASE_IMPLEMENT, asks=Beginning, do=_begin
)
COMPLETE: Final = Door(verb=Verb.COMPLETE, action=Action.CASE_IMPLEMENT, asks=Completing, do=_complete)
