"""A database with many cases: made by the database itself, a statement a table, spread as an old desk's cases are."""

from datetime import date
from time import perf_counter
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from tests.benchmarks.scale.bulk import room_for_bulk, without_indexes

TODAY = date(2026, 11, 24)
DESK = "miono"
BUSY = "suisan"
DEPARTMENTS = 40
OFFICERS = 20
# Of a hundred cases: the newest eight run, all others have ended; the last in every thousand is a fresh one.
_CASES = """
INSERT INTO routing.desk_case (
    case_id, desk_id, proposal_id, receipt, direction, proposer_kind, channel, stage, confirmed, officer, abstract_id,
    proposing, classification, correlation_id, scheme_version, next_day, version, head_hash, opened_at, stage_since,
    changed_at, unled
)
SELECT {case_id}, :desk, gen_random_uuid(), 'R8-' || i,
    CASE WHEN i % 20 = 0 AND i <= :cases - :fresh THEN 'to_parties' ELSE 'to_departments' END,
    (ARRAY['company','company','company','npo','university','individual'])[1 + i % 6],
    (ARRAY['mail','form'])[1 + i % 2], stage, stage NOT IN ('received', 'confirming'),
    CASE WHEN stage <> 'received' THEN {officer} END,
    CASE WHEN stage NOT IN ('received', 'confirming') THEN gen_random_uuid() END,
    CASE WHEN i % 20 = 0 AND i <= :cases - :fresh THEN 'd' || i % :departments END,
    'limited', gen_random_uuid(), :scheme_version, DATE '2026-11-24' + (i % 60) - 20, 4,
    decode(md5(i::text) || md5(i::text), 'hex'),
    at, at, at + (i % 90) * interval '1 day', i % 97 = 0 AND stage IN ('offered', 'reviewing')
FROM (
    SELECT i, TIMESTAMPTZ '2026-11-24' - (:cases - i) * (interval '3650 days' / :cases) AS at,
        CASE
            WHEN i > :cases - :fresh THEN 'received'
            WHEN i % 100 < 92 THEN (ARRAY['completed','declined','declined','withdrawn','referred','merged'])[1 + i % 6]
            ELSE (ARRAY['received','confirming','waiting_for_proposer','offered','reviewing','reviewing','coordinating',
                'implementing'])[i % 100 - 91]
        END AS stage
    FROM generate_series(1, :cases) i
) made
"""
_WORDS = """
INSERT INTO routing.case_words (case_id, title, proposer)
SELECT {case_id}, '県産材と渡し船を活用した連携の提案 ' || md5(i::text), '株式会社みお' || i % 5000
FROM generate_series(1, :cases) i
"""
_OFFERS = """
INSERT INTO routing.offer (offer_id, case_id, department, lead, due, state, verdict, reason_id, asked_at, answered_at)
SELECT gen_random_uuid(), c.case_id, {department}, k = 0, c.next_day,
    CASE WHEN c.stage IN ('offered','reviewing') THEN 'taken_up' ELSE 'judged' END,
    CASE WHEN c.stage NOT IN ('offered','reviewing') THEN 'viable' END,
    CASE WHEN c.stage NOT IN ('offered','reviewing') THEN gen_random_uuid() END, c.opened_at,
    CASE WHEN c.stage NOT IN ('offered','reviewing') THEN c.opened_at END
FROM routing.desk_case c
CROSS JOIN LATERAL (SELECT substring(c.receipt FROM 4)::int AS i) n
CROSS JOIN generate_series(0, 1) k
WHERE c.confirmed
"""
_TOGETHER = """
INSERT INTO routing.case_together (desk_id, department, other, case_id)
SELECT :desk, mine.department, other.department, mine.case_id
FROM routing.case_access mine JOIN routing.case_access other ON other.case_id = mine.case_id
WHERE mine.department <> other.department
UNION
SELECT :desk, c.proposing, other.department, c.case_id
FROM routing.desk_case c JOIN routing.case_access other ON other.case_id = c.case_id
WHERE c.proposing <> other.department
"""
_HISTORY = """
INSERT INTO routing.case_history (case_id, version, event_id, type, actor, rule_version, occurred_at, data, hash)
SELECT {case_id}, v, gen_random_uuid(),
    (ARRAY['case.opened.v1','case.confirmation_started.v1','case.confirmed.v1','case.access_changed.v1'])[v], 'system',
    'miono.1', TIMESTAMPTZ '2026-11-24' - (:cases - i) * (interval '3650 days' / :cases), '{{}}',
    decode(md5(i::text) || md5(v::text), 'hex')
FROM generate_series(1, :cases) i, generate_series(1, 4) v
"""
_NOTICES = """
INSERT INTO notify.notification (notification_id, desk_id, recipient, kind, receipt, case_id, about_id, event_id,
    created_at, read_at, read_by)
SELECT {case_id}, :desk, CASE WHEN i % 10 = 0 THEN :busy ELSE 'd' || i % :departments END, 'offer_made', 'R8-' || i,
    {case_id}, {case_id}, gen_random_uuid(), now(),
    CASE WHEN i % 7 > 0 THEN now() END, CASE WHEN i % 7 > 0 THEN 'account' END
FROM generate_series(1, :cases) i
"""
_SIGHT = """
INSERT INTO notify.case_access (case_id, desk_id, offered, taken_up, version)
SELECT {case_id}, :desk, ARRAY['d' || i % :departments, :busy], ARRAY[:busy], 4 FROM generate_series(1, :cases) i
"""
_ACCESS = """
INSERT INTO routing.case_access (case_id, department, taken_up, desk_id)
SELECT case_id, department, state <> 'asked', :desk FROM routing.offer ON CONFLICT DO NOTHING
"""
_BY = {
    "case_id": "('0193' || lpad(to_hex(i), 8, '0') || '70008000' || lpad(to_hex(i), 12, '0'))::uuid",
    "officer": "lpad(to_hex(1 + i % 20), 32, '0')::uuid",
    "department": f"CASE WHEN (n.i + n.i / 100) % 10 = k THEN '{BUSY}' ELSE 'd' || (n.i + k) % :departments END",
}
# In this order, for some are made of others.
_FILLED = {
    "routing.desk_case": _CASES,
    "routing.case_words": _WORDS,
    "routing.offer": _OFFERS,
    "routing.case_access": _ACCESS,
    "routing.case_together": _TOGETHER,
    "routing.case_history": _HISTORY,
    "notify.notification": _NOTICES,
    "notify.case_access": _SIGHT,
}


def case_id_of(number: int) -> UUID:
    """Return the id of the case with this number."""
    return UUID(f"0193{number:08x}70008000{number:012x}")


async def fill(engine: AsyncEngine, cases: int, fresh: int, scheme_version: int) -> dict[str, float]:
    """Put *cases* cases with all that belongs to them into an empty database; the newest *fresh* have just come.

    Return how many seconds each table took.
    """
    values = {"cases": cases, "fresh": fresh, "desk": DESK, "busy": BUSY, "departments": DEPARTMENTS}
    values |= {"scheme_version": scheme_version}
    took: dict[str, float] = {}
    async with room_for_bulk(engine), engine.begin() as connection:
        await connection.execute(text("SET LOCAL session_replication_role = replica"))
        await _departments(connection)
        for table, statement in _FILLED.items():
            wanted = text(statement.format(**_BY))
            started = perf_counter()
            async with without_indexes(connection, [table]):
                await connection.execute(wanted, {name: values[name] for name in wanted.compile().params})
            took[table] = round(perf_counter() - started, 1)
    started = perf_counter()
    async with engine.connect() as connection:
        await (await connection.execution_options(isolation_level="AUTOCOMMIT")).execute(text("VACUUM ANALYZE"))
    took["vacuum"] = round(perf_counter() - started, 1)
    return took


async def _departments(connection: AsyncConnection) -> None:
    await connection.execute(
        text(
            "INSERT INTO routing.department (desk_id, code, valid_from, name, kana, bureau, extension, duties,"
            " position) SELECT :desk, code, '2020-04-01', code, '', '', '', ARRAY['x'], row_number() OVER ()"
            " FROM (SELECT 'd' || i AS code FROM generate_series(0, :departments - 1) i UNION SELECT :busy) codes"
        ),
        {"desk": DESK, "departments": DEPARTMENTS, "busy": BUSY},
    )
