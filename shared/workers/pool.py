"""A pool of worker processes that no input can take down."""

import asyncio
import multiprocessing
import signal
from collections.abc import Callable
from concurrent.futures import CancelledError as FutureCancelledError
from enum import StrEnum
from typing import Self, TypeVar

from pebble import ProcessExpired, ProcessPool

from shared.errors import Invalid, Temporary
from shared.workers.limits import prepare, within_limits

T = TypeVar("T")

_TASKS_BEFORE_RENEWAL = 500


class Reason(StrEnum):
    """Why a worker gave up."""

    TIMEOUT = "timeout"  # 時間切れ
    MEMORY = "memory"  # メモリ超過
    DIED = "died"  # 異常終了


_PUBLIC = {
    Reason.TIMEOUT: "決められた時間内に読み終えることができませんでした。",
    Reason.MEMORY: "読み取りに必要なメモリが上限を超えました。",
    Reason.DIED: "読み取りの処理が異常終了しました。",
}


class WorkerGaveUp(Invalid):
    """The work on this input did not end within its limits; the same input would fail again."""

    def __init__(self, reason: Reason) -> None:
        """Keep why."""
        super().__init__(f"The worker gave up: {reason.value}.", public=_PUBLIC[reason])
        self.reason = reason

    def __reduce__(self) -> tuple[type["WorkerGaveUp"], tuple[Reason]]:
        """Travel between processes with the reason alone."""
        return (type(self), (self.reason,))


class WorkersClosed(Temporary):
    """The pool is closing; the work must be asked for again later."""


class Workers:
    """A lazily started pool; each piece of work has its own time, CPU and memory limit."""

    def __init__(
        self,
        processes: int,
        memory_mb: int,
        timeout_seconds: float,
        *,
        preload: tuple[str, ...] = ("shared.workers.limits",),
    ) -> None:
        """Start nothing yet; *preload* names the modules every worker finds already imported."""
        self._processes = processes
        self._memory_mb = memory_mb
        self._timeout_seconds = timeout_seconds
        self._preload = preload
        self._pool: ProcessPool | None = None
        self._closed = False

    async def run(self, fn: Callable[..., T], *args: object, timeout_seconds: float | None = None) -> T:
        """Return `fn(*args)` from another process; raise WorkerGaveUp when it takes too much, else what *fn* raises.

        Both *fn* and its arguments must be picklable; cancelling the call kills the work. It may have less time
        than the pool allows.
        """
        pool = self._opened()
        seconds = min(timeout_seconds or self._timeout_seconds, self._timeout_seconds)
        try:
            work = pool.schedule(within_limits, args=(seconds, fn, *args), timeout=seconds)
        except RuntimeError as error:
            raise WorkersClosed from error
        try:
            return await asyncio.wrap_future(work)
        except TimeoutError as error:
            raise WorkerGaveUp(Reason.TIMEOUT) from error
        except MemoryError as error:
            raise WorkerGaveUp(Reason.MEMORY) from error
        except ProcessExpired as error:
            raise WorkerGaveUp(_reason_of(error.exitcode)) from error
        except FutureCancelledError as error:
            if self._closed:
                raise WorkersClosed from error
            raise

    async def close(self, grace_seconds: float = 5.0) -> None:
        """Let running work end for *grace_seconds*, then kill it; nothing may be run afterwards."""
        self._closed = True
        pool, self._pool = self._pool, None
        if pool is None:
            return
        pool.close()  # type: ignore[no-untyped-call]  # pebble is typed in parts only.
        try:
            await asyncio.to_thread(pool.join, grace_seconds)
        except TimeoutError:
            pool.stop()  # type: ignore[no-untyped-call]  # The same.
            await asyncio.to_thread(pool.join)

    async def __aenter__(self) -> Self:
        """Return the pool itself; it starts with the first work."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close the pool."""
        await self.close()

    def _opened(self) -> ProcessPool:
        if self._closed:
            raise WorkersClosed
        if self._pool is None:
            # A fork of this process would copy its threads' locks and its event loop; the fork server has neither.
            context = multiprocessing.get_context("forkserver")
            context.set_forkserver_preload(list(self._preload))
            self._pool = ProcessPool(
                max_workers=self._processes,
                max_tasks=_TASKS_BEFORE_RENEWAL,
                initializer=prepare,
                initargs=(self._memory_mb,),
                context=context,
            )
        return self._pool


def _reason_of(exit_code: int | None) -> Reason:
    """Read from how a process ended which limit it met."""
    if exit_code in {-signal.SIGXCPU, 128 + signal.SIGXCPU}:
        return Reason.TIMEOUT
    return Reason.DIED
