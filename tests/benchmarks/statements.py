"""Which statements the services send, how often for one proposal, and what each costs PostgreSQL."""

from collections.abc import Sequence
from dataclasses import dataclass

import asyncpg

_QUESTION = """
SELECT r.rolname AS role, s.query, s.calls, s.total_exec_time + s.total_plan_time AS ms, s.rows
FROM pg_stat_statements s JOIN pg_roles r ON r.oid = s.userid
WHERE s.dbid = (SELECT oid FROM pg_database WHERE datname = current_database()) AND r.rolname <> current_user
ORDER BY 4 DESC
"""
_WIDTH = 150


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One kind of statement of one role since the last reset."""

    role: str
    query: str
    calls: int
    ms: float
    rows: int


async def begin_counting(connection: asyncpg.Connection) -> None:
    """Forget what was counted so far."""
    await connection.execute("CREATE EXTENSION IF NOT EXISTS pg_stat_statements")
    await connection.execute("ALTER SYSTEM SET pg_stat_statements.track_planning = on")
    await connection.execute("SELECT pg_reload_conf()")
    await connection.execute("SELECT pg_stat_statements_reset()")


async def counted(connection: asyncpg.Connection) -> list[Statement]:
    """Return all statements of the services' roles, the dearest first."""
    return [Statement(**dict(row)) for row in await connection.fetch(_QUESTION)]


def as_text(statements: Sequence[Statement], proposals: int, *, most: int = 45) -> str:
    """Return a table for people: per role first, then the dearest statements."""
    lines = ["role                    statements/proposal   ms in PostgreSQL/proposal"]
    for role in sorted({one.role for one in statements}):
        mine = [one for one in statements if one.role == role]
        calls, ms = sum(one.calls for one in mine), sum(one.ms for one in mine)
        lines.append(f"{role:24}{calls / proposals:12.2f}{ms / proposals:24.3f}")
    lines += ["", "calls/proposal  ms/proposal  rows/call  role  statement"]
    for one in statements[:most]:
        words = " ".join(one.query.split())[:_WIDTH]
        per_call = one.rows / max(1, one.calls)
        lines.append(f"{one.calls / proposals:10.2f}{one.ms / proposals:13.3f}{per_call:11.1f}  {one.role}  {words}")
    return "\n".join(lines)
