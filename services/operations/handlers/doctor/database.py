"""Examine the database: does it answer, can it sort Japanese, is every schema new, do facts get out."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.pool import NullPool

from services.operations.domain.examination import Examined, fail, ok, warn
from services.operations.domain.queues import OutboxLine, seconds_since
from services.operations.handlers.doctor.mailboxes import examine_mailboxes
from services.operations.handlers.doctor.operators import operators_say
from services.operations.storage.operators import operators_with_address
from services.operations.storage.work import Work
from shared import access
from shared.database.engine import async_url
from shared.database.errors import DATABASE_ERRORS
from shared.database.migrate import alembic_config
from shared.database.transactions import Transactions
from shared.errors import Temporary
from shared.service import Service

RELAY_SLOW_SECONDS: Final = 60
RELAY_STOPPED_SECONDS: Final = 600
CLOCK_OFF_SECONDS: Final = 2.0
CLOCK_WRONG_SECONDS: Final = 30.0
_START: Final = "PostgreSQLが動いているか、DESK_DATABASE_URL が正しいかを確認してください。"
_SETUP: Final = "「desk setup」を実行してください。何度実行しても問題ありません。"


async def examine_database(transactions: Transactions[Work]) -> list[Examined]:
    """Examine what operations itself can see of the database."""
    try:
        async with transactions.begin() as work:
            locale = await _locale(work.connection)
            clock = await _clock(work.connection)
            outboxes = await work.overview.outboxes(work.house)
            mailboxes = await work.mailboxes.all()
            called = await operators_with_address(work.connection, now=datetime.now(UTC))
    except (*DATABASE_ERRORS, Temporary) as error:
        return [fail("database", f"データベースを利用できません（{type(error).__name__}）。", _START)]
    now = datetime.now(UTC)
    polled = examine_mailboxes(mailboxes, at=now)
    there = ok("database", "データベースに接続できます。")
    found = [there, locale, clock, relay_lag(outboxes, at=now), operators_say(called)]
    return found if polled is None else [*found, polled]


async def _locale(connection: AsyncConnection) -> Examined:
    found = await connection.execute(
        text("SELECT datctype, pg_encoding_to_char(encoding) FROM pg_database WHERE datname = current_database()")
    )
    ctype, encoding = found.one()
    if encoding == "UTF8" and ctype not in {"C", "POSIX"}:
        return ok("locale", f"データベースは日本語を扱えます（{encoding}、{ctype}）。")
    return fail(
        "locale",
        f"データベースの文字コードまたはロケールが日本語に対応していません（{encoding}、{ctype}）。",
        "UTF8、C.UTF-8 でデータベースを作り直し、データを移してください。",
    )


async def _clock(connection: AsyncConnection) -> Examined:
    before = datetime.now(UTC)
    there: datetime = (await connection.execute(text("SELECT clock_timestamp()"))).scalar_one()
    return clock_says(abs((there - before).total_seconds()))


def clock_says(seconds: float) -> Examined:
    """Judge how far the clocks of this machine and of the database are apart."""
    if seconds <= CLOCK_OFF_SECONDS:
        return ok("clock", "このサーバーとデータベースの時計は合っています。")
    judge = fail if seconds > CLOCK_WRONG_SECONDS else warn
    return judge(
        "clock",
        f"このサーバーとデータベースの時計が約{seconds:.0f}秒ずれています。",
        "両方のサーバーで時刻合わせ（NTP）を確認してください。",
    )


def relay_lag(outboxes: Sequence[OutboxLine], *, at: datetime) -> Examined:
    """Judge how long committed facts wait for the broker."""
    worst = max((seconds_since(line.oldest_at, at) for line in outboxes), default=0)
    late = [line.service for line in outboxes if seconds_since(line.oldest_at, at) > RELAY_SLOW_SECONDS]
    if not late:
        return ok("relay", "保存した出来事は滞りなく送られています。")
    judge = fail if worst > RELAY_STOPPED_SECONDS else warn
    return judge(
        "relay",
        f"送信待ちが滞っています（{'、'.join(late)}、最も古いもの {worst}秒）。",
        "RabbitMQと該当するサービスが動いているか確認してください。復旧すると自動で送られます。",
    )


async def examine_schemas(database_url: str, found: Sequence[Service]) -> Examined:
    """Compare each schema with its newest migration, as the user of DESK_DATABASE_URL."""
    versions = {"access": Path(access.__file__).parent / "migrations" / "versions"}
    versions |= {service.name: service.migrations for service in found}
    engine = create_async_engine(async_url(database_url), poolclass=NullPool, connect_args={"timeout": 5})
    try:
        async with engine.connect() as connection:
            behind = [name for name, where in versions.items() if not await _is_newest(connection, name, where)]
    except DATABASE_ERRORS as error:
        return warn(
            "schemas",
            f"スキーマの版を確認できません（{type(error).__name__}）。",
            "「desk setup」と同じ DESK_DATABASE_URL で、もう一度点検してください。",
        )
    finally:
        await engine.dispose()
    if behind:
        return fail("schemas", f"スキーマの版が古いか、作られていません（{'、'.join(behind)}）。", _SETUP)
    return ok("schemas", "すべてのスキーマが最新の版です。")


async def _is_newest(connection: AsyncConnection, schema: str, versions: Path) -> bool:
    head = ScriptDirectory.from_config(alembic_config(schema, versions)).get_current_head()
    exists = await connection.scalar(text("SELECT to_regclass(:name)"), {"name": f"{schema}.schema_version"})
    if exists is None:
        return head is None
    # The name of a schema is ours; nothing of it comes from outside.
    current = await connection.scalar(text(f'SELECT version_num FROM "{schema}".schema_version'))  # noqa: S608
    return bool(current == head)
