"""The inbox, one click from a notification to its case, and the list of outgoing mails."""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.requests import Request
from starlette.responses import Response

from services.notify.domain.mail import REPEATABLE
from services.notify.domain.notification import DESK, FAREWELLS, URGENT
from services.notify.handlers import inbox as handlers
from services.notify.handlers.telling import Schemes
from services.notify.web.said import InboxSaid
from services.notify.web.seen import Seen
from services.notify.web.texts import texts_router
from services.notify.web.views import day_word, inbox_json, place_from, place_text, sentence_of, target_of
from services.notify.web.wishes import wishes_router
from shared.access.actor import Actor, Role
from shared.access.policy import Action, can
from shared.access.web import CurrentActor
from shared.database.transactions import Transactions
from shared.ledger_numbers import kind_in
from shared.web.api import refusals
from shared.web.csrf import CsrfProtected
from shared.web.labels import Audience
from shared.web.pages import Pages, pages_of, see_other, utc_now

Show = Annotated[str, Query(pattern="^(unread|all|troubled)$")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which part of whose inbox the address asks for."""

    show: Annotated[
        Show, Query(title="見る範囲", description="all（すべて）、unread（未読）、troubled（問題のあるメールだけ）。")
    ] = "all"
    department: Annotated[str, Query(title="課", description="課の符号。ないときは自分の受信箱。")] = ""
    after: Annotated[str, Query(title="続きの位置", description="前の応答の after の値。")] = ""

    async def shown_to(self, actor: Actor, connection: AsyncConnection) -> handlers.Inbox:
        """Return that part, if this person may see it; the look is noted."""
        return await handlers.show_inbox(
            connection,
            actor,
            handlers.inbox_of(actor, self.department),
            now=utc_now(),
            unread_only=self.show == "unread",
            after=place_from(self.after),
        )


AskedDep = Annotated[Asked, Depends()]


def inbox_router(transactions: Transactions[AsyncConnection], schemes: Schemes) -> APIRouter:
    """Return the routes under /inbox and /api/inbox; each works in one transaction as the person who asks."""
    router = APIRouter()
    seen_by = Seen(transactions)
    _add_inbox(router, seen_by)
    _add_mails(router, seen_by)
    router.include_router(wishes_router(seen_by))
    router.include_router(texts_router(seen_by, schemes))
    return router


def _add_inbox(router: APIRouter, seen_by: Seen) -> None:
    @router.get("/inbox", response_model=None)
    async def inbox(request: Request, actor: CurrentActor, asked: AskedDep) -> Response:
        async with seen_by(actor) as connection:
            page = await asked.shown_to(actor, connection)
        values = {
            "inbox": page,
            "show": asked.show,
            "department": asked.department,
            "after": asked.after,
            "next": place_text(page.after),
            "day_word": day_word,
            "sentence_of": lambda row: sentence_of(row, page.sentences),
            "target_of": lambda row: target_of(row, guest_of=_guest_of(actor)),
            "is_item": lambda number: kind_in(number) is not None,
            "urgent": URGENT,
            "farewells": FAREWELLS,
            "is_desk": page.recipient == DESK,
        }
        return _staff(request).render(request, "notify/inbox.html", values, block="inbox")

    @router.post("/inbox/{notification_id}/read", response_model=None)
    async def read(request: Request, notification_id: UUID, actor: CurrentActor, _: CsrfProtected) -> Response:
        async with seen_by(actor) as connection:
            row = await handlers.read_one(connection, actor, notification_id, now=utc_now())
        return see_other(request, target_of(row, guest_of=_guest_of(actor)) or "/inbox")

    @router.get(
        "/api/inbox",
        tags=["受信箱"],
        summary="受信箱",
        description="自分の課、またはデスクの受信箱。画面で開いたときと同じく記録されます。",
        operation_id="listInbox",
        responses=refusals(401, 403, 422, 503),
    )
    async def inbox_for_machines(actor: CurrentActor, asked: AskedDep) -> InboxSaid:
        async with seen_by(actor) as connection:
            shown = await asked.shown_to(actor, connection)
        return InboxSaid.model_validate(inbox_json(shown, guest_of=_guest_of(actor)))


def _add_mails(router: APIRouter, seen_by: Seen) -> None:
    @router.get("/inbox/mails", response_model=None)
    async def mails(request: Request, actor: CurrentActor, show: Show = "all", before: UUID | None = None) -> Response:
        async with seen_by(actor) as connection:
            page = await handlers.show_mails(
                connection, actor, now=utc_now(), troubled_only=show == "troubled", before=before
            )
        repeatable = REPEATABLE if can(actor, Action.MAIL_SEND_AGAIN) else frozenset()
        values = {"mails": page, "show": show, "repeatable": repeatable}
        return _staff(request).render(request, "notify/mails.html", values)

    @router.post("/inbox/mails/{send_id}/again", response_model=None)
    async def again(request: Request, send_id: UUID, actor: CurrentActor, _: CsrfProtected) -> Response:
        async with seen_by(actor) as connection:
            await handlers.send_again(connection, actor, send_id)
        return see_other(request, "/inbox/mails")


def _guest_of(actor: Actor) -> str | None:
    """Return the desk at which somebody is a guest of a municipality; None for whoever belongs to its office."""
    return actor.desk_id if actor.has(Role.MUNICIPALITY) else None


def _staff(request: Request) -> Pages:
    return pages_of(request).speaking_to(Audience.STAFF)
