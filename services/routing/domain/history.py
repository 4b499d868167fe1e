"""The hash chain of a case: whoever holds one hash can check everything before it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

GENESIS = bytes(32)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One fact in the history of a case; *data* holds ids, codes and days, never text."""

    case_id: UUID
    version: int
    event_id: UUID
    type: str
    actor: str
    rule_version: str
    occurred_at: datetime
    data: Mapping[str, Any]


def chain(previous: bytes, entry: Entry) -> bytes:
    """Return SHA-256 over the previous hash and the entry as JSON with sorted keys, no spaces and UTC times."""
    said = json.dumps(
        {
            "actor": entry.actor,
            "case_id": str(entry.case_id),
            "data": entry.data,
            "event_id": str(entry.event_id),
            "occurred_at": entry.occurred_at.astimezone(UTC).isoformat(timespec="microseconds"),
            "rule_version": entry.rule_version,
            "type": entry.type,
            "version": entry.version,
        },
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
    )
    return sha256(previous + said.encode()).digest()
