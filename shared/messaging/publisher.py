"""Publish to the broker so that silence is never taken for success."""

import asyncio

import aio_pika
import structlog
from aio_pika.abc import AbstractChannel, AbstractRobustConnection
from aio_pika.exceptions import AMQPError, PublishError
from aiormq.exceptions import AMQPError as LowLevelError

from shared.messaging.topology import EVENTS, REPLAY
from shared.messaging.wire import Wire

log = structlog.get_logger()
CONFIRM_SECONDS = 10
BROKER_ERRORS = (AMQPError, LowLevelError, OSError, asyncio.TimeoutError, RuntimeError)


class Publisher:
    """Owns one connection and one confirming channel; every publish is persistent, mandatory and timed.

    After a publish that was not confirmed in time the channel is closed: a late confirm of the old attempt must
    never be taken for the confirm of the next.
    """

    def __init__(self, url: str, *, name: str) -> None:
        """Connect to *url* at the first publish, calling itself *name* at the broker."""
        self._url = url
        self._name = name
        self._connection: AbstractRobustConnection | None = None
        self._channel: AbstractChannel | None = None
        self._opening = asyncio.Lock()

    async def publish(self, wire: Wire, *, target: str | None) -> bool:
        """Return True once confirmed, False when no queue is bound; raise one of BROKER_ERRORS otherwise."""
        channel = await self._open()
        name, key = (REPLAY, target) if target else (EVENTS, wire.type)
        message = aio_pika.Message(
            wire.body,
            headers=dict(wire.headers),
            content_type="application/json",
            delivery_mode=aio_pika.DeliveryMode.PERSISTENT,
            message_id=str(wire.event_id),
            timestamp=wire.timestamp,
            type=wire.type,
            app_id=self._name,
            correlation_id=wire.headers["cloudEvents_correlationid"],
        )
        exchange = await channel.get_exchange(name, ensure=False)
        try:
            await exchange.publish(message, key, mandatory=True, timeout=CONFIRM_SECONDS)
        except PublishError:
            return False
        except BROKER_ERRORS:
            await self._drop_channel()
            raise
        return True

    async def _open(self) -> AbstractChannel:
        async with self._opening:
            if self._connection is None or self._connection.is_closed:
                self._connection = await aio_pika.connect_robust(
                    self._url,
                    timeout=CONFIRM_SECONDS,
                    heartbeat=15,
                    reconnect_interval=1.0,
                    client_properties={"connection_name": self._name},
                )
            if self._channel is None or self._channel.is_closed:
                self._channel = await asyncio.wait_for(
                    self._connection.channel(publisher_confirms=True, on_return_raises=True), CONFIRM_SECONDS
                )
            return self._channel

    async def _drop_channel(self) -> None:
        channel, self._channel = self._channel, None
        if channel is not None:
            try:
                await asyncio.wait_for(channel.close(), CONFIRM_SECONDS)
            except BROKER_ERRORS as error:
                log.info("channel_was_gone", error_class=type(error).__name__)

    async def close(self) -> None:
        """Close what is open."""
        await self._drop_channel()
        if self._connection is not None:
            await self._connection.close()
