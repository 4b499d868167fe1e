"""How long it takes at ten a second, to the commit of the row a person sees."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass

import asyncpg

from tests.benchmarks.letters import letters
from tests.benchmarks.office import DEPARTMENT, Officer
from tests.benchmarks.outcome import NotDone, Outcome
from tests.benchmarks.sending import send_evenly
from tests.benchmarks.town import BenchTown

PER_SECOND = 10.0
_WAITING = "SELECT case_id, receipt, version FROM routing.desk_case WHERE stage = $1 ORDER BY case_id DESC LIMIT $2"
_TOLD = """
SELECT case_id, extract(epoch FROM pg_xact_commit_timestamp(xmin))::float8 AS told_at
FROM notify.notification WHERE kind = 'offer_made' AND recipient = $1 AND case_id = ANY($2::uuid[])
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Latency:
    """Half of all were faster than *p50*, all but one in a hundred faster than *p99*; milliseconds."""

    p50: float
    p99: float
    count: int


def latency_of(seconds: Sequence[float]) -> Latency:
    """Return the percentiles by nearest rank."""
    ordered = sorted(seconds)

    def rank(share: float) -> float:
        return round(ordered[max(0, -int(-share * len(ordered) // 1) - 1)] * 1000, 1)

    return Latency(p50=rank(0.5), p99=rank(0.99), count=len(ordered))


async def measure_accepting(town: BenchTown, outcome: Outcome, count: int) -> tuple[Latency, Latency]:
    """Return the times to the row in the desk's inbox: from the door's answer, and from the sending of the message."""
    before = await outcome.counts()
    some = letters(count, port=town.web, numbered_from=5 * 10**6)
    sent = await send_evenly(some, lmtp=town.lmtp, web=town.web, per_second=PER_SECOND)
    await outcome.wait_for(count, since=before)
    await outcome.wait_until_quiet()
    told = {digest: fate.told_at for digest, fate in (await outcome.fates(sent.sent_at)).items()}
    if len(told) != count:
        raise NotDone(f"{count - len(told)} of {count} are missing")
    return tuple(
        latency_of([(told[digest] or 0.0) - at for digest, at in moments.items()])
        for moments in (sent.accepted_at, sent.sent_at)
    )  # type: ignore[return-value]  # Two moments make two latencies.


async def measure_offering(town: BenchTown, connection: asyncpg.Connection, outcome: Outcome, count: int) -> Latency:
    """Return the times from the command on the page to the row in the department's inbox."""
    ready = await connection.fetch(_WAITING, "received", count)
    officer = await Officer.sign_in(town, ready[0]["receipt"])
    for case in ready:
        await officer.confirm(case["receipt"], case["version"])
    confirmed = {case["case_id"]: case["receipt"] for case in ready}
    versions = await connection.fetch(
        "SELECT case_id, version FROM routing.desk_case WHERE case_id = ANY($1::uuid[])", list(confirmed)
    )
    await outcome.wait_until_quiet()
    sent_at, start = {}, time.monotonic()
    for number, case in enumerate(versions):
        await asyncio.sleep(max(0.0, start + number / PER_SECOND - time.monotonic()))
        sent_at[case["case_id"]] = time.time()
        await officer.offer(confirmed[case["case_id"]], case["version"])
    await outcome.wait_until_quiet()
    told = await connection.fetch(_TOLD, DEPARTMENT, list(sent_at))
    if len(told) != len(sent_at):
        raise NotDone(f"of {len(sent_at)} offers {len(told)} reached the inbox")
    return latency_of([row["told_at"] - sent_at[row["case_id"]] for row in told])
