"""What an administrator does to the broker of the tests with RabbitMQ's own command."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from deploy.local.engines import Engines
from deploy.local.rabbitmq import BINARIES

_QUEUE: Final = """\
{{ok, Q}} = rabbit_amqqueue:lookup(rabbit_misc:r(<<"{vhost}">>, queue, <<"{queue}">>)),
{{Name, _}} = amqqueue:get_pid(Q),
"""
_STOP: Final = _QUEUE + "ok = ra:stop_server(quorum_queues, {{Name, node()}})."
_BEGIN: Final = _QUEUE + "ok = ra:restart_server(quorum_queues, {{Name, node()}})."
# What a start does with a queue whose place was not written down when the broker was killed.
_FORGET: Final = (
    _QUEUE + 'ra:force_delete_server(quorum_queues, {{Name, node()}}), rabbit_quorum_queue:recover(<<"{vhost}">>, [Q]).'
)
_SILENT: Final = "application:set_env(rabbit, quorum_tick_interval, 3600000)."
_TELLING: Final = "application:unset_env(rabbit, quorum_tick_interval)."


def control(engines: Engines, *words: str) -> None:
    """Run `rabbitmqctl`."""
    node = engines.rabbitmq
    subprocess.run(
        [str(BINARIES / "rabbitmqctl"), *words],
        cwd=node.home,
        env=node._environment(),
        check=True,
        capture_output=True,
        **node.account.popen(),
    )


@contextmanager
def no_figures(engines: Engines) -> Iterator[None]:
    """Let queues that are made meanwhile never tell their figures.

    As a rule they do within five seconds. Those of a queue that loses its leader afterwards would stand until the
    broker's next start, and on a busy machine one command takes longer than that.
    """
    control(engines, "eval", _SILENT)
    try:
        yield
    finally:
        control(engines, "eval", _TELLING)


def leave_without_process(engines: Engines, queue: str, *, vhost: str = "desk") -> None:
    """Let *queue* stall as RabbitMQ 3.10 does when it finds an old place of it after a kill: no process serves it."""
    control(engines, "eval", _STOP.format(vhost=vhost, queue=queue))


def bring_back(engines: Engines, queue: str, *, vhost: str = "desk") -> None:
    """Serve a *queue* without process again, with all that was in it."""
    control(engines, "eval", _BEGIN.format(vhost=vhost, queue=queue))


def leave_without_leader(engines: Engines, queue: str, *, vhost: str = "desk") -> None:
    """Let *queue* stall as RabbitMQ 3.10 does when it finds no place of it after a kill: it elects no leader."""
    control(engines, "eval", _FORGET.format(vhost=vhost, queue=queue))
