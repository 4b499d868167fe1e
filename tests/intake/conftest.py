"""Intake on a real database: one desk, a clock that stands still, and mails as people write them."""

from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime

import pytest

from services.intake.storage.work import Work, work_on
from shared.database.engine import make_engine
from shared.database.transactions import Transactions
from shared.documents import Keyring
from shared.scheme.load import load_scheme
from shared.scheme.model import DeskScheme
from shared.settings import PROJECT, ServiceSettings

NOW = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)
DESK = "teian@renkei.miono.example.jp"
LINK_SECRET = "a secret that opens the addresses of these tests"


@pytest.fixture(scope="session")
def scheme() -> DeskScheme:
    """The sample desk."""
    return load_scheme(PROJECT / "deploy" / "desks" / "miono.toml")


@pytest.fixture(scope="session")
def keyring(installation: Mapping[str, str]) -> Keyring:
    """The installation's keys."""
    return Keyring(installation["DESK_MASTER_KEY"])


@pytest.fixture
async def worker_transactions(clean: None, keyring: Keyring) -> AsyncIterator[Transactions[Work]]:
    """Transactions as the worker role on empty tables."""
    engine = make_engine(ServiceSettings("intake").worker_url, name="test-intake-worker", size=4)
    yield Transactions(engine, lambda connection: work_on(connection, keyring))
    await engine.dispose()


@pytest.fixture
async def door_transactions(clean: None, keyring: Keyring) -> AsyncIterator[Transactions[Work]]:
    """Transactions as the web role on empty tables."""
    engine = make_engine(ServiceSettings("intake").web_url, name="test-intake-web", size=4)
    yield Transactions(engine, lambda connection: work_on(connection, keyring))
    await engine.dispose()
