"""Publication on a real database, with what routing approved in routing's own tables."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

import httpx2 as httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import MetaData
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.publication.consumers import readers
from services.publication.storage.work import work_on
from services.publication.web.desk import Register
from services.publication.web.labels import LABELS
from services.publication.web.register import register_pages
from services.publication.wiring import TEMPLATES
from shared.documents import DocumentKind, Documents, KeeperKind, Keyring, NewDocument, NewKeeper
from shared.documents.public import PublicContent, PublicWord
from shared.documents.tables import document_tables
from shared.events import CallPublished, Fact, ForumAnnounced, PublicationApproved, Recorded
from shared.ids import new_id
from shared.runtime.site import frame_for
from shared.scheme.in_force import SchemesInForce
from shared.scheme.load import load_scheme
from shared.settings import PROJECT, ServiceSettings
from shared.web.app import create_app
from tests.conftest import MASTER_KEY
from tests.kept_engines import kept_engine
from tests.publication.facts import NOVEMBER, approved, call, forum, recorded

KEYRING = Keyring(MASTER_KEY)
SCHEME = load_scheme(PROJECT / "deploy" / "desks" / "miono.toml")
OTHER_SCHEME = SCHEME.model_copy(update={"desk_id": "other", "name": "もう一つの窓口"})
WEB_URL = "https://desk.example"
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 16
_ROUTING = document_tables(MetaData(schema="routing"))


def content(title: str = "港の清掃をドローンで", **more: Any) -> PublicContent:
    said = {
        "summary": "みなと町の海岸を、企業と県が一緒に清掃します。",
        "categories": [PublicWord(code="environment", words="環境")],
        "form": PublicWord(code="project", words="事業連携協定"),
        "fiscal_year": 2026,
        "partners": ["みお海運株式会社"],
        "departments": ["環境政策課"],
    }
    return PublicContent(title=title, **(said | more))


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """What routing approves, and publication hears."""

    routing: AsyncEngine
    worker: AsyncEngine

    async def written(self, words: PublicContent, *pictures: bytes, media_type: str = "image/png") -> list[UUID]:
        """Seal content and pictures as routing does, and return their ids."""
        keeper = NewKeeper(keeper_id=new_id(), kind=KeeperKind.LEDGER, desk_id="miono")
        parts = [(DocumentKind.PUBLIC, words.to_bytes(), "application/json")]
        parts += [(DocumentKind.PICTURE, one, media_type) for one in pictures]
        new = [
            NewDocument(
                kind=kind,
                content=body,
                keeper_id=keeper.keeper_id,
                keeper_kind=keeper.kind,
                desk_id="miono",
                media_type=type_,
            )
            for kind, body, type_ in parts
        ]
        async with self.routing.begin() as connection:
            documents = Documents(connection, _ROUTING, KEYRING)
            await documents.create_keepers([keeper])
            return await documents.write_all(new)

    async def hear(self, *facts: Recorded[Fact], now: datetime = NOVEMBER) -> None:
        """Let every reader hear the facts, each in a transaction of its own."""
        for fact in facts:
            async with self.worker.begin() as connection:
                for reader in readers(lambda: now):
                    await reader.handle([fact], work_on(connection, KEYRING))

    async def show(
        self, fact: Fact, words: PublicContent | None = None, *pictures: bytes, **more: Any
    ) -> Recorded[Fact]:
        """Approve and hear; return the fact, whose content is *words*."""
        content_id, *ids = await self.written(words or content(), *pictures)
        told = recorded(fact.model_copy(update={"content_id": content_id, "pictures": tuple(ids)}), **more)
        await self.hear(told)
        return told

    async def project(self, words: PublicContent | None = None, *pictures: bytes, **more: Any) -> Recorded[Fact]:
        """Show a project."""
        named, said = _apart(PublicationApproved, more)
        return await self.show(approved(**named), words, *pictures, **said)

    async def call(self, words: PublicContent | None = None, **more: Any) -> Recorded[Fact]:
        """Show a call."""
        named, said = _apart(CallPublished, more)
        return await self.show(call(**named), words, **said)

    async def forum(self, words: PublicContent | None = None, **more: Any) -> Recorded[Fact]:
        """Show a forum."""
        named, said = _apart(ForumAnnounced, more)
        return await self.show(forum(**named), words, **said)


def _apart(fact: type[Fact], more: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what the fact says, and how it was recorded."""
    return (
        {name: value for name, value in more.items() if name in fact.model_fields},
        {name: value for name, value in more.items() if name not in fact.model_fields},
    )


@pytest.fixture
def house(clean: None, worker_engine: AsyncEngine) -> House:
    routing = kept_engine(ServiceSettings("routing").worker_url, name="test-routing")
    return House(routing=routing, worker=worker_engine)


class _Served:
    """Where the pages read from, which changes from test to test, unlike the pages."""

    engine: AsyncEngine

    def begin(self) -> AbstractAsyncContextManager[AsyncConnection]:
        return self.engine.begin()


@cache
def _pages(desks: int, now: datetime) -> tuple[FastAPI, _Served]:
    """Build the pages once for all tests that open them."""
    schemes = SchemesInForce({one.desk_id: one for one in (SCHEME, OTHER_SCHEME)[:desks]}, clock=lambda: now)
    app = create_app(
        title="register",
        templates=[TEMPLATES],
        labels=LABELS,
        frame=frame_for(schemes),
        frame_of=lambda request: frame_for(schemes, request),
        clock=lambda: now,
    )
    served = _Served()
    app.include_router(
        register_pages(Register(begin=served.begin, schemes=schemes, web_url=WEB_URL, clock=lambda: now))
    )
    return app, served


def client(engine: AsyncEngine, *, desks: int = 1, now: datetime = NOVEMBER) -> httpx.AsyncClient:
    app, served = _pages(desks, now)
    served.engine = engine
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=WEB_URL)


@pytest.fixture
async def browser(clean: None, web_engine: AsyncEngine) -> AsyncIterator[httpx.AsyncClient]:
    async with client(web_engine) as browser:
        yield browser
