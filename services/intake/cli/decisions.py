"""`desk mail attach` and `desk mail reparse`: what a person decides about messages, from the command line."""

import time
from collections.abc import Sequence
from typing import Annotated, Any, Final
from uuid import UUID

import typer

from services.intake.cli.acting import as_somebody
from services.intake.domain.outcome import Outcome
from services.intake.handlers.holding_decisions import attach_it, read_again
from services.intake.handlers.mail_view import row_for
from services.intake.storage.held_queries import longest_held
from services.intake.storage.queries import RawRow, raw_of
from services.intake.storage.work import Work
from shared.access.actor import Actor
from shared.access.policy import Action, CaseScope, require
from shared.cli.output import AsJson, AsUser, say, table
from shared.web.pages import utc_now

_LOOK_EVERY: Final = 0.5
_AT_ONCE: Final = 1000


def attach(
    raw_id: Annotated[UUID, typer.Argument(help="the mail")],
    receipt: Annotated[str, typer.Argument(help="the receipt number of the case it belongs to")],
    as_user: AsUser,
    wait: Annotated[float, typer.Option(min=0, help="seconds to wait until it was read")] = 20.0,
    as_json: AsJson = False,
) -> None:
    """Add a mail to a case as a reply; the office vouches for it, and its sender is not answered."""

    async def decide(actor: Actor, work: Work) -> None:
        row = await row_for(actor, Action.HOLDING_SEE, raw_id, work, now=utc_now())
        require(actor, Action.HOLDING_DECIDE, CaseScope(desk_id=row.desk_id))
        await attach_it(raw_id, row.desk_id, receipt, work, by=actor.account_id, now=utc_now())

    as_somebody(as_user, decide)
    (row,) = _settled(as_user, [raw_id], wait)
    answer = {"raw_id": str(raw_id), "state": row.outcome.value, "receipt": row.receipt, "confirmed": row.confirmed}
    say(answer, as_json=as_json, text=f"{raw_id}  {row.outcome.value}  {row.receipt or '-'}")


def reparse(
    as_user: AsUser,
    raw_ids: Annotated[list[UUID] | None, typer.Argument(help="the mails; none with --held")] = None,
    held: Annotated[bool, typer.Option("--held", help="everything in the holding box")] = False,
    wait: Annotated[float, typer.Option(min=0, help="seconds to wait until they were read")] = 20.0,
    as_json: AsJson = False,
) -> None:
    """Read mails again with what the desk knows today; what is settled is left alone, and nothing is doubled."""
    if bool(raw_ids) == held:
        raise typer.BadParameter("name mails, or say --held")

    async def again(actor: Actor, work: Work) -> tuple[list[RawRow], set[UUID]]:
        require(actor, Action.HOLDING_DECIDE, CaseScope(desk_id=actor.desk_id))
        rows = await _asked(actor, work, raw_ids or [])
        return rows, await read_again([row.raw_id for row in rows], work, by=actor.account_id, now=utc_now())

    rows, taken = as_somebody(as_user, again)
    after = {row.raw_id: row for row in _settled(as_user, [row.raw_id for row in rows if row.raw_id in taken], wait)}
    shown = [_shown(row, after.get(row.raw_id)) for row in rows]
    headings = ("raw_id", "before", "after", "receipt", "left_alone")
    text = table([[line[name] or "-" for name in headings] for line in shown], headings)
    say(shown, as_json=as_json, text=text if shown else "nothing to read again")


async def _asked(actor: Actor, work: Work, raw_ids: Sequence[UUID]) -> list[RawRow]:
    if raw_ids:
        return [await row_for(actor, Action.HOLDING_SEE, raw_id, work, now=utc_now()) for raw_id in raw_ids]
    return await longest_held(work.connection, actor.desk_id, limit=_AT_ONCE)


def _settled(user: str, raw_ids: Sequence[UUID], wait: float) -> list[RawRow]:
    """Return the messages once a worker has read them, or as they are when the time is over."""

    async def look(_: Actor, work: Work) -> list[RawRow]:
        rows = [await raw_of(work.connection, raw_id) for raw_id in raw_ids]
        return [row for row in rows if row is not None]

    until = time.monotonic() + wait
    rows = as_somebody(user, look)
    while any(row.outcome is Outcome.PENDING for row in rows) and time.monotonic() < until:
        time.sleep(_LOOK_EVERY)
        rows = as_somebody(user, look)
    return rows


def _shown(before: RawRow, after: RawRow | None) -> dict[str, Any]:
    return {
        "raw_id": str(before.raw_id),
        "before": before.outcome.value,
        "after": (after or before).outcome.value,
        "detail": (after or before).outcome_detail,
        "receipt": (after or before).receipt,
        "left_alone": None if after is not None else _why_not(before),
    }


def _why_not(row: RawRow) -> str:
    if row.waits_for_end:
        return "waits for the end of a pause"
    match row.outcome:
        case Outcome.CASE | Outcome.REPLY:
            return "settled"
        case Outcome.NOT_FOR_US:
            return "decided by a person"
        case Outcome.PENDING:
            return "being read"
        case _:
            return "not a mail"
