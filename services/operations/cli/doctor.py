"""`desk doctor`: one examination of everything the desk stands on."""

import asyncio
from dataclasses import asdict

import typer

from services.operations.domain.examination import Result, all_well
from services.operations.handlers.doctor import examine
from shared.cli.output import AsJson, say
from shared.service import services

doctor_verb = typer.Typer()
_SIGNS = {Result.OK: "正常", Result.WARN: "注意", Result.FAIL: "異常"}


@doctor_verb.command(epilog="Example: desk doctor --json")
def doctor(as_json: AsJson = False) -> None:
    """Examine settings, database, broker, queues, disk, clock, pages and mail; exit 1 when something has failed."""
    examined = asyncio.run(examine(services()))
    well = all_well(examined)
    lines = [
        f"[{_SIGNS[one.result]}] {one.name}: {one.message}" + (f"\n       → {one.what_to_do}" if one.what_to_do else "")
        for one in examined
    ]
    say({"ok": well, "checks": [asdict(one) for one in examined]}, as_json=as_json, text="\n".join(lines))
    if not well:
        raise typer.Exit(1)
