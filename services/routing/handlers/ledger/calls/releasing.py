"""Releasing what was decided: every applicant is told through the case; one that fails keeps none of the others."""

from typing import Final

import structlog

from services.routing.domain.case import Case
from services.routing.domain.commands import Decline
from services.routing.domain.dialogue_commands import TellProposer
from services.routing.domain.ledger.calls.call import Application, Call
from services.routing.domain.ledger.calls.refusals import NothingToTell
from services.routing.domain.stage import Stage
from services.routing.domain.told import declined_words
from services.routing.handlers.acting import enact
from services.routing.handlers.ledger.calls.public_content import departments_of
from services.routing.handlers.ledger.calls.publishing import one_of_two
from services.routing.handlers.ledger.door import Decided, Doing, LedgerDoor
from services.routing.handlers.verbs.confirmation import Nothing
from services.routing.handlers.verbs.declining import NOT_ADOPTED
from services.routing.handlers.verbs.words import written_note, written_reason
from services.routing.ports import Told
from shared.access.policy import Action
from shared.documents.calls import CallReasons
from shared.errors import DeskError
from shared.events import NoteAbout
from shared.events.call import CallResultsReleased
from shared.events.who import by_account
from shared.scheme.model import SecondPersonAct

log = structlog.get_logger()
# Whoever took the proposal back, or was told its end, waits for nothing.
_OVER: Final = frozenset({Stage.WITHDRAWN, Stage.DECLINED})
_DECLINABLE: Final = frozenset(
    {
        Stage.RECEIVED,
        Stage.CONFIRMING,
        Stage.WAITING_FOR_PROPOSER,
        Stage.OFFERED,
        Stage.REVIEWING,
        Stage.COORDINATING,
    }
)


async def _release(doing: Doing, call: Call, _: Nothing) -> Decided:
    if not call.untold or call.reasons_id is None:
        raise NothingToTell
    by_one = one_of_two(doing, call.decided_by, SecondPersonAct.DECLINE, SecondPersonAct.OUTGOING_MAIL)
    reasons = await doing.work.ledger_texts.open(call.reasons_id, CallReasons)
    judges = await departments_of(doing, call)
    held = await doing.work.cases.hold([one.case_id for one in call.untold])
    cases = {case.case_id: case for case in held}
    told: list[str] = []
    for one in call.untold:
        try:
            # A step of its own, so that what fails for one is undone for that one alone.
            async with doing.work.connection.begin_nested():
                await _tell(doing, cases[one.case_id], _letter(call, one, reasons, judges), adopted=bool(one.adopted))
        except DeskError as error:
            log.warning("result_not_told", case_id=one.case_id, error=type(error).__name__)
        else:
            told.append(one.receipt)
    untold = tuple(one.receipt for one in call.untold if one.receipt not in told)
    fact = CallResultsReleased(officer=doing.actor.account_id, by_one=by_one, told=tuple(told), untold=untold)
    return Decided(facts=[fact])


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


async def _tell(doing: Doing, case: Case, letter: str, *, adopted: bool) -> None:
    if case.stage in _OVER:
        return
    note_id = await written_note(doing.work, case, letter)
    # The rules of two persons were kept for the whole batch: one decided it, the other lets it go.
    command: Decline | TellProposer
    if adopted or case.stage not in _DECLINABLE:
        command = TellProposer(note_id=note_id, about=NoteAbout.MESSAGE, needs_second=False)
    else:
        reason_id = await written_reason(doing.work, case, letter)
        command = Decline(ground=NOT_ADOPTED.code, reason_id=reason_id, note_id=note_id, needs_second=False)
    told = Told(actor=by_account(doing.actor.account_id), at=doing.step.at)
    await enact(doing.work, case, command, told)


DOORS: Final = (LedgerDoor(verb="release", action=Action.CALL_RELEASE, asks=Nothing, do=_release),)
