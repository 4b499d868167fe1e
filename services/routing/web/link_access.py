"""Whoever holds the secret link of an offer: what that opens, and for how long."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from typing import Final
from uuid import UUID

from starlette.requests import Request

from services.routing.handlers.answering_by_link import Visit
from services.routing.storage.party_offers import Place, place_of
from services.routing.storage.work import RoutingWork
from shared.database.transactions import DatabaseActor, Transactions
from shared.errors import Refused
from shared.links import WrongLink, check_offer_token, offer_of

COOKIE: Final = "desk_offer"
# Long enough to read what is asked, talk to somebody and write an answer.
COOKIE_SECONDS: Final = 7200
_MAX_TOKEN: Final = 64


class LinkReplaced(Refused):
    """A newer link was sent since; *last* says that this is the one before it."""

    http_status = HTTPStatus.GONE
    public_message = "このリンクは、新しいリンクに替わったため、使えなくなりました。"

    def __init__(self, desk_id: str, *, last: bool) -> None:
        """Keep whose link it was, and whether it may ask for a new one."""
        super().__init__()
        self.desk_id = desk_id
        self.last = last


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkAccess:
    """Opens transactions as whoever holds the link of an offer."""

    transactions: Transactions[RoutingWork]
    link_secret: str = field(repr=False)
    cookie_secure: bool

    @asynccontextmanager
    async def begin(
        self, token: str, *, kind: str = "addressee", replaced: bool = False
    ) -> AsyncIterator[tuple[RoutingWork, Place]]:
        """Begin a transaction that sees what the link is for; raise WrongLink or LinkReplaced.

        With *replaced* the link is the one before the newest, which can ask for a new one and for nothing else.
        """
        if len(token) > _MAX_TOKEN:
            raise WrongLink
        offer_id: UUID = offer_of(token)
        async with self.transactions.begin(DatabaseActor(kind=kind, offer=offer_id)) as work:
            place = await place_of(work.connection, offer_id)
            if place is None:
                raise WrongLink
            if (number := self._number(token, place)) != place.link - replaced:
                raise LinkReplaced(place.desk_id, last=number == place.link - 1)
            yield work, place

    def _number(self, token: str, place: Place) -> int:
        """Return which of the links of an offer this is; raise WrongLink where it was never one."""
        for number in range(place.link, 0, -1):
            with suppress(WrongLink):
                check_offer_token(self.link_secret, token, number)
                return number
        raise WrongLink


def token_of(request: Request) -> str:
    """Return the secret a browser brings; empty where it brings none."""
    return request.cookies.get(COOKIE, "")


def visit_of(place: Place, at: datetime) -> Visit:
    """Return who acts by a link, and when."""
    return Visit(desk_id=place.desk_id, receipt=place.receipt, offer_id=place.offer_id, party_id=place.party_id, at=at)
