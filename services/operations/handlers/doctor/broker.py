"""Examine the broker: does it answer, is every queue there as it must be, does somebody consume it."""

import asyncio
from collections.abc import Mapping
from time import monotonic
from typing import Any

from services.operations.domain.examination import Examined, fail, ok, warn
from services.operations.domain.queues import House
from services.operations.ports import Broker, ManagementAway, ManagementRefuses, QueueAtBroker
from shared.messaging.publisher import BROKER_ERRORS, BrokerRefuses, Publisher
from shared.messaging.topology import dead_queue_arguments, queue_arguments

# RabbitMQ tells the figures of a queue every five seconds, and gathers what was told every five, too.
SETTLED_SECONDS = 15.0
_AGAIN_SECONDS = 0.5
_KNOCK_SECONDS = 5.0
_SETUP = "「desk setup」を実行してください。"


async def examine_broker(broker: Broker, house: House) -> list[Examined]:
    """Examine the broker and every queue."""
    answers = await broker.answers()
    door = (
        ok("broker", "RabbitMQに接続できます。")
        if answers
        else fail("broker", "RabbitMQに接続できません。", "RabbitMQを起動し、DESK_AMQP_URL を確認してください。")
    )
    try:
        queues, alarms = await _queues(broker, house), await broker.alarms()
    except ManagementRefuses:
        return [door, fail("queues", "RabbitMQが権限を認めないため、待ち行列を確認できません。", _SETUP)]
    except ManagementAway:
        return [
            door,
            fail(
                "queues",
                "RabbitMQの管理口が応答しないため、待ち行列を確認できません。",
                "management プラグインと DESK_MANAGEMENT_URL を確認してください。",
            ),
        ]
    return [door, alarms_say(alarms), queues_say(queues, house), consumers_say(queues, house), dead_say(queues, house)]


async def examine_rights(addresses: Mapping[str, str]) -> list[Examined]:
    """Knock at the broker as every service; nothing is found out while it is away."""
    knocks = await asyncio.gather(*(_is_let_in(address) for address in addresses.values()))
    refused = [name for name, let_in in zip(addresses, knocks, strict=True) if let_in is False]
    if refused:
        return [fail("rights", f"RabbitMQが接続を認めないサービスがあります（{'、'.join(refused)}）。", _SETUP)]
    return [ok("rights", "RabbitMQはすべてのサービスの接続を認めます。")] if all(knocks) else []


async def _is_let_in(address: str) -> bool | None:
    line = Publisher(address, name="desk-doctor", confirm_seconds=_KNOCK_SECONDS)
    try:
        await line.open()
    except BrokerRefuses:
        return False
    except BROKER_ERRORS:
        return None
    finally:
        await line.close()
    return True


async def _queues(broker: Broker, house: House) -> Mapping[str, QueueAtBroker]:
    """Return every queue by name; one that was made or started a moment ago has the time to show that it works."""
    until = monotonic() + SETTLED_SECONDS
    while True:
        queues = await broker.queues()
        if monotonic() > until or all(queues[name].works for name in house.queues if name in queues):
            return queues
        await asyncio.sleep(_AGAIN_SECONDS)


def alarms_say(alarms: tuple[str, ...]) -> Examined:
    """Judge the alarms that make the broker refuse what is sent."""
    if not alarms:
        return ok("broker_alarms", "RabbitMQの警報は出ていません。")
    words = {"disk_free_alarm": "ディスクの空き不足", "mem_alarm": "メモリー不足"}
    said = "、".join(words.get(name, name) for name in alarms)
    return fail(
        "broker_alarms",
        f"RabbitMQが警報のため受け取りを止めています（{said}）。",
        "空きを増やしてください。受付は続き、解消すると自動で送られます。",
    )


def queues_say(queues: Mapping[str, QueueAtBroker], house: House) -> Examined:
    """Compare every declared queue with what this program expects."""
    expected: dict[str, dict[str, Any]] = {one.queue: queue_arguments(one.reader) for one in house.readers}
    expected[house.dead_queue] = dead_queue_arguments()
    missing = [name for name in expected if name not in queues]
    if missing:
        return fail("queues", f"待ち行列がありません（{'、'.join(missing)}）。", _SETUP)
    other = [name for name, arguments in expected.items() if dict(queues[name].arguments) != arguments]
    if other:
        return fail(
            "queues",
            f"待ち行列の設定が異なります（{'、'.join(other)}）。",
            "開発担当に連絡してください。設定の違う待ち行列は、空にしてから作り直す必要があります。",
        )
    stalled = [name for name in expected if not queues[name].works]
    if stalled:
        return fail("queues", f"動いていない待ち行列があります（{'、'.join(stalled)}）。", _SETUP)
    return ok("queues", f"{len(expected)}個の待ち行列がそろっています。")


def consumers_say(queues: Mapping[str, QueueAtBroker], house: House) -> Examined:
    """Judge whether somebody consumes every reader's queue."""
    idle = [one.reader for one in house.readers if one.queue in queues and queues[one.queue].consumers == 0]
    if idle:
        return fail(
            "consumers",
            f"受け手のいない待ち行列があります（{'、'.join(idle)}）。",
            "該当するサービスの処理（worker）を起動してください。起動から数秒は、いないように見えることがあります。",
        )
    return ok("consumers", "すべての待ち行列に受け手がいます。")


def dead_say(queues: Mapping[str, QueueAtBroker], house: House) -> Examined:
    """Judge the net below all queues, which must stay empty."""
    dead = queues.get(house.dead_queue)
    waiting = 0 if dead is None else dead.depth + dead.unacked
    if waiting:
        return warn(
            "dead_letters",
            f"行き先を失った出来事が{waiting}件あります（{house.dead_queue}）。",
            "消さずに、開発担当に連絡してください。",
        )
    return ok("dead_letters", "行き先を失った出来事はありません。")
