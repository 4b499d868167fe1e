"""`desk queues` and `desk incidents`: how deliveries stand."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any

import typer

from services.operations.cli.acting import looking, looking_at_broker
from services.operations.cli.shown import pause_json
from services.operations.domain.incident import Incident
from services.operations.domain.queues import seconds_since
from services.operations.handlers.seeing import Situation, ask_live, situation
from services.operations.ports import Broker
from services.operations.storage.acts import ActLine
from services.operations.storage.work import Work
from services.operations.web.labels import age, word
from shared.cli.output import AsJson, say, table
from shared.database.transactions import Transactions
from shared.web.pages import utc_now

seeing_verbs = typer.Typer()
_LIMIT = 1000


@seeing_verbs.command(epilog="Example: desk queues --json")
def queues(as_json: AsJson = False) -> None:
    """Show every reader with its queue, what is retried and parked, and every outbox."""
    now = utc_now()

    async def look(transactions: Transactions[Work], broker: Broker) -> Situation:
        async with transactions.begin() as work:
            house = work.house
        live = await ask_live(broker, house, at=now)
        async with transactions.begin() as work:
            return await situation(work, at=now, live=live)

    found = _queues_json(looking_at_broker(look), now)
    say(found, as_json=as_json, text=_queues_text(found))


@seeing_verbs.command(epilog="Example: desk incidents --json   |   desk incidents --all")
def incidents(
    closed: Annotated[bool, typer.Option("--all", help="Closed incidents, too.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show what needs an operator: the cause, where, since when, and what can be done."""

    async def look(work: Work) -> list[Incident]:
        return await work.incidents.list(only_open=not closed, limit=_LIMIT)

    found = [_incident_json(incident) for incident in looking(look)]
    rows = [(one["opened_at"][:19], one["place"] or "-", one["cause_label"], one["what_can_be_done"]) for one in found]
    text = table(rows, ("SINCE", "WHERE", "CAUSE", "WHAT CAN BE DONE")) if rows else "(none)"
    say({"incidents": found}, as_json=as_json, text=text)


@seeing_verbs.command(epilog="Example: desk acts --json")
def acts(as_json: AsJson = False) -> None:
    """Show what operators did last: replays, discards and pauses, by whom and why."""

    async def look(work: Work) -> list[ActLine]:
        return await work.acts.newest(_LIMIT)

    found = [
        {**asdict(line), "at": line.at.isoformat(), "act": line.act.value, "act_label": word(line.act)}
        for line in looking(look)
    ]
    rows = [(one["at"][:19], one["by"], one["act_label"], one["count"], one["reader"] or "-") for one in found]
    text = table(rows, ("AT", "BY", "ACT", "COUNT", "READER")) if rows else "(none)"
    say({"acts": found}, as_json=as_json, text=text)


def _queues_json(seen: Situation, now: datetime) -> dict[str, Any]:
    return {
        "queues": [
            {
                "reader": line.reader,
                "queue": line.queue,
                "purpose": line.purpose,
                # None: the broker did not say, which is not the same as nothing.
                "depth": line.sample and line.sample.depth,
                "unacked": line.sample and line.sample.unacked,
                "consumers": line.sample and line.sample.consumers,
                "oldest_seconds": seconds_since(line.oldest_at, now),
                "retrying": line.retrying,
                "waiting": line.waiting,
                "parked": line.parked,
                "paused": pause_json(line.pause),
            }
            for line in seen.readers
        ],
        "outboxes": [
            {
                "service": line.service,
                "waiting": line.waiting,
                "oldest_seconds": seconds_since(line.oldest_at, now),
            }
            for line in seen.outboxes
        ],
        "sampled_at": seen.sampled_at and seen.sampled_at.isoformat(),
    }


def _queues_text(found: dict[str, Any]) -> str:
    readers = [
        (
            one["reader"],
            *("?" if one[name] is None else one[name] for name in ("depth", "unacked", "consumers")),
            age(one["oldest_seconds"]),
            one["retrying"],
            one["waiting"],
            one["parked"],
            "yes" if one["paused"] else "-",
        )
        for one in found["queues"]
    ]
    outboxes = [(one["service"], one["waiting"], age(one["oldest_seconds"])) for one in found["outboxes"]]
    headings = ("READER", "DEPTH", "UNACKED", "CONSUMERS", "OLDEST", "RETRYING", "WAITING", "PARKED", "PAUSED")
    return table(readers, headings) + "\n\n" + table(outboxes, ("OUTBOX", "WAITING", "OLDEST"))


def _incident_json(incident: Incident) -> dict[str, Any]:
    return {
        **{name: value for name, value in asdict(incident).items() if name != "remedy"},
        "opened_at": incident.opened_at.isoformat(),
        "last_seen_at": incident.last_seen_at.isoformat(),
        "closed_at": incident.closed_at and incident.closed_at.isoformat(),
        "place": incident.reader or incident.service,
        "cause_label": word(incident.cause),
        "what_can_be_done": word(incident.remedy),
    }
