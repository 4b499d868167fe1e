"""A meeting is written down: who met, what was said, what was agreed and by when."""

from datetime import date
from typing import Final

from pydantic import Field

from services.routing.domain.case import Case
from services.routing.domain.dialogue_commands import RecordMeeting
from services.routing.domain.verbs import Verb
from services.routing.handlers.acting import carry_out
from services.routing.handlers.offering import NoSuchDepartment
from services.routing.handlers.verbs.door import Asked, Doing, Door
from services.routing.handlers.verbs.notes import case_for, writes_for
from services.routing.handlers.verbs.words import LONGEST_CHARS
from shared.access.policy import Action
from shared.documents.office import MeetingContent


class Meeting(Asked):
    """When who met, and what came of it."""

    day: date = Field(title="打合せの日", examples=["2026-11-20"])
    minutes: str = Field(
        title="打合せの内容",
        description="庁内の記録です。提案者には表示されません。",
        examples=["実施の時期と、候補地の条件を確認した。"],
        max_length=LONGEST_CHARS,
    )
    participants: str = Field(
        default="", title="出席者", examples=["提案者2名、森林整備課、デスク"], max_length=LONGEST_CHARS
    )
    agreed: str = Field(
        default="", title="決まったこと", examples=["候補地の一覧を県から送る。"], max_length=LONGEST_CHARS
    )
    with_proposer: bool = Field(default=True, title="提案者が出席した", examples=[True])
    departments: tuple[str, ...] = Field(
        default=(), title="出席した課", description="課のコードの一覧です。", examples=[["shinrin"]], max_length=50
    )
    next_day: date | None = Field(
        default=None, title="次の予定日", description="決まったことを行う期日です。", examples=["2026-12-04"]
    )


async def _record(doing: Doing, asked: Meeting) -> Case:
    case = await case_for(doing, Action.MEETING_RECORD)
    codes = asked.departments
    if set(codes) - await doing.work.organisation.those_in_force(case.desk_id, codes, doing.step.today):
        raise NoSuchDepartment
    said = MeetingContent(
        participants=asked.participants.strip(), minutes=asked.minutes.strip(), agreed=asked.agreed.strip()
    )
    contents = doing.work.contents
    command = RecordMeeting(
        minutes_id=await contents.write_minutes(case.case_id, case.desk_id, said) if said.minutes else None,
        day=asked.day,
        today=doing.step.today,
        with_proposer=asked.with_proposer,
        departments=asked.departments,
        next_day=asked.next_day,
        department=writes_for(doing.step.actor),
    )
    return await carry_out(doing.work, case, doing.step, command)


RECORD_MEETING: Final = Door(verb=Verb.RECORD_MEETING, action=Action.MEETING_RECORD, asks=Meeting, do=_record)
