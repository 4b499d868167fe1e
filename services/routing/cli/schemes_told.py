"""What is said of schemes on the command line."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import RowMapping

from services.routing.domain.scheme_changes import Change, ChangeKind
from services.routing.storage.scheme_plans import SchemePlan, Standing
from shared.cli.output import table
from shared.scheme.model import DeskScheme

_KINDS = {
    ChangeKind.ADDED: "追加",
    ChangeKind.REMOVED: "削除",
    ChangeKind.CHANGED: "変更",
    ChangeKind.MOVED: "順序",
}
_STANDINGS = {
    Standing.FIRST: "はじめての版です",
    Standing.NEW_VERSION: "新しい版です",
    Standing.NONE: "適用済みの版と同じで、何も変わりません",
    Standing.TAKEN: "この版は、すでに別の内容で適用されています",
}
_LONGEST = 60


def plan_as_data(plan: SchemePlan, *, applied: bool) -> dict[str, Any]:
    """Return a plan as JSON-ready data (the machine interface; keep it stable)."""
    running = [{"version": version, "cases": count} for version, count in plan.running.items()]
    return asdict(plan) | {"running": running, "applied": applied}


def plan_as_text(plan: SchemePlan, *, applied: bool) -> str:
    """Return a plan as lines a person reads: how it stands, what changes, what to know, who keeps what."""
    done = "適用しました。" if applied and plan.change in {Standing.FIRST, Standing.NEW_VERSION} else ""
    lines = [f"{plan.desk_id} 版{plan.version}：{_STANDINGS[plan.change]}。{done}"]
    if plan.change is not Standing.FIRST:
        lines += [f"版{plan.since}との違い：{len(plan.changes)}か所"] if plan.changes else []
        lines += [f"　{_KINDS[one.kind]}　{one.place}{_both(one)}（{one.pointer}）" for one in plan.changes]
    lines += [f"ご注意：{warning}" for warning in plan.warnings]
    lines += [f"進行中の案件：版{version}のまま {count:,}件" for version, count in plan.running.items()]
    return "\n".join(lines)


def listed(
    rows: Sequence[RowMapping], current: Mapping[str, DeskScheme], running: Mapping[str, Mapping[int, int]]
) -> list[dict[str, Any]]:
    """Return the versions that were applied, and the file of each desk of which none is in force."""
    told = [
        {
            **{str(key): value for key, value in row.items()},
            "in_force": row["desk_id"] in current and current[row["desk_id"]].version == row["version"],
            "running": running[row["desk_id"]].get(row["version"], 0),
        }
        for row in rows
    ]
    applied = {(one["desk_id"], one["version"]) for one in told}
    for desk_id, scheme in current.items():
        if (desk_id, scheme.version) not in applied:
            told.append(
                {
                    "desk_id": desk_id,
                    "version": scheme.version,
                    "name": scheme.name,
                    "valid_from": scheme.valid_from,
                    "applied_at": None,
                    "applied_by": None,
                    "in_force": True,
                    "running": running[desk_id].get(scheme.version, 0),
                }
            )
    return told


def as_text(rows: Sequence[Mapping[str, Any]]) -> str:
    """Return the versions as a table."""
    return table(
        [
            (
                one["desk_id"],
                one["version"],
                "使用中" if one["in_force"] else "",
                one["valid_from"],
                one["applied_at"] or "ファイルのまま",
                one["running"],
                one["name"],
            )
            for one in rows
        ],
        ("デスク", "版", "", "使い始める日", "適用した日時", "進行中", "名称"),
    )


def _both(change: Change) -> str:
    match change.kind:
        case ChangeKind.CHANGED:
            return f"：{_short(change.before)} → {_short(change.after)}"
        case ChangeKind.MOVED:
            return ""
        case _:
            value = change.after if change.kind is ChangeKind.ADDED else change.before
            return "" if isinstance(value, dict) else f"：{_short(value)}"


def _short(value: object) -> str:
    line = in_words(value).replace("\n", " ")
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"


def in_words(value: object) -> str:
    """Return a value of a scheme as a person reads it."""
    match value:
        case bool():
            return "はい" if value else "いいえ"
        case list():
            return "、".join(str(one) for one in value)
        case _:
            return str(value)
