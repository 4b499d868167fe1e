"""Telling a batch of cases what was decided of them, one by one: what fails for one is undone for that one alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import structlog

from services.routing.domain.case import Case
from services.routing.domain.commands import Decline
from services.routing.domain.dialogue_commands import TellProposer
from services.routing.domain.stage import OfferState, Stage
from services.routing.handlers.acting import enact
from services.routing.handlers.ledger.door import Doing
from services.routing.handlers.verbs.words import written_note, written_reason
from services.routing.ports import Told
from shared.errors import DeskError
from shared.events import NoteAbout
from shared.events.who import by_account

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What the proposer of one case is told; with a *ground* the case ends by that, *reason* says why in the office."""

    receipt: str
    case_id: UUID
    letter: str
    ground: str | None = None
    reason: str = ""


async def tell_each(doing: Doing, results: Sequence[Result]) -> frozenset[str]:
    """Tell each proposer and return the receipt numbers of those that are told, or wait for nothing any more."""
    held = await doing.work.cases.hold([one.case_id for one in results])
    cases = {case.case_id: case for case in held}
    told = set()
    for one in results:
        try:
            # A step of its own, so that what fails for one is undone for that one alone.
            async with doing.work.connection.begin_nested():
                await _tell(doing, cases[one.case_id], one)
        except DeskError as error:
            log.warning("result_not_told", case_id=one.case_id, error=type(error).__name__)
        else:
            told.add(one.receipt)
    return frozenset(told)


async def _tell(doing: Doing, case: Case, result: Result) -> None:
    if case.stage in _OVER:
        return
    note_id = await written_note(doing.work, case, result.letter)
    # The rules of two persons were kept for the whole batch: one decided it, the other lets it go.
    command: Decline | TellProposer
    if result.ground is None or case.stage not in _DECLINABLE:
        command = TellProposer(note_id=note_id, about=_about(case), needs_second=False)
    else:
        reason_id = await written_reason(doing.work, case, result.reason or result.letter)
        command = Decline(ground=result.ground, reason_id=reason_id, note_id=note_id, needs_second=False)
    told = Told(actor=by_account(doing.actor.account_id), at=doing.step.at)
    await enact(doing.work, case, command, told)


def _about(case: Case) -> NoteAbout:
    """Return what the letter is about: a result, where somebody who was asked has judged the case."""
    judged = any(one.state is OfferState.JUDGED for one in case.of_this_round)
    return NoteAbout.RESULT if judged else NoteAbout.MESSAGE
