"""Publish to the broker so that silence is never taken for success."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import aio_pika
import structlog
from aio_pika.abc import AbstractChannel, AbstractConnection, DeliveryMode
from aio_pika.exceptions import AMQPError, PublishError
from aiormq import Channel
from aiormq.exceptions import AMQPError as LowLevelError
from aiormq.exceptions import InvalidFrameError, ProbableAuthenticationError
from pamqp.commands import Basic

from shared.messaging.frames import write_all
from shared.messaging.topology import EVENTS, REPLAY
from shared.messaging.wire import Wire

log = structlog.get_logger()
CONFIRM_SECONDS = 10
CLOSE_SECONDS = 1
BROKER_ERRORS = (AMQPError, LowLevelError, OSError, asyncio.TimeoutError, RuntimeError)


class BrokerRefuses(AMQPError):
    """The broker answers and does not let this user in: user, password, virtual host or right is gone."""


class _Connection(aio_pika.Connection):
    """A connection that is closed by who opened it, not by the garbage collector.

    The library's own finaliser starts a close in whatever loop happens to run by then, or in none.
    """

    def __del__(self) -> None:
        """Leave everything as it is: `Publisher` has hung up, or the process ends."""


class Publisher:
    """Owns one connection and one confirming channel; every publish is persistent, mandatory and timed.

    After a publish that was not confirmed in time the channel is closed: a late confirm of the old attempt must
    never be taken for the confirm of the next. A lost connection is opened anew by the next publish, not restored
    behind its back: then a publish never waits for a restoration that has no end.
    """

    def __init__(self, url: str, *, name: str, confirm_seconds: float = CONFIRM_SECONDS) -> None:
        """Connect to *url* at the first publish, calling itself *name* at the broker."""
        self._url = url
        self._name = name
        self._confirm_seconds = confirm_seconds
        self._connection: AbstractConnection | None = None
        self._channel: AbstractChannel | None = None
        self._opening = asyncio.Lock()

    async def publish(self, wire: Wire, *, target: str | None) -> bool:
        """Return True once confirmed, False when no queue is bound; raise one of BROKER_ERRORS otherwise."""
        (outcome,) = await self.publish_all([(wire, target)], seconds=self._confirm_seconds)
        if isinstance(outcome, BaseException):
            raise outcome
        return outcome

    async def publish_all(
        self, messages: Sequence[tuple[Wire, str | None]], *, seconds: float
    ) -> list[bool | BaseException]:
        """Publish messages at once and return, for each, what `publish` would; no two may be of one fact.

        All that is not confirmed within *seconds* counts as failed, and its channel is closed.
        """
        channel = await self.open()
        deadline = asyncio.get_running_loop().time() + min(seconds, self._confirm_seconds)
        try:
            confirmations = await self._write(channel, messages, deadline)
            remaining = max(0.0, deadline - asyncio.get_running_loop().time())
            _, late = await asyncio.wait(confirmations, timeout=remaining)
        except BROKER_ERRORS as error:
            await self._drop(channel)
            return [error] * len(messages)
        except asyncio.CancelledError:
            # What is still in flight there must not meet the next try of the same facts.
            self._channel = None
            raise
        for confirmation in late:
            confirmation.cancel()
        outcomes = [_outcome(confirmation) for confirmation in confirmations]
        if any(isinstance(outcome, BaseException) for outcome in outcomes):
            await self._drop(channel)
        return outcomes

    async def _write(
        self, channel: AbstractChannel, messages: Sequence[tuple[Wire, str | None]], deadline: float
    ) -> list[asyncio.Future[Any]]:
        async with asyncio.timeout_at(deadline):
            underlay = await channel.get_underlay_channel()
            assert isinstance(underlay, Channel)  # noqa: S101 - what the library always gives; its type says less
            prepared = [(_address(wire, target), _properties(wire, self._name), wire.body) for wire, target in messages]
            return await write_all(underlay, prepared)

    async def open(self) -> AbstractChannel:
        """Return the channel, opened when there is none; raise one of BROKER_ERRORS."""
        async with self._opening:
            # A plain connection that broke never says it is closed, only that it is not connected.
            if self._connection is None or not self._connection.connected.is_set():
                await self._hang_up()
                self._connection = await self._connect()
            if self._channel is None or self._channel.is_closed:
                try:
                    self._channel = await asyncio.wait_for(
                        self._connection.channel(publisher_confirms=True, on_return_raises=True), self._confirm_seconds
                    )
                except BROKER_ERRORS:
                    await self._hang_up()
                    raise
            return self._channel

    async def _connect(self) -> AbstractConnection:
        try:
            return await aio_pika.connect(
                self._url,
                timeout=self._confirm_seconds,
                heartbeat=15,
                connection_class=_Connection,
                client_properties={"connection_name": self._name},
            )
        except (InvalidFrameError, ProbableAuthenticationError) as error:
            # Closed instead of opened: the first for the virtual host, the second for the user or the password.
            raise BrokerRefuses("RabbitMQ does not let this user in") from error

    async def _drop(self, channel: AbstractChannel) -> None:
        # Several publishes fail with one channel; the later ones must not take the next channel with them.
        if self._channel is not channel:
            return
        self._channel = None
        try:
            await asyncio.wait_for(channel.close(), CLOSE_SECONDS)
        except BROKER_ERRORS as error:
            log.info("channel_was_gone", error_class=type(error).__name__)
            # The broker may hold it open still, and would be confused by a next channel of the same number.
            await self._hang_up()

    async def _hang_up(self) -> None:
        connection, self._connection, self._channel = self._connection, None, None
        if connection is not None:
            with suppress(*BROKER_ERRORS):
                await asyncio.wait_for(connection.close(), CLOSE_SECONDS)

    async def close(self) -> None:
        """Close what is open."""
        if self._channel is not None:
            await self._drop(self._channel)
        await self._hang_up()


def _outcome(confirmation: asyncio.Future[Any]) -> bool | BaseException:
    if confirmation.cancelled():
        return TimeoutError("not confirmed in time")
    error = confirmation.exception()
    if isinstance(error, PublishError):
        return False
    return True if error is None else error


def _address(wire: Wire, target: str | None) -> tuple[str, str]:
    return (REPLAY, target) if target else (EVENTS, wire.type)


def _properties(wire: Wire, app_id: str) -> Basic.Properties:
    return Basic.Properties(
        content_type="application/json",
        headers=dict(wire.headers),
        delivery_mode=DeliveryMode.PERSISTENT,
        correlation_id=wire.headers["cloudEvents_correlationid"],
        message_id=str(wire.event_id),
        timestamp=wire.timestamp,
        message_type=wire.type,
        app_id=app_id,
    )
