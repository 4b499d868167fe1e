"""Run CPU work on hostile input in processes of its own, with limits."""

from shared.workers.pool import Reason, WorkerGaveUp, Workers

__all__ = ["Reason", "WorkerGaveUp", "Workers"]
