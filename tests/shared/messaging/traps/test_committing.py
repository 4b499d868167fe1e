"""The trap of a COMMIT whose answer is lost: it looks like a failure and is none (reliability: V11)."""

import asyncio
import smtplib
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from uuid import uuid4

import httpx2 as httpx
import pytest
from sqlalchemy import make_url, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.intake.mailbox.door import MailDoor
from services.intake.mailbox.lmtp import LmtpServer, LmtpSettings
from services.intake.storage.work import work_on
from services.intake.wiring import site
from shared.database.engine import make_engine
from shared.database.errors import DatabaseAway
from shared.database.transactions import Transactions
from shared.documents import Keyring
from shared.messaging.collector import Collector
from shared.scheme.load import load_scheme
from shared.settings import PROJECT, ServiceSettings
from tests.intake.conftest import DESK, NOW
from tests.intake.mailbox.test_reading import reading
from tests.intake.mails import a_mail
from tests.intake.web.conftest import a_proposal
from tests.shared.messaging.conftest import TABLES, House, diligent, do, incoming, recorded
from tests.shared.messaging.proxy import Proxy, proxy_to
from tests.waiting import until_ended

COMMIT = b"COMMIT"
COUNTS = "SELECT (SELECT count(*) FROM intake.raw_message), (SELECT count(*) FROM intake.proposal)"


@pytest.fixture
async def network(installation: Mapping[str, str], monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Proxy]:
    """The way to the database, for everything that reads its settings from now on."""
    url = make_url(installation["DESK_DATABASE_URL"])
    async with proxy_to("127.0.0.1", url.port or 0) as proxy:
        through = url.set(host="127.0.0.1", port=proxy.port).render_as_string(hide_password=False)
        monkeypatch.setenv("DESK_DATABASE_URL", through)
        yield proxy


@pytest.fixture
async def far(house: House, network: Proxy) -> AsyncIterator[Transactions[tuple[AsyncConnection, AsyncConnection]]]:
    """Transactions of routing on the other side of the network."""
    engine = make_engine(ServiceSettings("routing").worker_url, name="test-far", size=2)
    yield Transactions(engine, lambda connection: (connection, connection))
    await engine.dispose()


async def counts(admin: AsyncEngine) -> tuple[int, int]:
    """Return how many raw messages and proposals there are."""
    async with admin.connect() as connection:
        row = (await connection.execute(text(COUNTS))).one()
        return row[0], row[1]


async def test_v11_who_inserts_again_with_a_new_id_has_two_rows(
    house: House, network: Proxy, far: Transactions[tuple[AsyncConnection, AsyncConnection]]
) -> None:
    network.swallow_answer_to(COMMIT)

    seen = []
    for _ in range(2):
        with suppress(DatabaseAway):
            async with far.begin() as (connection, _work):
                await do(connection, uuid4())
            seen.append("said to be committed")

    assert (seen, network.swallowed) == (["said to be committed"], 1)
    assert len(await house.done()) == 2


async def test_v11_our_reader_holds_and_knows_at_the_second_try_that_the_first_was_committed(
    house: House, network: Proxy, far: Transactions[tuple[AsyncConnection, AsyncConnection]]
) -> None:
    fact = recorded()
    collector = Collector(diligent(), TABLES, far, hold_seconds=(0.01,))
    network.swallow_answer_to(COMMIT)

    running = asyncio.create_task(collector.run())
    await collector.take(incoming(fact))
    await until_ended(running)

    assert network.swallowed == 1
    assert await house.done() == [str(fact.id)]
    assert await house.rows("SELECT 1 FROM routing.delivery_issue") == []


async def test_v11_our_mail_door_asks_for_the_mail_again_and_makes_one_proposal_of_both(
    clean: None, admin: AsyncEngine, network: Proxy, installation: Mapping[str, str]
) -> None:
    scheme = load_scheme(PROJECT / "deploy" / "desks" / "miono.toml")
    keyring = Keyring(installation["DESK_MASTER_KEY"])
    engine = make_engine(ServiceSettings("intake").worker_url, name="test-far", size=2)
    transactions = Transactions(engine, lambda connection: work_on(connection, keyring))
    door = MailDoor(transactions, {scheme.desk_id: scheme}, lambda: NOW, accepted=lambda: None)
    server = LmtpServer("127.0.0.1", 0, door, LmtpSettings())
    await server.start()
    network.swallow_answer_to(COMMIT)

    answers = [await asyncio.to_thread(_send, server.port)]
    kept = await counts(admin)
    answers.append(await asyncio.to_thread(_send, server.port))
    await server.close()
    while await reading(transactions, scheme).read_once():
        pass
    await engine.dispose()

    assert (answers, network.swallowed) == ([451, 250], 1)
    assert kept == (1, 0)
    assert (await counts(admin))[1] == 1


def _send(port: int) -> int:
    """Send one and the same mail, and return the answer to it."""
    with smtplib.LMTP("127.0.0.1", port) as client:
        client.ehlo()
        client.mail("hanako@kigyo.example.jp")
        client.rcpt(DESK)
        return client.data(a_mail())[0]


async def test_v11_our_form_door_asks_for_the_request_again_and_answers_with_the_first_number(
    clean: None, admin: AsyncEngine, network: Proxy
) -> None:
    made = site()
    transport = httpx.ASGITransport(app=made.app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://desk.test") as client:
        network.swallow_answer_to(COMMIT)

        lost = await _post(client)
        kept = await counts(admin)
        again = await _post(client)
    await made.engine.dispose()

    async with admin.connect() as connection:
        receipts = (await connection.scalars(text("SELECT receipt FROM intake.proposal"))).all()
    assert (lost.status_code, "retry-after" in lost.headers, network.swallowed) == (503, True, 1)
    assert kept[1] == 1
    assert (again.status_code, [again.json()["receipt"]]) == (202, receipts)


async def _post(client: httpx.AsyncClient) -> httpx.Response:
    return await client.post("/api/proposals", json=a_proposal(), headers={"Idempotency-Key": "k-11"})
