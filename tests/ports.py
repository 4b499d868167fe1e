"""Ports for servers that a test starts: below those the system gives to outgoing connections, and nobody else's."""

import os
from itertools import cycle

from deploy.local.ports import is_free

_FIRST, _EACH, _PROCESSES = 12000, 100, 80
# Two processes of one run, whose ids lie close together, never look at the same ports.
_OURS = cycle(range(_EACH))


def free_port() -> int:
    """Return a port nobody listens on, another one each time."""
    begin = _FIRST + os.getpid() % _PROCESSES * _EACH
    return next(port for port in (begin + one for one in _OURS) if is_free(port))
