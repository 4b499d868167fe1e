"""An act whose words leave the office waits for a second person: drafted as a whole, let go, or sent back.

What is drafted is tried first and undone, so that whoever writes it learns at once what could not be done; it is done
anew, as the case stands then, by whoever lets it go.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final
from uuid import UUID

from pydantic import Field, ValidationError

from services.routing.domain.case import Case, HeldAct
from services.routing.domain.held_commands import HoldAct, ReleaseAct, SendBackAct
from services.routing.domain.verbs import Verb
from services.routing.handlers.acting import carry_out, scope_of
from services.routing.handlers.second_person import alone_allowed
from services.routing.handlers.verbs.confirmation import Nothing
from services.routing.handlers.verbs.door import Asked, Doing, Door, said_as
from services.routing.handlers.verbs.leaving import both_to_merge
from services.routing.handlers.verbs.notes import case_for
from services.routing.handlers.verbs.offers import without_contacts
from services.routing.handlers.verbs.outside import OUTSIDE, needs_second
from services.routing.handlers.verbs.words import InnerReason, written_reason
from shared.access.actor import Role
from shared.access.policy import Action, require
from shared.documents import DocumentKind, KeyDestroyed
from shared.documents.store import NoSuchDocument
from shared.errors import Invalid, Refused
from shared.scheme.model import SecondPersonAct

_ACTION: Final = Action.PROPOSER_TELL


class NotHeld(Invalid):
    """Only what leaves the office is left to a second person."""

    public_message = "この操作は、承認に回せません。外に出る言葉を伴う操作を選んでください。"


class DraftOutdated(Refused):
    """What was drafted is gone, or not what the act asks for any more."""

    public_message = "起案の内容は、廃棄されたか、いまの入力の項目に合いません。差し戻して、起案し直してください。"


class Holding(Asked):
    """Which act is drafted, and what it asks for."""

    act: Verb = Field(title="操作", examples=["refer"])
    said: dict[str, Any] = Field(
        title="操作の内容",
        description="その操作のときに送る内容です。",
        examples=[{"office": "澪野市", "contact": "電話 0000-00-0000", "reason": "市の事務であるため。"}],
    )


class SendingBackAct(Asked):
    """Why the act is not done as it was drafted."""

    reason: InnerReason


async def held_or_done(doing: Doing, door: Door[Any], said: Mapping[str, Any]) -> Case:
    """Do what the door is for; where the rules leave it to two persons, draft it for the second one."""
    asked = said_as(door.asks, said)
    if door.verb in OUTSIDE and doing.step.actor.has(Role.DESK):
        case = await doing.work.cases.find(doing.step.actor.desk_id, doing.receipt)
        if needs_second(case, doing.scheme, door.verb, asked):
            return await _hold(doing, door, asked)
    return await door.open(doing, said)


async def _hold(doing: Doing, door: Door[Any], asked: Asked) -> Case:
    trial = await doing.work.connection.begin_nested()
    try:
        await door.do(doing, asked)
    finally:
        await trial.rollback()
    case = await case_for(doing, _ACTION)
    content_id = await _written(doing, case, asked)
    command = HoldAct(officer=doing.step.actor.account_id, act=door.verb, content_id=content_id)
    return await carry_out(doing.work, case, doing.step, command)


def holding_doors(doors: Mapping[Verb, Door[Any]]) -> tuple[Door[Any], ...]:
    """Return the doors by which acts that go through *doors* are drafted, let go and sent back."""

    async def hold(doing: Doing, asked: Holding) -> Case:
        if asked.act not in OUTSIDE:
            raise NotHeld
        door = doors[asked.act]
        return await _hold(doing, door, said_as(door.asks, asked.said))

    async def release(doing: Doing, _: Nothing) -> Case:
        await _take_locks(doing, doors)
        case = await case_for(doing, _ACTION)
        # It is read before it is let go: a draft that waits no more is taken away.
        asked = None if case.held is None else await _drafted(doing, doors[case.held.act], case.held)
        officer = doing.step.actor.account_id
        alone = await alone_allowed(doing.work, doing.step.actor, doing.scheme, SecondPersonAct.OUTGOING_MAIL)
        command = ReleaseAct(officer=officer, alone_allowed=alone)
        after = await carry_out(doing.work, case, doing.step, command)
        if case.held is None:
            raise AssertionError("the table lets nothing pass that releases no act")
        return await doors[case.held.act].do(replace(doing, step=replace(doing.step, version=after.version)), asked)

    async def send_back(doing: Doing, asked: SendingBackAct) -> Case:
        case = await case_for(doing, _ACTION)
        reason_id = await written_reason(doing.work, case, asked.reason)
        kept_id = await _kept(doing, case, doors)
        command = SendBackAct(officer=doing.step.actor.account_id, reason_id=reason_id, content_id=kept_id)
        return await carry_out(doing.work, case, doing.step, command)

    return (
        Door(verb=Verb.HOLD_ACT, action=_ACTION, asks=Holding, do=hold),
        Door(verb=Verb.RELEASE_ACT, action=_ACTION, asks=Nothing, do=release),
        Door(verb=Verb.SEND_BACK_ACT, action=_ACTION, asks=SendingBackAct, do=send_back),
    )


async def _take_locks(doing: Doing, doors: Mapping[Verb, Door[Any]]) -> None:
    """Take first what the act that waits takes before the lock of its case, in the order everybody keeps to."""
    case = await doing.work.cases.find(doing.step.actor.desk_id, doing.receipt)
    require(doing.step.actor, _ACTION, scope_of(case))
    if case.held is None:
        return
    if case.held.act is Verb.OFFER:
        await doing.work.parties.take_turns(case.desk_id)
    elif case.held.act is Verb.MERGE:
        await both_to_merge(doing, await _drafted(doing, doors[Verb.MERGE], case.held))


async def _kept(doing: Doing, case: Case, doors: Mapping[Verb, Door[Any]]) -> UUID | None:
    """Return the draft as it stays where it was not let go: without whom to write to, who may be forgotten alone."""
    if case.held is None or case.held.act is not Verb.OFFER:
        return None if case.held is None else case.held.content_id
    try:
        asked = await _drafted(doing, doors[Verb.OFFER], case.held)
    except DraftOutdated:
        return case.held.content_id
    return await _written(doing, case, without_contacts(asked))


async def _written(doing: Doing, case: Case, asked: Asked) -> UUID:
    text = asked.model_dump_json()
    return await doing.work.contents.write_told(DocumentKind.HELD_ACT, case.case_id, case.desk_id, text)


async def _drafted(doing: Doing, door: Door[Any], held: HeldAct) -> Any:
    """Open what was drafted; raise DraftOutdated where it is gone, or not what the act asks for any more."""
    try:
        return door.asks.model_validate_json(await doing.work.contents.own_text(held.content_id))
    except (ValidationError, KeyDestroyed, NoSuchDocument) as error:
        raise DraftOutdated from error
