"""Facts about one addressee: a department under its code, or a party under its number."""

from typing import Self
from uuid import UUID

from pydantic import model_validator

from shared.events.base import Code, Fact


class AddresseeFact(Fact):
    """A fact about whom the desk asked: either a department or a party, never both and never neither."""

    department: Code | None = None
    party_id: UUID | None = None

    @model_validator(mode="after")
    def _is_one_addressee(self) -> Self:
        if (self.department is None) == (self.party_id is None):
            raise ValueError("exactly one of department and party_id names the addressee")
        return self
