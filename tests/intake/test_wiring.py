"""The worker of intake as it really runs, with everything around it."""

import asyncio
import hashlib
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import aio_pika
import orjson
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.intake.storage.work import Work
from services.intake.wiring import run_worker
from shared.access.accounts import NewAccount, create_account
from shared.access.actor import Role
from shared.database.transactions import Transactions
from tests.intake.conftest import NOW
from tests.intake.mails import a_mail
from tests.ports import free_port
from tests.waiting import until, until_ended

PATIENCE_SECONDS = 30


@pytest.fixture
async def running(clean: None, installation: Mapping[str, str], monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[None]:
    """The worker, listening."""
    port = free_port()
    monkeypatch.setenv("DESK_LMTP_PORT", str(port))
    task = asyncio.ensure_future(run_worker())
    await until(lambda: listens(port, while_runs=task), seconds=PATIENCE_SECONDS)
    yield
    await until_ended(task)


async def listens(port: int, *, while_runs: asyncio.Future[None]) -> bool:
    assert not while_runs.done()
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    return True


async def desk(*arguments: str) -> tuple[int, str]:
    """Run a verb of `desk mail` in a process of its own and return its exit code and what it printed."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", "from services.intake.cli.mails import mail; mail()", *arguments, stdout=PIPE
    )
    output, _ = await process.communicate()
    return int(process.returncode or 0), output.decode()


async def settled(transactions: Transactions[Work]) -> None:
    """Wait until no mail waits for its outcome any more."""
    query = text("SELECT count(*) FROM intake.raw_message WHERE outcome = 'pending'")
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            async with transactions.begin() as work:
                if await work.connection.scalar(query) == 0:
                    return


async def test_a_delivered_file_can_be_shown_as_it_was_read(
    running: None, admin: AsyncEngine, tmp_path: Path, worker_transactions: Transactions[Work]
) -> None:
    async with admin.begin() as connection:
        new = NewAccount(user="desk", display_name="試験", roles=frozenset({Role.DESK}), desk_id="miono")
        await create_account(connection, new, password=None, now=NOW)
    file = tmp_path / "proposal.eml"
    file.write_bytes(a_mail(files=(("図面.bin", b"drawing"),)))

    code, line = await desk("deliver", str(file), "--to", "teian@renkei.miono.example.jp", "--json")
    delivered = orjson.loads(line)
    await settled(worker_transactions)
    shown = orjson.loads((await desk("show", delivered["raw_id"], "--as", "desk", "--json"))[1])

    assert (code, delivered["reply"][:9]) == (0, "250 2.0.0")
    assert (shown["state"], shown["receipt"], shown["subject"]) == ("case", "R8-0001", "移動販売車による見守りのご提案")
    assert (shown["from_name"], shown["from_address"]) == ("佐藤 花子", "hanako@kigyo.example.jp")
    digest = hashlib.sha256(b"drawing").hexdigest()
    assert [(one["name"], one["size"], one["sha256"]) for one in shown["attachments"]] == [("図面.bin", 7, digest)]
    listed = orjson.loads((await desk("list", "--as", "desk", "--json"))[1])
    assert [(one["raw_id"], one["state"]) for one in listed] == [(delivered["raw_id"], "case")]
    await the_relay_has_told(worker_transactions)


async def test_a_refused_delivery_fails_with_the_reply(running: None, tmp_path: Path) -> None:
    file = tmp_path / "proposal.eml"
    file.write_bytes(a_mail())

    code, line = await desk("deliver", str(file), "--to", "nobody@renkei.miono.example.jp", "--json")

    assert (code, orjson.loads(line)) == (
        1,
        {"file": str(file), "reply": "550 5.1.1 No such recipient here", "raw_id": None},
    )


async def the_relay_has_told(transactions: Transactions[Work]) -> None:
    """Wait until the mail's fact came back over the broker and was handled."""
    query = text("SELECT count(*) FROM intake.handled WHERE reader = 'intake.parse-mail'")
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            async with transactions.begin() as work:
                if await work.connection.scalar(query) == 1:
                    return


async def test_a_poison_message_is_parked_and_its_neighbours_go_on(
    running: None, installation: Mapping[str, str], tmp_path: Path, worker_transactions: Transactions[Work]
) -> None:
    file = tmp_path / "proposal.eml"
    file.write_bytes(a_mail())

    connection = await aio_pika.connect(installation["DESK_AMQP_URL"])
    async with connection, connection.channel() as channel:
        poison = aio_pika.Message(b"\xff{", headers={"cloudEvents_id": "poison"})
        await channel.default_exchange.publish(poison, "intake.parse-mail.v1")
    await desk("deliver", str(file), "--to", "teian@renkei.miono.example.jp")

    await the_relay_has_told(worker_transactions)
    async with worker_transactions.begin() as work:
        rows = await work.connection.execute(text("SELECT reader, state FROM intake.delivery_issue"))
        assert [tuple(row) for row in rows] == [("intake.parse-mail", "parked")]
