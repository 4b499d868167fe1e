"""The shapes of documents that one service writes and another opens."""

from pydantic import BaseModel, ConfigDict


class _Content(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    def to_bytes(self) -> bytes:
        """Return the content as the bytes of a document (JSON)."""
        return self.model_dump_json().encode()


class FilledField(_Content):
    """One field of a proposal as the proposer filled it."""

    key: str
    label: str
    value: str
    protected: bool = False
    protection_reason: str = ""
    publishable: bool = False


class ProposalContent(_Content):
    """DocumentKind.PROPOSAL: what is proposed; `text` is the body of a mail, empty for a form."""

    title: str
    proposer: str = ""
    text: str = ""
    fields: tuple[FilledField, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """Return everything that is said, for the suggestion of departments."""
        return "\n".join((self.title, self.text, *(field.value for field in self.fields)))


class ContactContent(_Content):
    """DocumentKind.CONTACT: whom to answer; `message_id` is that of the mail it came by, empty for a form."""

    name: str = ""
    organisation: str = ""
    email: str = ""
    phone: str = ""
    message_id: str = ""
