"""How the verbs show deliveries, counts and pauses: ids, states and causes, no content."""

from typing import Any

from services.operations.domain.delivery import Counted, Delivery
from services.operations.domain.queues import Pause
from services.operations.handlers.many import Done, takes
from services.operations.web.labels import fact_word, word


def delivery_json(one: Delivery) -> dict[str, Any]:
    """Return one failed delivery."""
    step = one.last_good
    return {
        "reader": one.reader,
        "event_id": str(one.event_id),
        "type": one.type,
        "type_label": fact_word(one.type),
        "state": one.state.value,
        "aggregate_id": one.aggregate_id and str(one.aggregate_id),
        "receipt": one.receipt,
        "error_class": one.error_class,
        "error": one.error,
        "attempts": one.attempt,
        "replays": one.replays,
        "first_at": one.first_at.isoformat(),
        "last_at": one.last_at.isoformat(),
        "next_at": one.next_at and one.next_at.isoformat(),
        "version": one.version,
        "waiting_for": one.waiting_for,
        "last_good_step": step and {"type": step.type, "reader": step.reader, "at": step.at.isoformat()},
        "what_can_be_done": word(one.advice),
    }


def counted_json(counted: Counted) -> dict[str, Any]:
    """Return what an act on many would touch."""
    meant = counted.selection
    return {
        "dry_run": True,
        "count": counted.count,
        "readers": dict(counted.by_reader),
        "oldest_at": counted.oldest_at and counted.oldest_at.isoformat(),
        "selection": {"reader": meant.reader, "cause": meant.cause, "type": meant.type},
        "seconds": round(takes(counted.count).total_seconds(), 1),
    }


def done_json(done: Done) -> dict[str, Any]:
    """Return what an act on many has touched."""
    return {"dry_run": False, "count": done.count, "deliveries": done.by_reader}


def pause_json(pause: Pause | None) -> dict[str, Any] | None:
    """Return why a reader stands still, or None."""
    if pause is None:
        return None
    return {"at": pause.at.isoformat(), "by": pause.by, "by_name": pause.by_name, "reason": pause.reason}
