"""The doctor finds what is wrong, says it in Japanese, and says what to do."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from pathlib import Path

import aio_pika
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.operations.domain.examination import Examined, Result, all_well
from services.operations.domain.queues import House, OutboxLine
from services.operations.handlers.doctor import broker as broker_examined
from services.operations.handlers.doctor import examine
from services.operations.handlers.doctor.broker import (
    alarms_say,
    consumers_say,
    dead_say,
    examine_broker,
    examine_rights,
    queues_say,
)
from services.operations.handlers.doctor.database import clock_says, examine_schemas, relay_lag
from services.operations.handlers.doctor.machine import (
    disk_says,
    examine_assets,
    examine_scanner,
)
from services.operations.ports import QueueAtBroker
from services.operations.storage.management import Management
from shared.messaging.topology import dead_queue_arguments, queue_arguments
from shared.service import services, topology
from shared.settings import ServiceSettings
from shared.setup.broker import set_up_broker
from shared.setup.settings import read_setup_settings
from tests.operations.conftest import NOW, Stage, until
from tests.operations.paper import BrokerOnPaper

QUEUE = "routing.suggestions.v1"


def _by_name(examined: list[Examined]) -> dict[str, Examined]:
    return {one.name: one for one in examined}


def _queue(
    name: str, *, consumers: int = 1, depth: int = 0, arguments: Mapping[str, object] | None = None
) -> QueueAtBroker:
    return QueueAtBroker(name=name, depth=depth, unacked=0, consumers=consumers, arguments=arguments or {})


def _arguments(house: House) -> dict[str, Mapping[str, object]]:
    return {one.queue: queue_arguments(one.reader) for one in house.readers} | {
        house.dead_queue: dead_queue_arguments()
    }


@pytest.fixture
async def without_a_queue(installation: Mapping[str, str], management: Management) -> AsyncIterator[None]:
    """Take one queue away, and put it back."""
    connection = await aio_pika.connect(installation["DESK_AMQP_URL"])
    async with connection, connection.channel() as channel:
        await channel.queue_delete(QUEUE)

        async def gone() -> bool:
            return QUEUE not in await management.queues()

        await until(gone)
        yield
    await set_up_broker(read_setup_settings(installation), topology(services()))


async def test_the_doctor_finds_a_missing_queue(without_a_queue: None) -> None:
    found = _by_name(await examine(services()))

    assert found["queues"].result == Result.FAIL
    assert found["queues"].message == f"待ち行列がありません（{QUEUE}）。"
    assert found["queues"].what_to_do == "「desk setup」を実行してください。"


async def test_the_doctor_finds_engines_and_schemas_as_they_must_be(stage: Stage) -> None:
    found = _by_name(await examine(services()))

    well = ["settings", "database", "locale", "clock", "schemas", "relay", "broker", "broker_alarms", "queues"]
    assert [name for name in well if found[name].result is not Result.OK] == []
    # Only the stand-in of this test consumes; every other reader is found to be without anybody.
    assert found["consumers"].result == Result.FAIL
    assert found["mail_relay"].result == Result.WARN


async def test_the_doctor_goes_on_when_the_database_is_away(
    installation: Mapping[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DESK_DATABASE_URL", "postgresql://desk@127.0.0.1:9/desk")

    found = _by_name(await examine(services()))

    assert found["database"].result == Result.FAIL
    assert found["schemas"].result == Result.WARN
    assert found["broker"].result == Result.OK


async def test_the_doctor_goes_on_when_the_broker_is_away(
    installation: Mapping[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DESK_AMQP_URL", "amqp://desk@127.0.0.1:9/desk")
    monkeypatch.setenv("DESK_MANAGEMENT_URL", "http://127.0.0.1:9")

    found = _by_name(await examine(services()))

    assert (found["broker"].result, found["queues"].result) == (Result.FAIL, Result.FAIL)
    assert found["database"].result == Result.OK


async def test_the_doctor_names_the_services_that_the_broker_does_not_let_in(
    installation: Mapping[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    well = await examine_rights({one.name: ServiceSettings(one.name).amqp_url for one in services()})
    monkeypatch.setenv("DESK_INTAKE_AMQP_PASSWORD", "of yesterday")

    found = _by_name(await examine(services()))

    assert [one.result for one in well] == [Result.OK]
    assert found["rights"].message == "RabbitMQが接続を認めないサービスがあります（intake）。"
    assert found["rights"].what_to_do == "「desk setup」を実行してください。"


async def test_the_doctor_finds_nothing_out_about_rights_at_a_broker_that_is_away() -> None:
    assert await examine_rights({"intake": "amqp://desk@127.0.0.1:9/desk"}) == []


async def test_the_doctor_names_the_setting_that_is_missing(
    installation: Mapping[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DESK_MANAGEMENT_URL")

    (settings, *_) = await examine(services())

    assert settings.result == Result.FAIL
    assert "DESK_MANAGEMENT_URL" in settings.message


async def test_the_doctor_finds_a_schema_that_is_behind(admin: AsyncEngine, installation: Mapping[str, str]) -> None:
    async with admin.begin() as connection:
        newest = await connection.scalar(text("SELECT version_num FROM notify.schema_version"))
        await connection.execute(text("UPDATE notify.schema_version SET version_num = '0000'"))
    try:
        found = await examine_schemas(installation["DESK_DATABASE_URL"], services())
    finally:
        async with admin.begin() as connection:
            await connection.execute(text("UPDATE notify.schema_version SET version_num = :newest"), {"newest": newest})

    assert (found.result, found.message) == (Result.FAIL, "スキーマの版が古いか、作られていません（notify）。")


def test_a_queue_with_other_arguments_is_a_failure(house: House) -> None:
    queues = {name: _queue(name) for name in house.queues}

    assert queues_say(queues, house).result == Result.FAIL


async def test_a_broker_that_gives_no_right_to_look_is_a_failure_that_setup_ends(house: House) -> None:
    found = _by_name(await examine_broker(BrokerOnPaper(rights=False), house))

    assert (found["queues"].result, found["queues"].what_to_do) == (Result.FAIL, "「desk setup」を実行してください。")


async def test_a_queue_that_does_not_begin_to_work_is_a_failure(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(broker_examined, "SETTLED_SECONDS", 0.0)
    queues = {name: _queue(name, arguments=arguments) for name, arguments in _arguments(house).items()}
    broker = BrokerOnPaper(found=queues | {QUEUE: replace(queues[QUEUE], works=False)})

    found = _by_name(await examine_broker(broker, house))

    assert found["queues"].result == Result.FAIL
    assert found["queues"].message == f"動いていない待ち行列があります（{QUEUE}）。"


def test_a_queue_nobody_consumes_is_a_failure_and_a_dead_letter_a_warning(house: House) -> None:
    queues = {name: _queue(name, consumers=0, depth=1) for name in house.queues}

    assert consumers_say(queues, house).result == Result.FAIL
    assert dead_say(queues, house).result == Result.WARN


@pytest.mark.parametrize(("alarms", "result"), [((), Result.OK), (("disk_free_alarm",), Result.FAIL)])
def test_an_alarm_of_the_broker_is_a_failure(alarms: tuple[str, ...], result: Result) -> None:
    assert alarms_say(alarms).result == result


@pytest.mark.parametrize(("seconds", "result"), [(0.1, Result.OK), (5, Result.WARN), (60, Result.FAIL)])
def test_clocks_that_differ_are_seen(seconds: float, result: Result) -> None:
    assert clock_says(seconds).result == result


@pytest.mark.parametrize(("minutes", "result"), [(0, Result.OK), (2, Result.WARN), (11, Result.FAIL)])
def test_facts_that_do_not_leave_are_seen(minutes: int, result: Result) -> None:
    line = OutboxLine(service="intake", waiting=1, oldest_at=NOW.replace(minute=30 - minutes))

    assert relay_lag([line], at=NOW.replace(minute=30)).result == result


@pytest.mark.parametrize(
    ("free", "result"), [(100 * 1024**3, Result.OK), (1024**3, Result.WARN), (1024**2, Result.FAIL)]
)
def test_a_disk_that_fills_is_seen(free: int, result: Result) -> None:
    assert disk_says(free).result == result


def test_missing_files_of_the_pages_are_a_warning(tmp_path: Path) -> None:
    assert examine_assets(tmp_path).result == Result.WARN


async def test_a_scanner_is_wanted_only_where_one_is_set_up() -> None:
    found = [(await examine_scanner(place)).result for place in ("", "/nowhere/clamd.sock")]

    assert found == [Result.OK, Result.WARN]


def test_a_warning_alone_does_not_fail_the_examination() -> None:
    warning = disk_says(1024**3)

    assert all_well([warning])
    assert not all_well([warning, disk_says(0)])
