"""The words of an agreement, each a document of kind `ledger_text` under the agreement's own key."""

from datetime import date
from uuid import UUID

from pydantic import BaseModel, ConfigDict


class _Text(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class NamedParty(_Text):
    """A party of an agreement, by the name under which it signed."""

    party_id: UUID
    name: str


class AgreementContent(_Text):
    """What an agreement says: its title, its purpose, who concludes it, and which body is to decide it."""

    title: str
    purpose: str
    parties: tuple[NamedParty, ...]
    deciding_body: str = ""
    remarks: str = ""


class DecidedContent(_Text):
    """By which body something was decided, under which number and on which day the office approved it, and why."""

    body: str
    approval_number: str = ""
    approval_on: date | None = None
    words: str = ""


class AgreementWords(_Text):
    """What somebody wrote down about an agreement."""

    words: str
