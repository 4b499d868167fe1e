"""Releasing what was decided: every applicant is told through the case; one that fails keeps none of the others."""

from typing import Final
from uuid import UUID

from services.routing.domain.ledger.calls.call import Application, Call
from services.routing.domain.told import declined_words
from services.routing.handlers.ledger.calls.public_content import departments_of
from services.routing.handlers.ledger.calls.waiting import go_on
from services.routing.handlers.ledger.door import Decided, Doing, LedgerDoor
from services.routing.handlers.ledger.results import Result, tell_each
from services.routing.handlers.second_person import one_of_two
from services.routing.handlers.verbs.confirmation import Nothing
from services.routing.handlers.verbs.declining import NOT_ADOPTED
from shared.access.policy import Action
from shared.documents.calls import CallReasons
from shared.events.call import CallResultsReleased
from shared.scheme.model import SecondPersonAct


async def _release(doing: Doing, call: Call, _: Nothing) -> Decided:
    me = doing.actor.account_id
    mine = me if any(one.decided_by == me for one in call.untold) else None
    by_one = await one_of_two(doing, mine, SecondPersonAct.DECLINE, SecondPersonAct.OUTGOING_MAIL)
    words = await doing.work.ledger_texts.open_many({_words_of(one) for one in call.untold}, CallReasons)
    judges = await departments_of(doing, call)
    done = await tell_each(doing, [_result(call, one, words[_words_of(one)], judges) for one in call.untold])
    told = tuple(one.receipt for one in call.untold if one.receipt in done)
    untold = tuple(one.receipt for one in call.untold if one.receipt not in done)
    # The adopted go on as cases: from today on somebody owes them the next step.
    adopted = [one.case_id for one in call.untold if one.adopted and one.receipt in done]
    await go_on(doing.work, adopted, doing.step.today)
    return Decided(facts=[CallResultsReleased(officer=me, by_one=by_one, told=told, untold=untold)])


def _words_of(one: Application) -> UUID:
    if one.reasons_id is None:
        raise AssertionError("what is decided is told in words")
    return one.reasons_id


def _result(call: Call, one: Application, reasons: CallReasons, judges: tuple[str, ...]) -> Result:
    letter = _letter(call, one, reasons, judges)
    ground = None if one.adopted else NOT_ADOPTED.code
    reason = reasons.each.get(one.receipt, "")
    return Result(receipt=one.receipt, case_id=one.case_id, letter=letter, ground=ground, reason=reason)


def _letter(call: Call, one: Application, reasons: CallReasons, judges: tuple[str, ...]) -> str:
    """Return what one applicant is told: the number of the call, the words for all, and those for this one."""
    words = reasons.adopted if one.adopted else reasons.not_adopted
    said = [
        f"募集（{call.number}）の審査の結果をお知らせします。",
        words.strip(),
        reasons.each.get(one.receipt, "").strip(),
    ]
    letter = "\n\n".join(filter(None, said))
    return letter if one.adopted else declined_words(letter, judges, reasons.alternatives)


DOORS: Final = (LedgerDoor(verb="release", action=Action.CALL_RELEASE, asks=Nothing, do=_release),)
