"""Facts of intake as they are recorded."""

from datetime import datetime
from uuid import UUID

from services.intake.storage.raw_messages import ClaimedRaw
from shared.events import Classification, Fact, Recorded
from shared.events.who import by_account, by_service, rules_of
from shared.ids import new_id
from shared.scheme.model import DeskScheme

SOURCE = "desk://intake"


def recorded(
    fact: Fact,
    *,
    scheme: DeskScheme,
    aggregate_id: UUID,
    version: int,
    raw_id: UUID,
    actor: str,
    now: datetime,
    classification: Classification = Classification.LIMITED,
) -> Recorded[Fact]:
    """Return *fact* with its place in history; everything that follows from one message shares its id."""
    return Recorded(
        id=new_id(),
        fact=fact,
        source=SOURCE,
        desk_id=scheme.desk_id,
        aggregate_id=aggregate_id,
        aggregate_version=version,
        actor=actor,
        rule_version=rules_of(scheme.desk_id, scheme.version),
        occurred_at=now,
        classification=classification,
        correlation_id=raw_id,
    )


def reader_of(raw: ClaimedRaw) -> str:
    """Return who makes a proposal of *raw*: the person who took it out of the holding box, or intake itself."""
    return by_service("intake") if raw.decided_by is None else by_account(raw.decided_by)
