"""Keep a handful of processes running together: start, watch, restart with back-off, stop as one."""

from shared.supervisor.part import Backoff, Part, PartStatus, State
from shared.supervisor.supervisor import Supervisor

__all__ = ["Backoff", "Part", "PartStatus", "State", "Supervisor"]
