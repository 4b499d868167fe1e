"""What is written about a case: inside the office, and to the proposer, by two persons where the rules ask for it."""

from typing import Annotated, Final
from uuid import UUID

from pydantic import Field

from services.routing.domain.case import Case
from services.routing.domain.dialogue_commands import (
    DraftNote,
    HandleReply,
    ReleaseNote,
    SendBackNote,
    TellProposer,
    WriteNote,
)
from services.routing.domain.verbs import Verb
from services.routing.handlers.acting import Step, carry_out, scope_of
from services.routing.handlers.second_person import alone_allowed
from services.routing.handlers.verbs.confirmation import Nothing
from services.routing.handlers.verbs.door import Asked, Doing, Door
from services.routing.handlers.verbs.words import (
    LONGEST_CHARS,
    InnerReason,
    WordsToProposer,
    written_note,
    written_reason,
)
from shared.access.actor import Actor, Role
from shared.access.policy import Action, require
from shared.events import NoteAbout, NoteCircle
from shared.scheme.model import DeskScheme, SecondPersonAct


class Writing(Asked):
    """What is written, and who inside the office may read it."""

    text: Annotated[
        str,
        Field(
            title="メモの内容",
            description="庁内だけの記録です。提案者には表示されません。",
            examples=["総合計画の担当と相談済み。来週、候補地を確認する。"],
            max_length=LONGEST_CHARS,
        ),
    ]
    circle: NoteCircle | None = Field(
        default=None,
        title="読める範囲",
        description="省くと、提案した課はデスクとその課（proposing）、ほかはデスクと引き受けた課（office）です。",
        examples=["office"],
    )

    municipality: str | None = Field(
        default=None,
        title="やり取りする市町村",
        description="一つの市町村に書くときの、そのコードです。その市町村とデスク、主担当の課が読みます。",
        examples=["shi-isobe"],
    )


class Telling(Asked):
    """What the proposer is told, and about what."""

    words: WordsToProposer
    about: NoteAbout = Field(
        default=NoteAbout.MESSAGE,
        title="用件",
        description="result は、検討結果のお知らせです。",
        examples=["message"],
    )


class SendingBackNote(Asked):
    """Why the note does not go out as it is."""

    reason: InnerReason


class Handling(Asked):
    """Which answer of the proposer the desk is done with."""

    reply_id: UUID = Field(title="返信", examples=["01936f2a-7c00-7000-8000-000000000001"])


def writes_for(actor: Actor) -> str | None:
    """Return the department a person writes for; None for the desk."""
    return None if actor.has(Role.DESK) else actor.department


def two_needed(scheme: DeskScheme) -> bool:
    """Tell whether the rules leave what goes out to two persons."""
    return SecondPersonAct.OUTGOING_MAIL in scheme.second_person.acts


async def case_for(doing: Doing, action: Action) -> Case:
    """Return the case, locked, once the policy allowed the act; raise NoSuchCase or NotAllowed."""
    case = await doing.work.cases.get(doing.step.actor.desk_id, doing.receipt)
    require(doing.step.actor, action, scope_of(case))
    return case


async def _write(doing: Doing, asked: Writing) -> Case:
    case = await case_for(doing, Action.NOTE_WRITE)
    said = asked.text.strip()
    note_id = await doing.work.contents.write_internal_note(case.case_id, case.desk_id, said) if said else None
    return await carry_out(doing.work, case, doing.step, _written_by(doing.step.actor, case, asked, note_id))


def _written_by(actor: Actor, case: Case, asked: Writing, note_id: UUID | None) -> WriteNote:
    if actor.has(Role.MUNICIPALITY):
        return WriteNote(
            note_id=note_id,
            circle=asked.circle or NoteCircle.MUNICIPALITY,
            municipality=actor.department,
            by_municipality=True,
        )
    department = writes_for(actor)
    usual = NoteCircle.MUNICIPALITY if asked.municipality else _usual_circle(case, department)
    return WriteNote(
        note_id=note_id, circle=asked.circle or usual, department=department, municipality=asked.municipality
    )


def _usual_circle(case: Case, department: str | None) -> NoteCircle:
    proposes = department is not None and department == case.proposing
    return NoteCircle.PROPOSING if proposes else NoteCircle.OFFICE


async def _tell(doing: Doing, asked: Telling) -> Case:
    return await _to_proposer(doing, asked, two=two_needed(doing.scheme))


async def _draft(doing: Doing, asked: Telling) -> Case:
    return await _to_proposer(doing, asked, two=True)


async def _to_proposer(doing: Doing, asked: Telling, *, two: bool) -> Case:
    case = await case_for(doing, Action.PROPOSER_TELL)
    note_id = await written_note(doing.work, case, asked.words)
    command: DraftNote | TellProposer = (
        DraftNote(officer=_officer(doing.step), note_id=note_id, about=asked.about)
        if two
        else TellProposer(note_id=note_id, about=asked.about, needs_second=False)
    )
    return await carry_out(doing.work, case, doing.step, command)


async def _release(doing: Doing, _: Nothing) -> Case:
    case = await case_for(doing, Action.PROPOSER_TELL)
    alone = await alone_allowed(doing.work, doing.step.actor, doing.scheme, SecondPersonAct.OUTGOING_MAIL)
    command = ReleaseNote(officer=_officer(doing.step), alone_allowed=alone)
    return await carry_out(doing.work, case, doing.step, command)


async def _send_back(doing: Doing, asked: SendingBackNote) -> Case:
    case = await case_for(doing, Action.PROPOSER_TELL)
    reason_id = await written_reason(doing.work, case, asked.reason)
    return await carry_out(
        doing.work, case, doing.step, SendBackNote(officer=_officer(doing.step), reason_id=reason_id)
    )


async def _handle(doing: Doing, asked: Handling) -> Case:
    case = await case_for(doing, Action.PROPOSER_TELL)
    waiting = await doing.work.replies.waits(case.proposal_id, asked.reply_id)
    after = await carry_out(doing.work, case, doing.step, HandleReply(reply_id=asked.reply_id, waiting=waiting))
    await doing.work.replies.handle(asked.reply_id, doing.step.at)
    return after


def _officer(step: Step) -> UUID:
    return step.actor.account_id


WRITE_NOTE: Final = Door(verb=Verb.WRITE_NOTE, action=Action.NOTE_WRITE, asks=Writing, do=_write)
TELL_PROPOSER: Final = Door(verb=Verb.TELL_PROPOSER, action=Action.PROPOSER_TELL, asks=Telling, do=_tell)
DRAFT_NOTE: Final = Door(verb=Verb.DRAFT_NOTE, action=Action.PROPOSER_TELL, asks=Telling, do=_draft)
RELEASE_NOTE: Final = Door(verb=Verb.RELEASE_NOTE, action=Action.PROPOSER_TELL, asks=Nothing, do=_release)
SEND_BACK_NOTE: Final = Door(verb=Verb.SEND_BACK_NOTE, action=Action.PROPOSER_TELL, asks=SendingBackNote, do=_send_back)
HANDLE_REPLY: Final = Door(verb=Verb.HANDLE_REPLY, action=Action.PROPOSER_TELL, asks=Handling, do=_handle)
