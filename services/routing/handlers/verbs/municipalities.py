"""Municipalities are invited to a case, and join, decline and leave it."""

from collections.abc import Collection
from datetime import date
from typing import Annotated, Final

from pydantic import Field

from services.routing.domain.case import Case
from services.routing.domain.membership import MemberState
from services.routing.domain.municipal_refusals import NoSuchMunicipality
from services.routing.domain.municipality_commands import (
    DeclineInvitation,
    InviteMunicipalities,
    Join,
    Leave,
    PartMunicipality,
)
from services.routing.domain.verbs import Verb
from services.routing.handlers.acting import carry_out
from services.routing.handlers.offer_days import usual_due
from services.routing.handlers.offering import note_to_addressee
from services.routing.handlers.verbs.confirmation import Nothing
from services.routing.handlers.verbs.door import Asked, Doing, Door
from services.routing.handlers.verbs.notes import case_for, writes_for
from services.routing.handlers.verbs.words import LONGEST_CHARS, written_reason
from shared.access.policy import Action
from shared.scheme.promises import looked_at_by


class Inviting(Asked):
    """Which municipalities are invited, with which words, and by when they answer."""

    municipalities: tuple[str, ...] = Field(
        default=(), title="参加をお願いする市町村", description="市町村のコードの一覧です。", examples=[["shi-isobe"]]
    )
    every: bool = Field(
        default=False,
        title="全市町村",
        description="いまの組織にあり、この案件でまだ参加をお願いしたことのない市町村すべてにお願いします。",
    )
    words: str = Field(
        title="依頼の言葉",
        description="市町村にこのまま表示されます。提案の内容や保護すべき情報は書かないでください。",
        examples=["海辺の清掃について、会場の調整をお願いしたく、参加をお願いします。"],
        max_length=LONGEST_CHARS,
    )
    due: date | None = Field(default=None, title="回答期限", description="省くと、デスクの設定の日数で決まります。")


GuestReason = Annotated[
    str,
    Field(
        title="理由",
        description="デスクと担当課に表示されます。ほかの市町村や提案者には表示されません。",
        examples=["同じ時期の事業と重なるため。"],
        max_length=LONGEST_CHARS,
    ),
]


class Going(Asked):
    """Why a municipality does not take part, or no more."""

    reason: GuestReason


class Parting(Asked):
    """Which municipality takes part no more, and why."""

    municipality: str = Field(title="市町村", description="市町村のコードです。", examples=["shi-isobe"])
    reason: GuestReason


async def _invite(doing: Doing, asked: Inviting) -> Case:
    case = await case_for(doing, Action.MUNICIPALITY_INVITE)
    lines = await doing.work.municipalities.in_force(case.desk_id, doing.step.today)
    there = [line.code for line in lines]
    command = InviteMunicipalities(
        to=_of_all(there, case) if asked.every else _known(asked.municipalities, there),
        note_id=await note_to_addressee(doing.work, case, asked.words),
        due=asked.due or usual_due(doing.scheme, doing.step.today),
        today=doing.step.today,
        department=writes_for(doing.step.actor),
        of_all=asked.every,
    )
    return await carry_out(doing.work, case, doing.step, command)


def _of_all(there: Collection[str], case: Case) -> tuple[str, ...]:
    """Return all that were never asked: said again after the organisation changed, it asks who came to be since."""
    return tuple(code for code in there if case.member(code) is None)


def _known(asked: tuple[str, ...], there: Collection[str]) -> tuple[str, ...]:
    if not set(asked) <= set(there):
        raise NoSuchMunicipality
    return asked


async def _join(doing: Doing, _: Nothing) -> Case:
    case = await case_for(doing, Action.INVITATION_ANSWER)
    command = Join(municipality=_own(doing))
    return await carry_out(doing.work, case, doing.step, command, desk_by=_looked_at(doing, case, command.municipality))


async def _decline(doing: Doing, asked: Going) -> Case:
    case = await case_for(doing, Action.INVITATION_ANSWER)
    reason_id = await written_reason(doing.work, case, asked.reason)
    command = DeclineInvitation(municipality=_own(doing), reason_id=reason_id)
    return await carry_out(doing.work, case, doing.step, command, desk_by=_looked_at(doing, case, command.municipality))


async def _leave(doing: Doing, asked: Going) -> Case:
    case = await case_for(doing, Action.CASE_LEAVE)
    reason_id = await written_reason(doing.work, case, asked.reason)
    return await carry_out(doing.work, case, doing.step, Leave(municipality=_own(doing), reason_id=reason_id))


async def _part(doing: Doing, asked: Parting) -> Case:
    case = await case_for(doing, Action.MUNICIPALITY_PART)
    reason_id = await written_reason(doing.work, case, asked.reason)
    command = PartMunicipality(municipality=asked.municipality, reason_id=reason_id)
    return await carry_out(doing.work, case, doing.step, command, desk_by=_looked_at(doing, case, command.municipality))


def _looked_at(doing: Doing, case: Case, municipality: str) -> date | None:
    """Return by when the desk looks at an answer that came late; the day that was missed is no day to come."""
    member = case.member(municipality)
    late = member is not None and member.state is MemberState.INVITED and member.due < doing.step.today
    return looked_at_by(doing.scheme, doing.step.today) if late else None


def _own(doing: Doing) -> str:
    # The policy lets nobody through who acts for no municipality.
    return doing.step.actor.department or ""


INVITE: Final = Door(verb=Verb.INVITE_MUNICIPALITY, action=Action.MUNICIPALITY_INVITE, asks=Inviting, do=_invite)
JOIN: Final = Door(verb=Verb.JOIN, action=Action.INVITATION_ANSWER, asks=Nothing, do=_join)
DECLINE_INVITATION: Final = Door(verb=Verb.DECLINE_INVITATION, action=Action.INVITATION_ANSWER, asks=Going, do=_decline)
LEAVE: Final = Door(verb=Verb.LEAVE, action=Action.CASE_LEAVE, asks=Going, do=_leave)
PART: Final = Door(verb=Verb.PART_MUNICIPALITY, action=Action.MUNICIPALITY_PART, asks=Parting, do=_part)
