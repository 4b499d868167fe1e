"""`desk balance`: what came in, what became of it, and what nobody can account for."""

from typing import Annotated, Any

import typer

from services.operations.cli.acting import looking
from services.operations.domain.balance import Balance, BalanceLine
from services.operations.handlers import balancing
from services.operations.settings import read_balance_patience
from services.operations.storage.work import Work
from services.operations.web.labels import LOST, word
from shared.cli.output import AsJson, say, table
from shared.web.pages import utc_now

balance_verb = typer.Typer()


@balance_verb.command(epilog="Example: desk balance --json")
def balance(
    full: Annotated[
        bool, typer.Option("--full", help="Compare all history, not only what came since all was settled.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Compare what the doors counted with what became of it; ids, states and receipt numbers, no content."""
    patience = read_balance_patience()

    async def look(work: Work) -> Balance:
        return await balancing.balance(work, at=utc_now(), patience=patience, full=full)

    found = looking(look)
    answer = {
        "at": found.at.isoformat(),
        "grace_seconds": int(patience.grace.total_seconds()),
        "even": found.even,
        "missing": found.missing,
        "lines": [_line_json(line) for line in found.lines],
        "held": [
            {
                "desk": box.desk_id,
                "count": box.count,
                "since": box.since.isoformat(),
                "longest_seconds": int((found.at - box.since).total_seconds()),
            }
            for box in found.held
        ],
    }
    say(answer, as_json=as_json, text=_text(found))


def _line_json(line: BalanceLine) -> dict[str, Any]:
    return {
        "account": line.account.value,
        "label": word(line.account),
        "place": line.place,
        "left": line.left,
        "right": line.right,
        "on_the_way": line.on_the_way,
        "parked": line.parked,
        "discarded": line.discarded,
        "missing": line.missing,
        "unexpected": line.unexpected,
        "became": {became.value: n for became, n in line.became.items()},
        "lost": [
            {"id": str(one.id), "receipt": one.receipt, "channel": one.channel, "at": one.at.isoformat()}
            for one in line.lost
        ],
        "what_can_be_done": word(LOST[line.account]) if line.missing else None,
    }


def _text(found: Balance) -> str:
    headings = ("LEFT", "RIGHT", "ON THE WAY", "PARKED", "DISCARDED", "MISSING", "ACCOUNT")
    rows = [
        (line.left, line.right, line.on_the_way, line.parked, line.discarded, line.missing, word(line.account))
        for line in found.lines
    ]
    parts = [table(rows, headings)]
    for line in found.lines:
        lost = [(one.receipt or "-", one.id, one.at.isoformat(timespec="seconds")) for one in line.lost]
        if lost:
            parts.append(f"{word(line.account)}: {word(LOST[line.account])}\n" + table(lost, ("RECEIPT", "ID", "AT")))
    parts += [f"{word('balance.held')}: {box.desk_id} {box.count}, {box.since:%Y-%m-%d %H:%M %Z}" for box in found.held]
    return "\n\n".join(parts)
