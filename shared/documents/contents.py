"""The shapes of documents that one service writes and another opens."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from shared.sender_check import SenderCheck


class _Content(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    def to_bytes(self) -> bytes:
        """Return the content as the bytes of a document (JSON)."""
        return self.model_dump_json().encode()


class EarlierValue(_Content):
    """What stood in a field before somebody of the desk corrected its reading."""

    value: str
    by: str
    at: datetime


class FilledField(_Content):
    """One field of a proposal as the proposer filled it.

    *source* is empty for a form; for a sheet it says which, *place* where in it, and *guessed* that no exact label
    led there. *earlier* holds what was read before each correction, the newest last.
    """

    key: str
    label: str
    value: str
    protected: bool = False
    protection_reason: str = ""
    publishable: bool = False
    source: str = ""
    place: str = ""
    guessed: bool = False
    earlier: tuple[EarlierValue, ...] = ()


class UnreadCell(_Content):
    """Words on a sheet that were read into no field."""

    place: str
    text: str


class FieldCorrection(_Content):
    """DocumentKind.READING: a field of a sheet as somebody of the desk reads it; the file itself stays as it came.

    *version* counts the corrections of a proposal; *of_contact* tells whom to answer from what is proposed.
    """

    version: int
    key: str
    label: str
    value: str
    by: str
    at: datetime
    of_contact: bool = False


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


def corrections_in(contents: Iterable[bytes]) -> list[FieldCorrection]:
    """Return the corrections that stand in these documents, the oldest first."""
    return sorted(map(FieldCorrection.model_validate_json, contents), key=lambda one: one.version)


class ProposalContent(_Content):
    """DocumentKind.PROPOSAL: what is proposed; `text` is the body of a mail, empty for a form.

    `unread` is what stood on a sheet and was read into no field; `sheets` are the positions of the files that were
    read as sheets.
    """

    title: str
    proposer: str = ""
    text: str = ""
    fields: tuple[FilledField, ...] = ()
    warnings: tuple[str, ...] = ()
    mail: MailMakeUp = MailMakeUp()
    unread: tuple[UnreadCell, ...] = ()
    sheets: tuple[int, ...] = ()

    @property
    def is_from_sheet(self) -> bool:
        """Tell whether any of it was read from a sheet, so that the reading may be corrected."""
        return bool(self.unread) or any(field.source for field in self.fields)

    def corrected(self, corrections: Sequence[FieldCorrection]) -> "ProposalContent":
        """Return the content as it reads after *corrections*, in their order."""
        mine = [one for one in corrections if not one.of_contact]
        return self.model_copy(update={"fields": _corrected(self.fields, mine)}) if mine else self

    def without(self, keys: Collection[str]) -> "ProposalContent":
        """Return the content without the fields of these keys."""
        return self.model_copy(update={"fields": _others(self.fields, keys)}) if keys else self

    @property
    def filled(self) -> str:
        """Return what its fields say, and what was read into none."""
        return _said_in(self.fields, self.unread)

    @property
    def words(self) -> str:
        """Return everything that is said, files apart."""
        return f"{self.title}\n{self.text}\n{self.filled}"


class RegistrationContent(_Content):
    """DocumentKind.REGISTRATION: what somebody who registers for a forum wishes or asks."""

    words: str = ""


class ContactContent(_Content):
    """DocumentKind.CONTACT: whom to answer; `message_id` is that of the mail it came by, empty for a form.

    `written` is what a sheet says of it, which complements the sender of the mail and never replaces it;
    `sender_check` is what our own mail server found out about who sent the mail, None for what is no mail.
    """

    name: str = ""
    organisation: str = ""
    email: str = ""
    phone: str = ""
    message_id: str = ""
    sender_check: SenderCheck | None = None
    written: tuple[FilledField, ...] = ()

    def corrected(self, corrections: Sequence[FieldCorrection]) -> "ContactContent":
        """Return the contact as it reads after *corrections*; whom mails go to never changes by them."""
        mine = [one for one in corrections if one.of_contact]
        return self.model_copy(update={"written": _corrected(self.written, mine)}) if mine else self


def _said_in(fields: Iterable[FilledField], unread: Iterable[UnreadCell]) -> str:
    return "\n".join((*(field.value for field in fields), *(cell.text for cell in unread)))


def _others(fields: Iterable[FilledField], keys: Collection[str]) -> tuple[FilledField, ...]:
    return tuple(field for field in fields if field.key not in keys)


def _corrected(fields: tuple[FilledField, ...], corrections: Sequence[FieldCorrection]) -> tuple[FilledField, ...]:
    found = {field.key: field for field in fields}
    for one in corrections:
        before = found.get(one.key, FilledField(key=one.key, label=one.label, value=""))
        earlier = EarlierValue(value=before.value, by=one.by, at=one.at)
        found[one.key] = before.model_copy(
            update={"value": one.value, "guessed": False, "earlier": (*before.earlier, earlier)}
        )
    return tuple(found.values())


class SheetContent(_Content):
    """DocumentKind.SHEET: what a sheet says that came beside a proposal, and is no part of what was proposed.

    `reply_id` is the reply it came with, None for a file of the proposal itself; *trusted* says that the reply is
    the contact's own, or that a person attached it.
    """

    name: str = ""
    at: datetime
    reply_id: UUID | None = None
    trusted: bool = True
    fields: tuple[FilledField, ...] = ()
    written: tuple[FilledField, ...] = ()
    unread: tuple[UnreadCell, ...] = ()
    warnings: tuple[str, ...] = ()

    def without(self, keys: Collection[str]) -> "SheetContent":
        """Return the content without the fields of these keys."""
        return self.model_copy(update={"fields": _others(self.fields, keys)}) if keys else self

    @property
    def words(self) -> str:
        """Return what it says of the idea, without its printed labels and hints."""
        return _said_in(self.fields, self.unread)


class ReplyContent(_Content):
    """DocumentKind.REPLY: what somebody answered to one of our mails, whoever that was."""

    subject: str
    sender_name: str = ""
    sender_address: str = ""
    text: str = ""
    warnings: tuple[str, ...] = ()
    mail: MailMakeUp = MailMakeUp()
    sender_check: SenderCheck | None = None
