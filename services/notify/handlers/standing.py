"""How it stands with the systems a desk tells of what happens, for those who keep the house running."""

from collections.abc import Sequence
from datetime import datetime

from services.notify.domain.webhook import Receiver
from services.notify.handlers.telling import Schemes
from services.notify.handlers.webhooks import receivers_of
from services.notify.storage.webhooks import Standing
from services.notify.storage.work import Work
from shared.access.actor import Actor
from shared.access.policy import Action, require
from shared.errors import Missing


class NoSuchWebhook(Missing):
    """The desk's scheme names no webhook of this name."""

    public_message = "この名前の通知先は、デスクの設定にありません。"


def receivers_of_desk(schemes: Schemes, desk_id: str) -> list[Receiver]:
    """Return the receivers of one desk, in the order of its scheme."""
    return [one for one in receivers_of(schemes) if one.desk_id == desk_id]


def receiver_named(name: str, receivers: Sequence[Receiver]) -> Receiver:
    """Return the receiver of this name; raise NoSuchWebhook."""
    found = next((one for one in receivers if one.webhook.name == name), None)
    if found is None:
        raise NoSuchWebhook
    return found


async def standings(work: Work, actor: Actor, receivers: Sequence[Receiver]) -> list[Standing]:
    """Return how it stands with the receivers of the actor's desk; raise NotAllowed."""
    require(actor, Action.DELIVERY_SEE)
    return await work.webhooks.standings(actor.desk_id, [one.webhook.name for one in receivers])


async def send_again(work: Work, actor: Actor, receiver: Receiver, now: datetime) -> int:
    """Open a receiver again and return how many messages it is sent now; raise NotAllowed."""
    require(actor, Action.DELIVERY_REPLAY)
    return await work.webhooks.again(*receiver.key, now)
