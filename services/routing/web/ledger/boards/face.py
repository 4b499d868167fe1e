"""How a board looks: its day and place, its agenda, and for the desk what was found and who was there."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from services.routing.domain.ledger.boards.board import Board
from services.routing.domain.ledger.boards.words import MinutesWords, SessionWords
from services.routing.handlers.ledger.boards.planning import next_session
from services.routing.handlers.ledger.boards.session import grounds_of
from services.routing.handlers.ledger.boards.volume import BOARDS
from services.routing.storage.work import RoutingWork
from services.routing.web.ledger.boards.opened import AgendaRow, OpenedBoard, open_board
from services.routing.web.ledger.boards.words import DUES, FACTS, OUTCOMES, STATES, VERBS
from services.routing.web.ledger.face import Cell, Choices, Face, Link, Section
from shared.access.actor import Actor
from shared.scheme.calendar import OfficeCalendar

_COLUMNS: Final = ("審査の順", "受付番号", "提案", "提案者", "結果")
_OF_DESK: Final = ("理由", "提案者に伝える言葉")


async def _show(work: RoutingWork, actor: Actor, board: Board) -> Sequence[Section]:
    opened = await open_board(work, actor, board)
    return (
        Section(title="開催の予定と次第", html_id="session", pairs=list(_session(opened))),
        Section(
            title="議題",
            html_id="agenda",
            columns=(*_COLUMNS, *(_OF_DESK if opened.of_desk else ())),
            rows=[_cells(opened, place, row) for place, row in enumerate(opened.rows, start=1)],
            none="議題はまだありません。",
        ),
        *_records(opened),
    )


def _session(opened: OpenedBoard) -> Iterator[tuple[str, Cell]]:
    board, session = opened.board, opened.session
    yield "開催日", board.held_on or board.day
    yield "開始時刻", session.begins
    yield "開催場所", session.place
    yield "次第", "、".join(session.order)
    if opened.of_desk:
        yield "委員", "、".join(session.members)
        for words, number in (("前回", board.follows), ("次回", board.following)):
            if number is not None:
                yield words, Link(f"/boards/{number}", number)


def _cells(opened: OpenedBoard, place: int, row: AgendaRow) -> tuple[Cell, ...]:
    receipt = row.case.receipt
    known = (
        str(place),
        Link(f"/cases/{receipt}", receipt) if row.line else receipt,
        row.title,
        row.proposer,
        row.outcome,
    )
    if not opened.of_desk:
        return known
    return (*known, row.found.reason if row.found else "", row.found.words if row.found else "")


def _records(opened: OpenedBoard) -> Iterator[Section]:
    if opened.attendance is not None:
        said = opened.attendance
        yield Section(
            title="出席者", html_id="attendance", pairs=[("出席者", "、".join(said.attendees)), ("備考", said.words)]
        )
    if opened.of_desk and opened.board.held_on is not None:
        minutes = "" if opened.minutes is None else opened.minutes.words
        printed = Link(f"/boards/{opened.board.number}/minutes", "印刷用の議事録")
        none = "議事録はまだありません。開催から7日以内に書いてください。"
        yield Section(title="議事録", html_id="minutes", pairs=[("印刷", printed)], text=minutes, none=none)
    if opened.reason is not None:
        yield Section(title="取りやめの理由", html_id="reason", text=opened.reason.words)


async def _data(work: RoutingWork, actor: Actor, board: Board) -> Mapping[str, Any]:
    opened = await open_board(work, actor, board)
    desk = {
        "members": list(opened.session.members),
        "attendance": opened.attendance.model_dump(mode="json") if opened.attendance else None,
        "minutes": opened.minutes.words if opened.minutes else None,
    }
    return {
        "day": board.day,
        "held_on": board.held_on,
        "begins": opened.session.begins,
        "place": opened.session.place,
        "order": list(opened.session.order),
        "follows": board.follows,
        "following": board.following,
        "agenda": [
            {
                "receipt": row.case.receipt,
                "title": row.title or None,
                "outcome": row.found.outcome if row.found else None,
                "told": row.case.told is not None,
                **({"reason": row.found.reason, "words": row.found.words} if opened.of_desk and row.found else {}),
            }
            for row in opened.rows
        ],
        **(desk if opened.of_desk else {}),
    }


async def _choices(work: RoutingWork, actor: Actor, _: Board | None) -> Choices:
    scheme = work.schemes.current[actor.desk_id]
    return {
        "outcome": [(one.value, words) for one, words in OUTCOMES.items()],
        "ground": [(one.code, one.words) for one in grounds_of(scheme)],
    }


async def _filled(work: RoutingWork, board: Board, verb: str) -> Mapping[str, Any]:
    texts, desk_id = work.ledger_texts, board.desk_id
    if verb == "reorder":
        return {"receipts": tuple(board.agenda)}
    if verb == "write-minutes" and board.minutes_id is not None:
        minutes = (await texts.open_many([board.minutes_id], MinutesWords)).get(board.minutes_id)
        return {} if minutes is None else {"words": minutes.words}
    if verb not in {"revise", "hold", "plan-next"}:
        return {}
    session = await texts.open(board.text_id, SessionWords)
    match verb:
        case "hold":
            return {"held_on": board.day, "attendees": session.members}
        case "plan-next":
            calendar = OfficeCalendar.of(work.schemes.current[desk_id].calendar)
            return {"day": next_session(board.day, calendar), "title": session.title}
        case _:
            return {**session.model_dump(), "day": board.day}


BOARD_FACE: Final[Face[Board]] = Face(
    volume=BOARDS,
    words="審査会",
    list_words="審査会",
    verbs=VERBS,
    states=STATES,
    facts=FACTS,
    dues=DUES,
    show=_show,
    data=_data,
    open_history=False,
    choices=_choices,
    filled=_filled,
)
