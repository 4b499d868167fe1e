"""Facts of intake as they are recorded."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.intake.storage.raw_messages import ClaimedRaw
from shared.events import Classification, Fact, Recorded
from shared.events.who import by_account, by_service, rules_of
from shared.ids import new_id
from shared.scheme.model import DeskScheme

SOURCE = "desk://intake"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Under whose rules something happens, and in which version of them."""

    desk_id: str
    version: str

    @classmethod
    def of(cls, scheme: DeskScheme) -> "Rules":
        """Return the rules of a desk that are in force."""
        return cls(desk_id=scheme.desk_id, version=rules_of(scheme.desk_id, scheme.version))


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
    place = Place(aggregate_id=aggregate_id, version=version, correlation_id=raw_id, classification=classification)
    return recorded_under(Rules.of(scheme), fact, place, actor=actor, now=now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The place of a fact in history: of what it is, as which change, and what it follows from."""

    aggregate_id: UUID
    version: int
    correlation_id: UUID
    classification: Classification = Classification.LIMITED


def recorded_under(rules: Rules, fact: Fact, place: Place, *, actor: str, now: datetime) -> Recorded[Fact]:
    """Return *fact* as it happened under *rules*, which may be those of what is heard."""
    return Recorded(
        id=new_id(),
        fact=fact,
        source=SOURCE,
        desk_id=rules.desk_id,
        aggregate_id=place.aggregate_id,
        aggregate_version=place.version,
        actor=actor,
        rule_version=rules.version,
        occurred_at=now,
        classification=place.classification,
        correlation_id=place.correlation_id,
    )


def reader_of(raw: ClaimedRaw) -> str:
    """Return who makes a proposal of *raw*: the person who took it out of the holding box, or intake itself."""
    return by_service("intake") if raw.decided_by is None else by_account(raw.decided_by)
