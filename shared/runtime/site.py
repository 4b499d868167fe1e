"""The pages of one service as an application: frame, sign-in, database as the web role, and its relay."""

import asyncio
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import structlog
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from starlette.requests import Request

from shared.access.actor import Actor
from shared.access.web import SIGN_IN_PATH, SIGN_OUT_PATH, Access, guard, signed_in_person
from shared.database.engine import make_engine
from shared.database.transactions import Transactions
from shared.messaging.publisher import Publisher
from shared.messaging.relay import Relay
from shared.messaging.tables import MessagingTables
from shared.runtime.checks import database_answers
from shared.runtime.menu import MENU
from shared.scheme.in_force import SchemesInForce
from shared.scheme.model import DeskScheme
from shared.settings import ServiceSettings
from shared.steps import lasting
from shared.web.app import create_app
from shared.web.csrf import Csrf
from shared.web.frame import Frame
from shared.web.health import Check
from shared.web.labels import Catalogue

log = structlog.get_logger()
MEBIBYTE = 1024 * 1024
Job = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """An application and what its handlers need; `relay` is None when the service tells nothing from its pages."""

    app: FastAPI
    engine: AsyncEngine
    relay: Relay | None
    checks: dict[str, Check]

    def wake(self) -> None:
        """Let the relay look at the outbox now."""
        if self.relay is not None:
            self.relay.wake()


def make_site(
    settings: ServiceSettings,
    schemes: SchemesInForce,
    *,
    templates: Sequence[Path],
    messaging: MessagingTables | None,
    labels: Catalogue | None = None,
    max_body_bytes: int = MEBIBYTE,
) -> Site:
    """Build the application of one service; nothing connects before its lifespan begins."""
    secret = settings.installation.session_secret.encode()
    secure = settings.installation.cookie_secure
    engine = make_engine(settings.web_url, name=f"desk-{settings.service}-web")
    publisher = Publisher(settings.amqp_url, name=f"{settings.service}-web")
    relay = None if messaging is None else Relay(settings.service, engine, messaging, publisher)

    running: list[asyncio.Task[None]] = []

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        await schemes.catch_up(Transactions(engine, lambda connection: connection))
        jobs: list[Job] = [partial(schemes.follow, engine), *([] if relay is None else [relay.run])]
        running[:] = [asyncio.create_task(lasting(job)) for job in jobs]
        for task in running:
            task.add_done_callback(_end_the_process_with)
        try:
            yield
        finally:
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)
            await publisher.close()
            await engine.dispose()

    async def relay_runs() -> bool:
        return not any(task.done() for task in running)

    app = create_app(
        title=f"{schemes.front.name} {settings.service}",
        templates=templates,
        lifespan=lifespan,
        frame=frame_for(schemes),
        frame_of=lambda request: frame_for(schemes, request),
        csrf=Csrf(secret=secret, secure=secure),
        labels=labels,
        max_body_bytes=max_body_bytes,
    )

    def begin() -> AbstractAsyncContextManager[AsyncConnection]:
        return engine.begin()

    guard(app, Access(begin=begin, secret=secret, cookie_secure=secure, home="/inbox"))
    return Site(app=app, engine=engine, relay=relay, checks={"database": database_answers(engine), "relay": relay_runs})


def _end_the_process_with(job: asyncio.Task[None]) -> None:
    """Pages without a relay would record facts that nobody carries: whoever supervises starts the process anew."""
    if not job.cancelled() and job.exception() is not None:
        log.error("job_ended", error_class=type(job.exception()).__name__)
        signal.raise_signal(signal.SIGTERM)


def frame_for(schemes: SchemesInForce, request: Request | None = None) -> Frame:
    """Return what stands around every page of a desk: the one that is asked, that of who is signed in, or the front."""
    scheme = schemes.front if request is None else _desk_of(schemes, request)
    return Frame(
        desk_name=scheme.name,
        organisation=scheme.prefecture,
        home_url=f"{schemes.path(scheme.desk_id)}/",
        contact=f"{scheme.department_name} 電話 {scheme.contact.phone}",
        menu=MENU,
        user=None if request is None else signed_in_person(request),
        sign_in_url=SIGN_IN_PATH,
        sign_out_url=SIGN_OUT_PATH,
    )


def ask_for_desk(request: Request, desk_id: str) -> None:
    """Let what stands around the answer be that of this desk, whoever is signed in."""
    request.state.asked_desk = desk_id


def _desk_of(schemes: SchemesInForce, request: Request) -> DeskScheme:
    actor: Actor | None = getattr(request.state, "actor", None)
    asked: str = getattr(request.state, "asked_desk", "") or (actor.desk_id if actor else "")
    return schemes.get(asked) or schemes.front
