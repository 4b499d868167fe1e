"""Bring together what outsiders see: proposers while it happens, everybody at the end."""

import asyncio
import json
import random
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from tests.faults.checker import Clients
from tests.faults.journal import What, entries, lines
from tests.faults.look import stage_on_page
from tests.faults.seen import Case, Copy, Look, Notice, Seen, Step, Undelivered
from tests.faults.town import Town

EVERY_S: Final = 0.7
# On a machine that does other work, too, a page may be late once.
LOOKS: Final = 3
FINAL_LOOKS: Final = 150
_LOOKED_AT_ONCE: Final = 6


@dataclass(slots=True, kw_only=True)
class Proposers:
    """Proposers who look at their pages again and again, those most often whose case moves."""

    town: Town
    looks: list[Look] = field(default_factory=list)
    _chance: random.Random = field(default_factory=lambda: random.Random(1))

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            await asyncio.sleep(EVERY_S)
            pages = self.pages()
            moving = [page for receipt, page in pages.items() if receipt in self._moving()]
            if moving:
                await self._look(self._chance.choice(moving), final=False)

    async def look_at_the_end(self) -> None:
        """Look once at the pages of all cases that moved and at some of the others."""
        pages, moving = self.pages(), self._moving()
        chosen = [page for receipt, page in pages.items() if receipt in moving]
        rest = [page for receipt, page in pages.items() if receipt not in moving]
        chosen += self._chance.sample(rest, k=min(len(rest), FINAL_LOOKS))
        gate = asyncio.Semaphore(_LOOKED_AT_ONCE)

        async def one(page: str) -> None:
            async with gate:
                await self._look(page, final=True)

        await asyncio.gather(*(one(page) for page in chosen))

    def pages(self) -> dict[str, str]:
        """Return the addresses of proposers' pages by receipt, as the programs were told them."""
        told = entries(self.town.home.glob("journal-h*.jsonl"))
        return {one.receipt: one.status_url for one in told if one.receipt and one.status_url}

    def _moving(self) -> set[str]:
        return {one.key for one in entries([self.town.home / "journal-people.jsonl"]) if one.what is What.OK}

    async def _look(self, page: str, *, final: bool) -> None:
        seen = await asyncio.to_thread(stage_on_page, page)
        if seen is not None:
            self.looks.append(Look(at=time.time(), receipt=seen[0], stage=seen[1], final=final))


async def gather(town: Town, clients: Clients, proposers: Proposers, *, canary: str, at_rest: bool) -> Seen:
    """Return everything an outsider sees now; raise RuntimeError when nobody could look, however often."""
    out = town.home / "seen.json"
    for _ in range(LOOKS):
        looking = town.helper("look", "--out", str(out))
        if await asyncio.to_thread(looking.wait) == 0:
            break
    else:
        raise RuntimeError("nobody could look at the desk; helpers.log says why")
    said = json.loads(out.read_text(encoding="utf-8"))
    await proposers.look_at_the_end()
    cases = tuple(_case(case) for case in said["cases"])
    return Seen(
        cases=cases,
        notices=tuple(Notice(**notice) for notice in said["notices"]),
        copies=copies(town.sink_record),
        looks=tuple(proposers.looks),
        undelivered=await asyncio.to_thread(_undelivered, town),
        outcomes=await asyncio.to_thread(_outcomes, town, clients, {case.key for case in cases}),
        received_in_public=said["received_in_public"],
        canaries=tuple(await asyncio.to_thread(_places_with, canary, town)),
        at_rest=at_rest,
    )


def _case(said: dict[str, Any]) -> Case:
    return Case(**said | {"history": tuple(Step(**step) for step in said["history"])})


def copies(record: Path) -> tuple[Copy, ...]:
    """Return every mail the sink says it took."""
    return tuple(
        Copy(to=to, message_id=line["message_id"], answered=line["answered"], reply=line["reply"])
        for line in lines(record)
        for to in line["to"]
    )


def _undelivered(town: Town) -> tuple[Undelivered, ...]:
    unsettled = town.verb("retrying", "list")
    found = [*town.verb("parked", "list")["parked"], *unsettled["retrying"], *unsettled["waiting"]]
    return tuple(Undelivered(reader=one["reader"], event_id=one["event_id"], state=one["state"]) for one in found)


def _outcomes(town: Town, clients: Clients, found: set[str | None]) -> dict[str, str]:
    missing = [raw_id for key, ids in clients.held_back.items() if key not in found for raw_id in ids]
    return {raw_id: town.verb("mail", "show", raw_id, "--as", "desk-minami")["state"] for raw_id in missing[:20]}


def _places_with(canary: str, town: Town) -> list[str]:
    """Return the files of logs and of the broker in which a proposer's word stands."""
    folders = [town.home / "log", town.engines.home / "rabbitmq"]
    files = [file for folder in folders for file in folder.rglob("*") if file.is_file()]
    files.append(town.home / "town.log")
    return [file.name for file in files
            if canary.encode() in file.read_bytes()]  # fmt: skip
