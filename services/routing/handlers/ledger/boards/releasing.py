"""Releasing what the board found: everybody is told at once, each through the case."""

from typing import Final

from services.routing.domain.ledger.boards.board import AgendaCase, Board, Outcome
from services.routing.domain.ledger.boards.refusals import NothingReleased, OutcomesMissing
from services.routing.domain.ledger.boards.words import OutcomeWords, SessionWords
from services.routing.domain.told import declined_words
from services.routing.handlers.ledger.door import Decided, Doing, LedgerDoor
from services.routing.handlers.ledger.results import Result, tell_each
from services.routing.handlers.second_person import one_of_two
from services.routing.handlers.verbs.confirmation import Nothing
from shared.access.policy import Action
from shared.events.board import BoardResultsReleased
from shared.japanese.era import wareki
from shared.scheme.model import SecondPersonAct

_SAID: Final = {
    Outcome.ADOPTED: "採択",
    Outcome.NOT_ADOPTED: "不採択",
    Outcome.KEEP_STUDYING: "継続検討",
}


async def _release(doing: Doing, board: Board, _: Nothing) -> Decided:
    waiting = {one.receipt: one for one in board.untold}
    if not waiting:
        raise NothingReleased
    if any(one.outcome_id is None for one in waiting.values()):
        raise OutcomesMissing
    me = doing.actor.account_id
    mine = me if any(one.recorded_by == me for one in waiting.values()) else None
    by_one = await one_of_two(doing, mine, SecondPersonAct.DECLINE, SecondPersonAct.OUTGOING_MAIL)
    session = await doing.work.ledger_texts.open(board.text_id, SessionWords)
    found = {
        one.receipt: await doing.work.ledger_texts.open(one.outcome_id, OutcomeWords)
        for one in waiting.values()
        if one.outcome_id is not None
    }
    done = await tell_each(doing, [_result(board, session, waiting[one], found[one]) for one in waiting])
    told = {
        outcome: tuple(one for one in waiting if one in done and found[one].outcome is outcome) for outcome in Outcome
    }
    fact = BoardResultsReleased(
        number=board.number,
        officer=me,
        by_one=by_one,
        adopted=told[Outcome.ADOPTED],
        not_adopted=told[Outcome.NOT_ADOPTED],
        keep_studying=told[Outcome.KEEP_STUDYING],
        untold=tuple(one for one in waiting if one not in done),
        departments=tuple(sorted({code for one in done for code in waiting[one].departments})),
    )
    return Decided(facts=[fact])


def _result(board: Board, session: SessionWords, one: AgendaCase, found: OutcomeWords) -> Result:
    said = (
        f"{session.title}（{wareki(board.held_on or board.day)}）の審査の結果をお知らせします。",
        f"結果：{_SAID[found.outcome]}",
        found.words.strip(),
    )
    letter = "\n\n".join(said)
    if found.outcome is not Outcome.NOT_ADOPTED:
        return Result(receipt=one.receipt, case_id=one.case_id, letter=letter)
    return Result(
        receipt=one.receipt,
        case_id=one.case_id,
        letter=declined_words(letter, (session.title,), found.alternatives),
        ground=found.ground,
        reason=found.reason,
    )


DOORS: Final = (LedgerDoor(verb="release", action=Action.BOARD_KEEP, asks=Nothing, do=_release),)
