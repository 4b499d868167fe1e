"""What the office writes beside a publication: documents of kind `ledger_text`."""

from pydantic import BaseModel, ConfigDict


class _Words(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class ConsentWords(_Words):
    """Who said yes or no, and what they added."""

    who: str
    words: str = ""


class OfficeWords(_Words):
    """Why something was withdrawn, sent back or released at another moment, and how others agreed to that."""

    words: str
    agreed_with: str = ""
