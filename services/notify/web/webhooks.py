"""The page about the systems a desk tells of what happens, for those who keep the house running."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from services.notify.domain.webhook import Trouble
from services.notify.handlers.standing import receiver_named, receivers_of_desk, send_again, standings
from services.notify.handlers.telling import Schemes
from services.notify.storage.work import Work
from shared.access.actor import Actor
from shared.access.policy import Action, can
from shared.access.rows import as_database_actor
from shared.access.web import CurrentActor
from shared.database.transactions import Transactions
from shared.web.csrf import CsrfProtected
from shared.web.labels import Audience
from shared.web.pages import pages_of, see_other, utc_now

TROUBLE_WORDS = {
    Trouble.UNREACHABLE: "つながりません",
    Trouble.NOT_ALLOWED: "許可されていない宛先につながります",
    Trouble.REFUSED: "受け取らないという応答です",
    Trouble.GONE: "受け取りをやめたという応答です",
    Trouble.NO_SECRET: "署名の鍵が設定されていません",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookAccess:
    """Opens transactions as a person, and knows the receivers."""

    transactions: Transactions[Work]
    schemes: Schemes

    @asynccontextmanager
    async def begin(self, actor: Actor) -> AsyncIterator[Work]:
        """Begin a transaction whose row-level security knows *actor*."""
        async with self.transactions.begin(as_database_actor(actor)) as work:
            yield work


def webhook_pages(access: WebhookAccess) -> APIRouter:
    """Return the page and its one act."""
    router = APIRouter(include_in_schema=False)

    @router.get("/inbox/webhooks")
    async def webhooks(request: Request, actor: CurrentActor) -> Response:
        receivers = receivers_of_desk(access.schemes, actor.desk_id)
        async with access.begin(actor) as work:
            found = await standings(work, actor, receivers)
        values = {
            "lines": list(zip(receivers, found, strict=True)),
            "trouble_words": TROUBLE_WORDS,
            "may_send": can(actor, Action.DELIVERY_REPLAY),
        }
        return pages_of(request).speaking_to(Audience.STAFF).render(request, "notify/webhooks.html", values)

    @router.post("/inbox/webhooks/{name}/again")
    async def again(request: Request, name: str, actor: CurrentActor, _: CsrfProtected) -> Response:
        receiver = receiver_named(name, receivers_of_desk(access.schemes, actor.desk_id))
        async with access.begin(actor) as work:
            await send_again(work, actor, receiver, utc_now())
        return see_other(request, "/inbox/webhooks")

    return router
