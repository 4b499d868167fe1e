"""What befalls the town, in lanes that run beside each other; the same seed plans the same misfortunes."""

import asyncio
import random
from collections import Counter
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from subprocess import SubprocessError
from typing import Any, Final

import asyncpg
import httpx2 as httpx

from deploy.local.trouble import Trouble
from shared.failpoints import Failpoint
from tests.faults.deaths import Deaths
from tests.faults.engine_faults import Brokers, Databases
from tests.faults.mischief import TROUBLES, Mischief
from tests.faults.town import Town
from tests.faults.traps import Traps
from tests.shared.messaging.proxy import Proxy
from tests.waiting import until

ENGINE_TROUBLES: Final = (asyncpg.PostgresError, asyncpg.InterfaceError, httpx.HTTPError, SubprocessError, Trouble)
Fault = Callable[[], Coroutine[Any, Any, None]]
# So often a kill waits until the desk has recovered from what came before, for so many seconds at most.
MERCY: Final = 0.7
WHOLE_S: Final = 15.0
# The named places go on dying for a while when the rest is over: only a whole desk reaches them all.
TRAPS_LONGER: Final = 0.3
RARE: Final = frozenset(
    {Failpoint.ISSUE_RECORDED, Failpoint.RETRY_CLAIMED, Failpoint.RECONCILER_QUEUED, Failpoint.DEAD_LETTER_COPIED}
)


@dataclass(slots=True, kw_only=True)
class Misfortunes:
    """All lanes over *seconds*, planned from *seed*."""

    town: Town
    seed: int
    seconds: float
    count: Counter[str] = field(default_factory=Counter)
    trouble: Counter[str] = field(default_factory=Counter)
    traps: Traps = field(init=False)
    mischief: Mischief = field(init=False)
    deaths: Deaths = field(init=False)

    def __post_init__(self) -> None:
        self.traps = Traps(folder=self.town.failpoints, whole=self.town.is_ready, chance=self._chance("traps"))
        self.mischief = Mischief(town=self.town, chance=self._chance("mischief"), count=self.count)
        self.deaths = Deaths(town=self.town, chance=self._chance("deaths"), count=self.count)

    def _chance(self, lane: str) -> random.Random:
        return random.Random(f"{self.seed}-{lane}")

    async def run(self) -> None:
        """Let everything happen, and return when the last lane has ended."""
        databases = Databases(town=self.town, count=self.count)
        brokers = Brokers(town=self.town, deaths=self.deaths, count=self.count)
        async with asyncio.TaskGroup() as lanes:
            lanes.create_task(self.traps.run(seconds=self.seconds, longer=self.seconds * TRAPS_LONGER, rare=RARE))
            lanes.create_task(self._lane("killing", self._killing()))
            lanes.create_task(self._lane("broker", self._broker(brokers)))
            lanes.create_task(self._lane("database", self._database(databases)))
            lanes.create_task(self._lane("network", self._network()))
            lanes.create_task(self._lane("mischief", self._mischief()))
            lanes.create_task(self._sink())

    async def _lane(self, name: str, faults: Sequence[Fault]) -> None:
        """Let *faults* happen in their order, spread over the time; one that cannot happen now is counted."""
        chance = self._chance(name)
        loop = asyncio.get_running_loop()
        began = loop.time()
        step = self.seconds / (len(faults) + 1)
        for number, fault in enumerate(faults, start=1):
            due = began + step * (number + chance.uniform(-0.3, 0.3))
            await asyncio.sleep(max(0.0, due - loop.time()))
            if name == "killing" and chance.random() < MERCY:
                with suppress(AssertionError):
                    await until(self.town.is_ready, seconds=WHOLE_S)
            while loop.time() < began + self.seconds:
                self._note(name, fault)
                try:
                    await fault()
                    break
                except (*TROUBLES, *ENGINE_TROUBLES) as error:
                    # Another misfortune stands in its way: it comes a little later.
                    self.trouble[f"{name}: {type(error).__name__}"] += 1
                    await asyncio.sleep(1)

    def _note(self, lane: str, fault: Fault) -> None:
        """Write down what begins now, for whoever has to understand a run."""
        with (self.town.home / "misfortunes.log").open("a", encoding="utf-8") as file:
            file.write(f"{datetime.now(UTC):%H:%M:%S.%f} {lane} {fault.__name__}\n")

    def _killing(self) -> list[Fault]:
        number = round(self.seconds / 7)
        some: list[Fault] = [self.deaths.of_a_part] * number + [self.deaths.of_a_pool_worker] * (number // 6)
        self._chance("kills").shuffle(some)
        some.insert(len(some) // 3, self.deaths.of_the_supervisor)
        some.insert(2 * len(some) // 3, self.deaths.clean_restart)
        return some

    def _broker(self, brokers: Brokers) -> list[Fault]:
        async def lose() -> None:
            await brokers.lose_queues("notify")

        return [
            brokers.hang_up,
            lose,
            brokers.restart,
            brokers.die_while_set_up,
            brokers.forget_everything,
            brokers.lose_rights,
            brokers.die,
            lose,
            brokers.hang_up,
        ]

    def _database(self, databases: Databases) -> list[Fault]:
        async def refuse_notices() -> None:
            await databases.refuse_rows("notify", "notification", seconds=3)

        async def refuse_cases() -> None:
            await databases.refuse_rows("routing", "desk_case", seconds=2)

        storms: list[Fault] = [databases.end_backends] * 4
        return [refuse_notices, *storms[:2], databases.immediate_restart, refuse_cases, *storms[2:],
                databases.immediate_restart]  # fmt: skip

    def _network(self) -> list[Fault]:
        faults: list[Fault] = []
        for name, network in (("database", self.town.database_network), ("broker", self.town.broker_network)):
            faults += [self._cut(name, network), self._silence(name, network), self._strand(name, network)]
        self._chance("cuts").shuffle(faults)
        return faults

    def _cut(self, name: str, network: Proxy) -> Fault:
        async def cut() -> None:
            await network.cut()
            await asyncio.sleep(3)
            await network.open()
            self.count[f"{name}_network_cut"] += 1

        return cut

    def _silence(self, name: str, network: Proxy) -> Fault:
        async def silence() -> None:
            network.silence()
            await asyncio.sleep(6)
            network.let_answer()
            self.count[f"{name}_network_silent"] += 1

        return silence

    def _strand(self, name: str, network: Proxy) -> Fault:
        async def strand() -> None:
            await network.strand()
            self.count[f"{name}_network_half_open"] += 1

        return strand

    def _mischief(self) -> list[Fault]:
        third = max(2, round(self.seconds / 10))
        some: list[Fault] = [self.mischief.copies] * third + [self.mischief.poison] * third
        some += [self.mischief.reject] * (third // 2)
        self._chance("mischiefs").shuffle(some)
        return some

    async def _sink(self) -> None:
        """Let the mail server refuse for a moment, and die some times between its record and its 250.

        All within the first minute, so that the tries after the first failed one find it well again.
        """
        chance = self._chance("sink")
        mood = self.town.sink_mood
        await asyncio.sleep(self.seconds * chance.uniform(0.1, 0.2))
        mood.write_text("refuse", encoding="utf-8")
        await asyncio.sleep(4)
        self.count["sink_refusing"] += 1
        for _ in range(3):
            mood.write_text("die", encoding="utf-8")
            with suppress(AssertionError):
                await until(lambda: mood.read_text(encoding="utf-8") == "keep", seconds=10)
                self.count["sink_death_before_its_250"] += 1
        mood.write_text("keep", encoding="utf-8")
