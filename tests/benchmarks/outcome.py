"""What became of what was sent, asked of the desk's own tables; the questions are cheap while a clock runs."""

import asyncio
import time
from collections.abc import Iterable
from dataclasses import dataclass

import asyncpg

LONGEST_SECONDS = 240.0
REST_SECONDS = 60.0
_LOOK_SECONDS = 0.1
_STILL_SECONDS = 0.6
_COUNTS = """
SELECT (SELECT count(*) FROM routing.desk_case) AS cases,
       (SELECT count(*) FROM routing.case_terms) AS suggested,
       (SELECT count(*) FROM notify.notification WHERE kind = 'case_opened') AS told,
       (SELECT count(*) FROM notify.mail_send WHERE purpose = 'acknowledgement') AS acknowledged
"""
# One line for each content that came in, however often; the times are those of the commits.
_FATES = """
SELECT r.sha256 AS digest,
       count(DISTINCT c.case_id) AS cases,
       count(DISTINCT s.case_id) AS suggested,
       count(DISTINCT n.notification_id) AS told,
       count(DISTINCT m.send_id) AS acknowledged,
       extract(epoch FROM min(pg_xact_commit_timestamp(n.xmin)))::float8 AS told_at
FROM intake.raw_message r
LEFT JOIN routing.desk_case c ON c.proposal_id = r.proposal_id
LEFT JOIN routing.case_terms s ON s.case_id = c.case_id
LEFT JOIN notify.notification n ON n.case_id = c.case_id AND n.kind = 'case_opened' AND n.recipient = 'desk'
LEFT JOIN notify.mail_send m ON m.proposal_id = r.proposal_id AND m.purpose = 'acknowledgement'
WHERE r.sha256 = ANY($1::bytea[])
GROUP BY r.sha256
"""
_ISSUES = " UNION ALL ".join(
    f"SELECT count(*) AS open FROM {schema}.delivery_issue WHERE state NOT IN ('resolved', 'discarded')"  # noqa: S608 - names written here
    for schema in ("intake", "routing", "publication")
)
_WORK_LEFT = """
SELECT (SELECT count(*) FROM intake.outbox) AS intake_outbox,
       (SELECT count(*) FROM routing.outbox) AS routing_outbox,
       (SELECT count(*) FROM notify.mail_send WHERE state NOT IN ('created', 'sending', 'sent')) AS mails_failed
"""
_HANDLED = " + ".join(
    f"(SELECT count(*) FROM {schema}.handled)"  # noqa: S608 - the same
    for schema in ("intake", "routing", "notify", "publication")
)


class NotDone(Exception):
    """Not everything that was sent has become what it should."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many proposals have come how far."""

    cases: int
    suggested: int
    told: int
    acknowledged: int

    def since(self, before: "Counts") -> "Counts":
        """Return what has come since."""
        return Counts(
            cases=self.cases - before.cases,
            suggested=self.suggested - before.suggested,
            told=self.told - before.told,
            acknowledged=self.acknowledged - before.acknowledged,
        )

    def all_reach(self, count: int, *, with_suggestions: bool) -> bool:
        """Tell whether *count* proposals have come the whole way."""
        asked = [self.cases, self.told, self.acknowledged] + ([self.suggested] if with_suggestions else [])
        return min(asked) >= count


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """What one content became: each figure should be 1; *told_at* is the commit of the desk's inbox row."""

    cases: int
    suggested: int
    told: int
    acknowledged: int
    told_at: float | None

    def is_whole(self, *, with_suggestions: bool) -> bool:
        """Tell whether there is exactly one of each."""
        suggested = self.suggested if with_suggestions else 1
        return (self.cases, suggested, self.told, self.acknowledged) == (1, 1, 1, 1)


class Outcome:
    """Looks at one database as its owner."""

    def __init__(self, connection: asyncpg.Connection) -> None:
        """Ask through *connection*."""
        self._connection = connection

    async def counts(self) -> Counts:
        """Return how many proposals have come how far."""
        return Counts(**dict(await self._connection.fetchrow(_COUNTS)))

    async def wait_for(self, count: int, *, since: Counts, with_suggestions: bool = True) -> float:
        """Return the moment (monotonic) when *count* more proposals had come the whole way."""
        end = time.monotonic() + LONGEST_SECONDS
        while True:
            found = (await self.counts()).since(since)
            now = time.monotonic()
            if found.all_reach(count, with_suggestions=with_suggestions):
                return now
            if now > end:
                raise NotDone(f"of {count}: {found}")
            await asyncio.sleep(_LOOK_SECONDS)

    async def wait_until_quiet(self) -> None:
        """Return once nothing waits on the path any more; the acknowledgements leave at the office's own pace."""
        end = time.monotonic() + REST_SECONDS
        handled, since = -1, time.monotonic()
        left: dict[str, int] = {}
        while time.monotonic() < end:
            left = dict(await self._connection.fetchrow(_WORK_LEFT))
            now_handled = await self._connection.fetchval(f"SELECT {_HANDLED}")
            if any(left.values()) or now_handled != handled:
                handled, since = now_handled, time.monotonic()
            elif time.monotonic() - since > _STILL_SECONDS:
                return
            await asyncio.sleep(_LOOK_SECONDS)
        raise NotDone(f"the desk does not come to rest: {left}")

    async def fates(self, digests: Iterable[bytes]) -> dict[bytes, Fate]:
        """Return what became of each content; one that never came in is missing."""
        rows = await self._connection.fetch(_FATES, list(digests))
        return {row["digest"]: Fate(**{name: value for name, value in row.items() if name != "digest"}) for row in rows}

    async def open_issues(self) -> int:
        """Return how many deliveries are being retried, wait or are parked."""
        return sum(row["open"] for row in await self._connection.fetch(_ISSUES))
