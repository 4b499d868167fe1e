"""A broker whose queues and alarms are what a test says."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from services.operations.domain.queues import House
from services.operations.ports import ManagementAway, ManagementRefuses, QueueAtBroker


@dataclass(slots=True)
class BrokerOnPaper:
    """Stands in for the management interface where a test needs figures of the very moment."""

    found: dict[str, QueueAtBroker] = field(default_factory=dict)
    raised: tuple[str, ...] = ()
    held: int = 0
    management: bool = True
    rights: bool = True
    alive: bool = True

    async def queues(self) -> Mapping[str, QueueAtBroker]:
        if not self.management:
            raise ManagementAway
        if not self.rights:
            raise ManagementRefuses
        return self.found

    async def alarms(self) -> tuple[str, ...]:
        return self.raised

    async def blocked(self) -> int:
        return self.held

    async def answers(self) -> bool:
        return self.alive

    def say(self, queue: str, *, depth: int = 0, unacked: int = 0, consumers: int = 1, measured: bool = True) -> None:
        """Let one queue look like this from now on."""
        self.found[queue] = QueueAtBroker(
            name=queue, depth=depth, unacked=unacked, consumers=consumers, arguments={}, measured=measured
        )

    def stall(self, queue: str) -> None:
        """Let one queue be known by name and do nothing from now on."""
        self.found[queue] = QueueAtBroker(
            name=queue, depth=0, unacked=0, consumers=0, arguments={}, measured=False, works=False
        )


def healthy(house: House, *, consumers: int = 1) -> BrokerOnPaper:
    """Return a broker with every queue there and empty."""
    broker = BrokerOnPaper()
    for name in house.queues:
        broker.say(name, consumers=consumers)
    return broker
