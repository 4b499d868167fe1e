"""Keep a handful of processes running together: start, watch, restart with back-off, stop as one."""

from shared.supervisor.part import Backoff, Part, PartStatus, State
from shared.supervisor.screen import Screen, screen_for
from shared.supervisor.status import read_status
from shared.supervisor.supervisor import Supervisor

__all__ = ["Backoff", "Part", "PartStatus", "Screen", "State", "Supervisor", "read_status", "screen_for"]
