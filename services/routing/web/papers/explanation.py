"""The explanation sheet of a case: who decided what, when, why, and under which version of the rules."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final
from uuid import UUID

from services.routing.domain.paper import Cell, Pairs, Paper, Table
from services.routing.storage.queries import HistoryLine
from services.routing.storage.work import RoutingWork
from services.routing.web.access import OpenedCase
from services.routing.web.coordination_beside import decision_said
from services.routing.web.history_words import detail_of, tasks_told
from services.routing.web.labels import LABELS
from shared.events import AccessChanged, Direction, NoteWritten, ProposerKind
from shared.japanese.era import day_in_japan, wareki
from shared.web.labels import Audience

# By which names facts call the words that say why, and what was told: the office's own, never the proposal's.
_WHY: Final = ("reason_id", "ground_id", "note_id")
# And those that say who decided.
_BY: Final = ("decision_id", "reference_id")
# What stays inside, and who may see what: neither is why something was decided.
_INSIDE: Final = frozenset({AccessChanged.type, NoteWritten.type})


async def explanation(work: RoutingWork, opened: OpenedCase, today: date) -> Paper:
    """Return the sheet; it holds nothing of what was proposed, only what the office decided and wrote."""
    lines = [line for line in opened.history if line.type not in _INSIDE]
    tasks = tasks_told(lines)
    wanted = {*tasks.values(), *(one for line in lines for one in (*_documents(line), *_decisions(line)))}
    words = await work.contents.own_texts(wanted)
    people = await work.ledger_queries.people({line.actor for line in lines})
    departments = await work.queries.departments(opened.case.desk_id, today)
    names = {one.code: one.name for one in departments}
    rows = [_row(line, words, people, names, tasks.get(line.version)) for line in lines]
    columns = ("日", "出来事", "誰が", "理由・伝えた言葉", "適用した設定")
    return Paper(
        name=f"explanation-{opened.case.receipt}",
        title=f"対応の説明資料（{opened.case.receipt}）",
        office=opened.scheme.department_name,
        made_on=today,
        blocks=(
            Pairs(title="案件", rows=_about(opened, names)),
            Table(title="判断と対応の経過", columns=columns, rows=rows),
        ),
        notes=(
            "提案の題名と内容は、この資料には載せていません。",
            f"経過は書き換えられない形で記録されています（最新の照合値 {opened.history[-1].hash[:16]}）。",
        ),
    )


def _about(opened: OpenedCase, names: Mapping[str, str]) -> tuple[tuple[str, Cell], ...]:
    case, row = opened.case, opened.row
    return (
        ("受付番号", case.receipt),
        ("受付日", day_in_japan(row["opened_at"])),
        ("提案者の区分", _said(ProposerKind(row["proposer_kind"]))),
        ("向き", _said(Direction(case.direction))),
        ("現在の段階", _said(case.stage)),
        ("主担当", names.get(case.lead or "", "")),
    )


def _row(
    line: HistoryLine,
    words: Mapping[UUID, str],
    people: Mapping[str, str],
    names: Mapping[str, str],
    task: UUID | None,
) -> tuple[Cell, ...]:
    # Whom an act was about is not who did it: a department that was asked did not ask.
    about = names.get(str(line.data.get("department") or ""), "")
    what = words.get(task, "") if task else ""
    version = line.rule_version.rpartition(".")[2]
    return (
        day_in_japan(line.occurred_at),
        f"{_said(line.type)}{f'（{about}）' if about else ''}{detail_of(line, names, what)}",
        people.get(line.actor, "") or "提案者、団体又は自動の処理",
        "\n".join([*(words[one] for one in _documents(line) if one in words), *_decided(line, words)]),
        f"第{version}版",
    )


def _decisions(line: HistoryLine) -> list[UUID]:
    return [UUID(found) for name in _BY if (found := line.data.get(name))]


def _decided(line: HistoryLine, words: Mapping[UUID, str]) -> list[str]:
    """Return by which body and when something was decided, and under which approval."""
    told = []
    for said in (decision_said(words[one]) for one in _decisions(line) if one in words):
        day = line.data.get("day")
        parts = (
            said.body,
            f"{wareki(date.fromisoformat(day))}決定" if day else "",
            f"決裁 {said.reference}" if said.reference else "",
        )
        told.append("、".join(one for one in parts if one))
    return [one for one in told if one]


def _documents(line: HistoryLine) -> list[UUID]:
    return [UUID(found) for name in _WHY if (found := line.data.get(name))]


def _said(key: Any) -> str:
    return LABELS.text(Audience.STAFF, key)
