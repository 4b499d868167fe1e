"""Real engines for every test that needs one: a private PostgreSQL and RabbitMQ, prepared by `desk setup` itself."""

import asyncio
import gc
import os
from collections.abc import AsyncIterator, Generator, Iterator, Mapping
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

from deploy.local.engines import Engines
from shared.database.engine import async_url
from shared.database.roles import SERVICES
from shared.service import services, topology
from shared.settings import ServiceSettings
from shared.setup.broker import set_up_broker
from shared.setup.database import set_up_database
from shared.setup.settings import read_setup_settings
from tests.kept_engines import end_kept, kept_engine

PASSWORD = "only-for-tests"
_JOURNEYS = "tests/journeys/"
MASTER_KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
_SCHEMAS = ", ".join(f"'{schema}'" for schema in ("access", *SERVICES))
# One statement for the server to walk through: this runs before hundreds of tests, and tables are many.
_EMPTIED = text(f"""
DO $$ DECLARE one record; BEGIN
    SET LOCAL session_replication_role = replica;
    FOR one IN SELECT format('%I.%I', schemaname, tablename) AS name, tablename FROM pg_tables
        WHERE schemaname IN ({_SCHEMAS}) AND tablename NOT IN ('schema_version', 'outbox_shard', 'heard_type')
    LOOP
        IF one.tablename = 'reader' THEN
            EXECUTE 'UPDATE ' || one.name || ' SET paused_at = NULL, paused_by = NULL WHERE paused_at IS NOT NULL';
        ELSE
            EXECUTE 'DELETE FROM ' || one.name;
        END IF;
    END LOOP;
END $$
""")  # noqa: S608 - our own schemas


class JourneysFirst(LoadFileScheduling):  # type: ignore[misc]  # The library says nothing of its types.
    """One process takes all journeys, so that one town is built, and waits in them while the other one works."""

    def _split_scope(self, nodeid: str) -> str:
        return _JOURNEYS if nodeid.startswith(_JOURNEYS) else super()._split_scope(nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadFileScheduling:
    """Deal out the files in the order of `pytest_collection_modifyitems`."""
    config.option.loadscopereorder = False
    return JourneysFirst(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes long: at the end, when one process has nothing left to do, the other should end, too."""
    engines = {item.path for item in items if "environment" in getattr(item, "fixturenames", ())}
    items.sort(key=lambda item: (not item.nodeid.startswith(_JOURNEYS), item.path not in engines))


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Look for garbage neither while all tests are loaded nor ever after in what was loaded: much, and it stays."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


@pytest.fixture(scope="session")
def engines() -> Iterator[Engines]:
    """Engines of this test run alone; `make run` may run beside them."""
    engines = Engines.for_tests()
    try:
        engines.start()
        yield engines
    finally:
        engines.remove()


@pytest.fixture(scope="session")
def environment(engines: Engines) -> Mapping[str, str]:
    """The environment of a whole installation on these engines."""
    urls = engines.start()
    values = {
        "DESK_DATABASE_URL": urls.database_url,
        "DESK_AMQP_URL": urls.amqp_url,
        "DESK_MANAGEMENT_URL": urls.management_url or "",
        "DESK_MASTER_KEY": MASTER_KEY,
        "DESK_LINK_SECRET": "link-" + PASSWORD,
        "DESK_SESSION_SECRET": "session-" + PASSWORD,
    }
    for service in SERVICES:
        for part in ("WORKER", "WEB", "AMQP"):
            values[f"DESK_{service.upper()}_{part}_PASSWORD"] = PASSWORD
    os.environ.update(values)
    return values


@pytest.fixture(scope="session")
def installation(environment: Mapping[str, str]) -> Mapping[str, str]:
    """Roles, schemas, migrations, users and queues of every service."""
    settings = read_setup_settings(environment)

    async def prepare() -> None:
        await set_up_database(settings, services())
        await set_up_broker(settings, topology(services()))

    asyncio.run(prepare())
    return environment


@pytest.fixture(scope="session")
async def kept_engines(environment: Mapping[str, str]) -> AsyncIterator[None]:
    """The kept engines, closed before the database ends."""
    yield
    await end_kept()


@pytest.fixture
def admin(installation: Mapping[str, str], kept_engines: None) -> AsyncEngine:
    """An engine that may do everything, for arranging and for looking."""
    return kept_engine(async_url(installation["DESK_DATABASE_URL"]), name="test-admin")


@pytest.fixture
async def clean(admin: AsyncEngine) -> None:
    """Empty every table but the register of readers, so that a test that counts starts from nothing."""
    async with admin.begin() as connection:
        await connection.execute(_EMPTIED)


@pytest.fixture
def worker_engine(request: pytest.FixtureRequest, installation: Mapping[str, str], kept_engines: None) -> AsyncEngine:
    """An engine as the worker role of the service named by `@pytest.mark.service("routing")`."""
    return kept_engine(_settings(request).worker_url, name="test-worker")


@pytest.fixture
def web_engine(request: pytest.FixtureRequest, installation: Mapping[str, str], kept_engines: None) -> AsyncEngine:
    """An engine as the web role of the service named by `@pytest.mark.service("routing")`."""
    return kept_engine(_settings(request).web_url, name="test-web")


@pytest.fixture(scope="session")
def project() -> Path:
    """The checkout."""
    return Path(__file__).resolve().parents[1]


def _settings(request: pytest.FixtureRequest) -> ServiceSettings:
    marker = request.node.get_closest_marker("service")
    if marker is None:
        raise LookupError("name the service: @pytest.mark.service('routing')")
    return ServiceSettings(marker.args[0])
