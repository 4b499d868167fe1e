"""What a fact is, and how it is recorded."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated, ClassVar, Generic, TypeVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict, StringConstraints

# The only kinds of string a fact may hold: none of them can carry a sentence, a name or an address.
Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._-]{0,62}$")]
Receipt = Annotated[str, StringConstraints(pattern=r"^[A-Z]{1,2}[0-9]{1,3}-[0-9]{4,9}$")]


class Classification(StrEnum):
    """How widely the aggregate a fact speaks of may be known."""

    OPEN = "open"  # 公開
    LIMITED = "limited"  # 限定
    PROTECTED = "protected"  # 保護


class Fact(BaseModel):
    """Something that has happened; it cannot be vetoed and holds no text of an idea, no name and no address."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    type: ClassVar[str]
    owner: ClassVar[str]
    aggregate: ClassVar[str]


F_co = TypeVar("F_co", bound=Fact, covariant=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded(Generic[F_co]):
    """A fact as it stands in its owner's event log: what happened, to what, by whom, when, under which rules."""

    id: UUID
    fact: F_co
    source: str
    desk_id: str
    aggregate_id: UUID
    aggregate_version: int
    actor: str
    rule_version: str
    occurred_at: datetime
    classification: Classification
    correlation_id: UUID
    causation_id: UUID | None = None

    @property
    def type(self) -> str:
        """Return the fact's type, which is also its routing key."""
        return self.fact.type
