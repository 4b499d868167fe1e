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


class SignatureContent(_Content):
    """An electronic signature on a mail; `state` is `verified`, `mismatch` or `unverified`."""

    state: str
    kind: str
    signer: str = ""
    remarks: tuple[str, ...] = ()


class MailMakeUp(_Content):
    """How a mail was made up: can its HTML be shown, did something stay encrypted, who signed it."""

    html: bool = False
    encrypted: bool = False
    signatures: tuple[SignatureContent, ...] = ()


class ProposalContent(_Content):
    """DocumentKind.PROPOSAL: what is proposed; `text` is the body of a mail, empty for a form."""

    title: str
    proposer: str = ""
    text: str = ""
    fields: tuple[FilledField, ...] = ()
    warnings: tuple[str, ...] = ()
    mail: MailMakeUp = MailMakeUp()

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
