"""A case leaves the desk, or comes back: referred, merged, withdrawn, reopened, linked to another one."""

from typing import Final

from pydantic import Field

from services.routing.domain.case import Case
from services.routing.domain.commands import Merge, Refer, Reopen, Withdraw
from services.routing.domain.link_commands import Link, Unlink
from services.routing.domain.link_refusals import NoCaseToLink, NumberMissing
from services.routing.domain.refusals import NotIntoThatCase, OfficeMissing
from services.routing.domain.stage import ENDS
from services.routing.domain.told import merged_words, referred_words
from services.routing.domain.verbs import Verb
from services.routing.handlers.acting import carry_out, scope_of
from services.routing.handlers.verbs.door import Asked, Doing, Door
from services.routing.handlers.verbs.words import LONGEST_CHARS, InnerReason, written_note, written_reason
from services.routing.ports import NoSuchCase
from shared.access.policy import Action, require
from shared.errors import Invalid
from shared.events import LinkKind
from shared.ledger_numbers import number_typed
from shared.scheme.promises import looked_at_by

_OTHER: Final = Field(title="相手の受付番号", examples=["R8-0007"], max_length=40)
_KIND: Final = Field(title="関係", examples=["proposed_again"])
_WORDS: Final = Field(
    default="",
    title="提案者に伝える言葉",
    description="行き先に先立って、このままお知らせします。",
    examples=["ご提案の内容は、次の窓口で承っております。"],
    max_length=LONGEST_CHARS,
)


class Referral(Asked):
    """Where the proposer should go, and why."""

    office: str = Field(title="紹介する窓口", examples=["澪野市 市民協働課"], max_length=200)
    contact: str = Field(title="その連絡先", examples=["電話 0000-00-0000"], max_length=500)
    words: str = _WORDS
    reason: InnerReason


class Merging(Asked):
    """Under which number it goes on, and why."""

    into: str = _OTHER
    words: str = _WORDS
    reason: InnerReason


class Withdrawal(Asked):
    """Why the proposer takes it back, as they told the desk."""

    reason: InnerReason


class Reopening(Asked):
    """Why it is looked at again, and what the proposer is told about it."""

    reason: InnerReason
    words: str = Field(
        default="",
        title="提案者に伝える言葉",
        description="省くと、提案者には再開したことだけが表示されます。",
        examples=["いただいたご連絡をふまえ、改めて検討します。"],
        max_length=LONGEST_CHARS,
    )


class Linking(Asked):
    """Which other case belongs to this one, and how."""

    other: str = _OTHER
    kind: LinkKind = _KIND


class Unlinking(Asked):
    """Which link to which other case was a mistake, and why."""

    other: str = _OTHER
    kind: LinkKind = _KIND
    reason: InnerReason


async def _refer(doing: Doing, asked: Referral) -> Case:
    case = await _to_end(doing)
    if not asked.office.strip() or not asked.contact.strip():
        raise OfficeMissing
    words = referred_words(asked.words, asked.office, asked.contact)
    reason_id = await written_reason(doing.work, case, asked.reason)
    command = Refer(reason_id=reason_id, note_id=await written_note(doing.work, case, words))
    return await carry_out(doing.work, case, doing.step, command)


async def _merge(doing: Doing, asked: Merging) -> Case:
    case, other = await both_to_merge(doing, asked)
    command = Merge(
        into_case=other.case_id,
        into_receipt=other.receipt,
        into_open=other.stage not in ENDS,
        reason_id=await written_reason(doing.work, case, asked.reason),
        note_id=await written_note(doing.work, case, merged_words(asked.words)),
    )
    merged = await carry_out(doing.work, case, doing.step, command)
    await doing.work.links.add(case, other.case_id, LinkKind.MERGED, at=doing.step.at)
    return merged


async def both_to_merge(doing: Doing, asked: Merging) -> tuple[Case, Case]:
    """Return the case and the one it goes into, both locked."""
    return await _both(doing, asked.into, NotIntoThatCase)


async def _withdraw(doing: Doing, asked: Withdrawal) -> Case:
    step = doing.step
    case = await doing.work.cases.get(step.actor.desk_id, doing.receipt)
    require(step.actor, Action.CASE_WITHDRAW, scope_of(case))
    own = step.actor.department is not None and step.actor.department == case.proposing
    reason_id = await written_reason(doing.work, case, asked.reason)
    return await carry_out(doing.work, case, step, Withdraw(by_proposer=own, reason_id=reason_id))


async def _reopen(doing: Doing, asked: Reopening) -> Case:
    case = await _to_end(doing)
    command = Reopen(
        reason_id=await written_reason(doing.work, case, asked.reason),
        note_id=await written_note(doing.work, case, asked.words),
    )
    return await carry_out(doing.work, case, doing.step, command, desk_by=looked_at_by(doing.scheme, doing.step.today))


async def _link(doing: Doing, asked: Linking) -> Case:
    case, other = await _both(doing, _said(asked.other), NoCaseToLink)
    follows = await doing.work.links.came_first(other.case_id, case.case_id)
    command = Link(to_case=other.case_id, to_receipt=other.receipt, kind=asked.kind, follows=follows)
    linked = await carry_out(doing.work, case, doing.step, command)
    await doing.work.links.add(case, other.case_id, asked.kind, at=doing.step.at)
    return linked


async def _unlink(doing: Doing, asked: Unlinking) -> Case:
    case, other = await _both(doing, _said(asked.other), NoCaseToLink)
    command = Unlink(
        to_case=other.case_id,
        to_receipt=other.receipt,
        kind=asked.kind,
        stands=await doing.work.links.remove(case.case_id, other.case_id, asked.kind),
        reason_id=await written_reason(doing.work, case, asked.reason),
    )
    return await carry_out(doing.work, case, doing.step, command)


def _said(number: str) -> str:
    if not number.strip():
        raise NumberMissing
    return number


async def _to_end(doing: Doing) -> Case:
    case = await doing.work.cases.get(doing.step.actor.desk_id, doing.receipt)
    require(doing.step.actor, Action.CASE_END, scope_of(case))
    return case


async def _both(doing: Doing, number: str, unknown: type[Invalid]) -> tuple[Case, Case]:
    """Return the case and the other one, both locked, in the one order that all who hold several keep to."""
    desk, cases = doing.step.actor.desk_id, doing.work.cases
    this = await cases.find(desk, doing.receipt)
    require(doing.step.actor, Action.CASE_END, scope_of(this))
    try:
        other = await cases.find(desk, number_typed(number))
    except NoSuchCase as error:
        raise unknown from error
    held = {one.case_id: one for one in await cases.hold({this.case_id, other.case_id})}
    return held[this.case_id], held[other.case_id]


REFER: Final = Door(verb=Verb.REFER, action=Action.CASE_END, asks=Referral, do=_refer)
MERGE: Final = Door(verb=Verb.MERGE, action=Action.CASE_END, asks=Merging, do=_merge)
WITHDRAW: Final = Door(verb=Verb.WITHDRAW, action=Action.CASE_WITHDRAW, asks=Withdrawal, do=_withdraw)
REOPEN: Final = Door(verb=Verb.REOPEN, action=Action.CASE_END, asks=Reopening, do=_reopen)
LINK: Final = Door(verb=Verb.LINK, action=Action.CASE_END, asks=Linking, do=_link)
UNLINK: Final = Door(verb=Verb.UNLINK, action=Action.CASE_END, asks=Unlinking, do=_unlink)
