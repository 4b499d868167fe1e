"""Intake on a real database: one desk, a clock that stands still, and mails as people write them."""

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from services.intake.storage.work import Work, work_on
from shared.database.transactions import Transactions
from shared.documents import Keyring
from shared.scheme.load import load_scheme
from shared.scheme.model import DeskScheme
from shared.settings import PROJECT, ServiceSettings
from tests.kept_engines import kept_engine

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
def worker_transactions(clean: None, keyring: Keyring) -> Transactions[Work]:
    """Transactions as the worker role on empty tables."""
    engine = kept_engine(ServiceSettings("intake").worker_url, name="test-intake-worker")
    return Transactions(engine, lambda connection: work_on(connection, keyring))


@pytest.fixture
def door_transactions(clean: None, keyring: Keyring) -> Transactions[Work]:
    """Transactions as the web role on empty tables."""
    engine = kept_engine(ServiceSettings("intake").web_url, name="test-intake-web")
    return Transactions(engine, lambda connection: work_on(connection, keyring))
