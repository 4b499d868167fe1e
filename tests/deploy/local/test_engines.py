import base64
import http.client
import json
import os
import signal
import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import pytest

from deploy.local.engines import Engines, Given, Urls
from deploy.local.ports import Port
from deploy.local.trouble import Trouble


@pytest.fixture(scope="module")
def engines() -> Iterator[Engines]:
    own = Engines.for_tests()
    yield own
    own.remove()


@pytest.fixture
def urls(engines: Engines) -> Urls:
    return engines.start()


def ask_management(urls: Urls, path: str) -> object:
    where = urlsplit(urls.management_url or "")
    login = base64.b64encode(f"{where.username}:{where.password}".encode()).decode()
    api = http.client.HTTPConnection("127.0.0.1", where.port, timeout=10)
    api.request("GET", path, headers={"Authorization": f"Basic {login}"})
    try:
        return json.load(api.getresponse())
    finally:
        api.close()


async def ask_database(urls: Urls, question: str) -> object:
    connection = await asyncpg.connect(urls.database_url)
    try:
        return await connection.fetchval(question)
    finally:
        await connection.close()


async def test_the_database_has_checksums_and_japanese_letters(urls: Urls) -> None:
    found = [
        await ask_database(urls, question)
        for question in (
            "show data_checksums",
            "show server_encoding",
            "show password_encryption",
            "select datctype from pg_database where datname = current_database()",
        )
    ]

    assert found == ["on", "UTF8", "scram-sha-256", "C.UTF-8"]


async def test_what_was_committed_survives_the_death_of_a_server_that_no_power_cut_is_to_spare(urls: Urls) -> None:
    found = [await ask_database(urls, f"show {name}") for name in ("fsync", "synchronous_commit")]

    assert found == ["off", "on"]


async def test_the_database_is_not_open_without_its_password(urls: Urls) -> None:
    where = urlsplit(urls.database_url)

    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(host="127.0.0.1", port=where.port, user="postgres", password="guess", database="desk")


async def test_every_engine_listens_on_this_machine_only(engines: Engines, urls: Urls) -> None:
    assert await ask_database(urls, "show listen_addresses") == "127.0.0.1"
    assert listening(engines.rabbitmq.ports["amqp"]) == {"127.0.0.1"}
    assert listening(engines.rabbitmq.ports["management"]) == {"127.0.0.1"}
    assert listening(engines.rabbitmq.ports["distribution"]) == {"127.0.0.1"}


def test_the_broker_has_one_administrator_and_no_guest(urls: Urls) -> None:
    users = ask_management(urls, "/api/users")

    assert isinstance(users, list)
    assert [(user["name"], user["tags"]) for user in users] == [("admin", ["administrator"])]


def test_starting_what_runs_changes_nothing(engines: Engines, urls: Urls) -> None:
    pids = (engines.postgres.running_pid(), engines.rabbitmq.running_pid())

    again = engines.start()

    assert again == urls
    assert (engines.postgres.running_pid(), engines.rabbitmq.running_pid()) == pids


async def test_data_survive_a_stop(engines: Engines, urls: Urls) -> None:
    await ask_database(urls, "create table if not exists kept as select 42 as answer")

    engines.stop()
    after = engines.start()

    assert after == urls
    assert await ask_database(after, "select answer from kept") == 42


async def test_engines_killed_by_hand_start_again(engines: Engines, urls: Urls) -> None:
    before = (engines.postgres.running_pid() or 0, engines.rabbitmq.running_pid() or 0)
    for pid in before:
        os.kill(pid, signal.SIGKILL)

    after = engines.start()

    assert after == urls
    assert await ask_database(after, "select 1") == 1
    assert engines.postgres.running_pid() not in {None, *before}
    assert engines.rabbitmq.running_pid() not in {None, *before}


def test_a_stop_leaves_no_process_of_ours(engines: Engines, urls: Urls) -> None:
    assert urls.management_url is not None

    engines.stop()

    assert not engines.are_running()
    assert [listening(port) for port in engines.rabbitmq.ports.values()] == [set()] * 4


def test_a_taken_port_is_named_with_its_holder_and_its_variable(engines: Engines) -> None:
    engines.stop()
    number = engines.postgres.port.number

    with socket.create_server(("127.0.0.1", number)), pytest.raises(Trouble) as caught:
        engines.postgres.start()

    assert str(caught.value) == (
        f"Port {number} (PostgreSQL) is taken by {name()} (process {os.getpid()}); "
        "end that or choose another port with DESK_PG_PORT."
    )


def test_engines_that_exist_are_used_and_none_is_started(engines: Engines) -> None:
    engines.stop()
    given = Given(database_url="postgresql://a@db/desk", amqp_url="amqp://b@mq/desk", management_url="http://c@mq")
    ports = {"postgres": engines.postgres.port, **engines.rabbitmq.ports}

    urls = Engines(engines.home, ports, given=given).start()

    assert urls == Urls(
        database_url="postgresql://a@db/desk", amqp_url="amqp://b@mq/desk", management_url="http://c@mq"
    )
    assert not engines.are_running()


def listening(port: Port) -> set[str]:
    """List the addresses somebody listens on at *port*, on IPv4."""
    found = set()
    with Path("/proc/net/tcp").open(encoding="ascii") as table:
        for row in list(table)[1:]:
            address, state = row.split()[1], row.split()[3]
            host, number = address.split(":")
            if state == "0A" and int(number, 16) == port.number:
                found.add(socket.inet_ntoa(bytes.fromhex(host)[::-1]))
    return found


def name() -> str:
    return Path("/proc/self/comm").read_text(encoding="utf-8").strip()
