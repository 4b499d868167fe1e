"""The words of boards: what can be done, how they stand, what was told of them."""

from collections.abc import Mapping
from typing import Final

from services.routing.domain.ledger.boards.board import MINUTES, SESSION, BoardState, Outcome

VERBS: Final = {
    "begin": "審査会を予定する",
    "add-case": "議題に加える",
    "remove-case": "議題から外す",
    "reorder": "審査の順を変える",
    "hold": "開催を記録する",
    "record-outcome": "審査の結果を記録する",
    "write-minutes": "議事録を書く",
    "release": "結果を全員に通知する",
    "revise": "予定を変更する",
    "cancel": "開催を取りやめる",
    "plan-next": "次回を予定する",
}
STATES: Final[Mapping[str, str]] = {
    BoardState.PLANNED: "開催予定",
    BoardState.HELD: "開催済み（結果通知前）",
    BoardState.RELEASED: "結果通知済み",
    BoardState.CANCELLED: "開催中止",
}
FACTS: Final = {
    "board.begun.v1": "審査会の予定",
    "board.revised.v1": "予定の変更",
    "board.case_added.v1": "議題への追加",
    "board.case_removed.v1": "議題からの除外",
    "board.reordered.v1": "審査の順の変更",
    "board.cancelled.v1": "開催の取りやめ",
    "board.held.v1": "開催",
    "board.outcome_recorded.v1": "審査の結果の記録",
    "board.minutes_written.v1": "議事録",
    "board.results_released.v1": "結果の通知",
    "board.next_planned.v1": "次回の予定",
}
DUES: Final = {SESSION: "審査会の開催", MINUTES: "議事録の作成"}
OUTCOMES: Final = {
    Outcome.ADOPTED: "採択",
    Outcome.NOT_ADOPTED: "不採択",
    Outcome.KEEP_STUDYING: "継続検討",
}
