"""Whoever holds the secret link of an offer: what that opens, and for how long."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from starlette.requests import Request

from services.routing.storage.party_offers import Place, place_of
from services.routing.storage.work import RoutingWork
from shared.database.transactions import DatabaseActor, Transactions
from shared.links import WrongLink, check_offer_token, offer_of

COOKIE: Final = "desk_offer"
# Long enough to read what is asked, talk to somebody and write an answer.
COOKIE_SECONDS: Final = 7200
_MAX_TOKEN: Final = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkAccess:
    """Opens transactions as whoever holds the link of an offer."""

    transactions: Transactions[RoutingWork]
    link_secret: str = field(repr=False)
    cookie_secure: bool

    @asynccontextmanager
    async def begin(self, token: str, *, kind: str = "addressee") -> AsyncIterator[tuple[RoutingWork, Place]]:
        """Begin a transaction that sees what the link is for; raise WrongLink."""
        if len(token) > _MAX_TOKEN:
            raise WrongLink
        offer_id: UUID = offer_of(token)
        check_offer_token(self.link_secret, token)
        async with self.transactions.begin(DatabaseActor(kind=kind, offer=offer_id)) as work:
            place = await place_of(work.connection, offer_id)
            if place is None:
                raise WrongLink
            yield work, place


def token_of(request: Request) -> str:
    """Return the secret a browser brings; empty where it brings none."""
    return request.cookies.get(COOKIE, "")
