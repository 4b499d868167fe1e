"""What verbs about one offer ask in common: whose offer is meant."""

from uuid import UUID

from pydantic import Field

from services.routing.domain.roles import Addressee
from services.routing.handlers.verbs.door import Asked
from shared.errors import Invalid


class WhoseUnclear(Invalid):
    """Exactly one addressee is meant: a department or a party."""

    public_message = "送付先の課又は団体のどちらか一つを指定してください。"


class OfOneOffer(Asked):
    """Whose offer is meant: a department by its code, or a party by its id."""

    department: str | None = Field(default=None, title="送付先の課", examples=["kanko"])
    party_id: UUID | None = Field(default=None, title="送付先の団体")

    @property
    def addressee(self) -> Addressee:
        """Return who that is; raise WhoseUnclear."""
        if (self.department is None) == (self.party_id is None):
            raise WhoseUnclear
        return Addressee(department=self.department, party_id=self.party_id)
