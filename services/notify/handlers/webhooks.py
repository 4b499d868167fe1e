"""Tell other systems what happened: noted with the fact, sent by a loop of its own, tried for days."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

import orjson
import structlog
from prometheus_client import Counter
from standardwebhooks import Webhook as Signature

from services.notify.domain.webhook import Answered, Delivery, Receiver, Trouble, moment
from services.notify.handlers.telling import Schemes
from services.notify.ports import Call, Line
from services.notify.storage.work import Work
from shared.database.errors import DatabaseAway
from shared.database.transactions import Transactions
from shared.events import Fact, Recorded
from shared.ids import new_id
from shared.messaging.issues import describe
from shared.unforeseen import UNFORESEEN

log = structlog.get_logger()
SENT: Final = Counter(
    "desk_webhooks_total", "Attempts to tell other systems of a fact.", ["desk", "webhook", "outcome"]
)
AT_ONCE: Final = 4
QUIET_SECONDS: Final = 1.0
TEST_TYPE: Final = "webhook.test"


def receivers_of(schemes: Schemes) -> list[Receiver]:
    """Return all receivers of all desks."""
    return [Receiver(desk_id=desk_id, webhook=hook) for desk_id, scheme in schemes.items() for hook in scheme.webhooks]


async def note_for_receivers(told: Sequence[Recorded[Fact]], work: Work, schemes: Schemes) -> None:
    """Note what each receiver is to be told of these facts."""
    await work.webhooks.record(
        [
            (Receiver(desk_id=one.desk_id, webhook=hook), one)
            for one in told
            if (scheme := schemes.get(one.desk_id)) is not None
            for hook in scheme.webhooks
            if hook.wants(one.type)
        ]
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Messenger:
    """Tells each receiver what is due, side by side: one that does not answer keeps no other waiting."""

    transactions: Transactions[Work]
    line: Line
    schemes: Schemes
    secrets: Mapping[str, str] = field(repr=False)
    clock: Callable[[], datetime]
    quiet_seconds: float = QUIET_SECONDS

    async def run(self) -> None:
        """Send until cancelled; a message that was being sent then is sent again, under the same id."""
        serving: dict[tuple[str, str], asyncio.Task[None]] = {}
        async with asyncio.TaskGroup() as tasks:
            while True:
                for receiver in receivers_of(self.schemes):
                    if receiver.key not in serving or serving[receiver.key].done():
                        serving[receiver.key] = tasks.create_task(self._serve(receiver))
                await asyncio.sleep(self.quiet_seconds)

    async def _serve(self, receiver: Receiver) -> None:
        """Send until nothing more is due for one receiver."""
        try:
            while await self.send_due(receiver):
                pass
        except DatabaseAway:
            return
        except UNFORESEEN as error:
            log.warning("webhook_left_behind", webhook=receiver.webhook.name, error=describe(error))

    async def send_due(self, receiver: Receiver) -> int:
        """Send what is due for one receiver now, note what came of it, and return how many there were."""
        async with self.transactions.begin() as work:
            due = await work.webhooks.claim(receiver, AT_ONCE, self.clock())
        answers = await asyncio.gather(*(self._send(receiver, delivery) for delivery in due))
        if due:
            async with self.transactions.begin() as work:
                for delivery, answer in zip(due, answers, strict=True):
                    if await work.webhooks.settle(receiver, delivery, answer, self.clock()):
                        log.warning("webhook_shut", desk=receiver.desk_id, webhook=receiver.webhook.name)
        return len(due)

    async def _send(self, receiver: Receiver, delivery: Delivery) -> Answered:
        answer = await signed(receiver, str(delivery.event_id), delivery.body, self.line, self.secrets, self.clock())
        outcome = "delivered" if answer.trouble is None else answer.trouble.value
        SENT.labels(desk=receiver.desk_id, webhook=receiver.webhook.name, outcome=outcome).inc()
        return answer


async def try_out(receiver: Receiver, line: Line, secrets: Mapping[str, str], now: datetime) -> Answered:
    """Send one message that tells of nothing, now and once."""
    body = orjson.dumps({"type": TEST_TYPE, "timestamp": moment(now), "data": {"desk_id": receiver.desk_id}})
    return await signed(receiver, str(new_id()), body.decode(), line, secrets, now)


async def signed(
    receiver: Receiver, message_id: str, body: str, line: Line, secrets: Mapping[str, str], now: datetime
) -> Answered:
    """Sign a message as Standard Webhooks asks and send it; without a secret nothing leaves the house.

    While a secret is changed there are two, and a receiver that knows either of them trusts the message.
    """
    secret = secrets.get(".".join(receiver.key)) or secrets.get(receiver.webhook.name)
    if not secret:
        return Answered(trouble=Trouble.NO_SECRET)
    at = now.astimezone(UTC)
    headers = {
        "content-type": "application/json",
        "user-agent": "renkei-desk",
        "webhook-id": message_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(Signature(one).sign(message_id, at, body) for one in secret.split()),
    }
    return await line.send(
        Call(url=receiver.webhook.url, headers=headers, body=body.encode(), allow=receiver.webhook.allow)
    )
