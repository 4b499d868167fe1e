"""What stands inside a part of a mail: files, a text, a mail of its own, or a signature on it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from services.intake.domain.mail.calendar import read_calendar
from services.intake.domain.mail.cms import Opened, Wrapped, open_cms
from services.intake.domain.mail.entity import Entity, decoded_body, read_entity
from services.intake.domain.mail.html_text import html_to_text
from services.intake.domain.mail.make_up import Signature, SignatureState
from services.intake.domain.mail.multipart import cut
from services.intake.domain.mail.pgp import take_armour, unverified
from services.intake.domain.mail.pieces import Body, File
from services.intake.domain.mail.rtf import read_rtf
from services.intake.domain.mail.tnef import Inner, Winmail, unpack
from services.intake.domain.mail.tnef_records import SIGNATURE, Broken
from services.intake.domain.mail.values import PGP_ENCRYPTED, Limits, Notes, WarningCode
from services.intake.domain.mail.vcard import read_vcard

_CMS = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
_TNEF = frozenset({"application/ms-tnef", "application/vnd.ms-tnef"})
_CMS_SIGNATURES = frozenset({"application/pkcs7-signature", "application/x-pkcs7-signature"})
_PLAIN = "text/plain"
_LINE_END = re.compile(rb"\r?\n")
_MAX_UNPACKED = 50_000_000
_CALENDARS = frozenset({"text/calendar", "application/ics", "text/x-vcalendar"})
_CARDS = frozenset({"text/vcard", "text/x-vcard", "text/directory"})
_PART_ONLY = "メールの一部だけに対する署名です。"


@dataclass(slots=True, kw_only=True)
class Unfolded:
    """What took the place of a part: `entity` is to be read as if it stood there, `spare` if nothing else is read."""

    files: list[File] = field(default_factory=list)
    entity: Entity | None = None
    spare: Body = field(default_factory=Body)
    page: str = ""
    signatures: tuple[Signature, ...] = ()
    encrypted: bool = False


@dataclass(slots=True)
class Findings:
    """What a walk found beside text and files; `spare` is read when no part says anything."""

    signatures: list[Signature] = field(default_factory=list)
    encrypted: bool = False
    spare: Body = field(default_factory=Body)
    spare_page: str = ""
    subject: str = ""
    left_out: int = 0

    def take(self, inside: Unfolded) -> None:
        """Add what stood inside a part."""
        self.signatures += inside.signatures
        self.encrypted = self.encrypted or inside.encrypted
        if not self.spare.text.strip():
            self.spare, self.spare_page = inside.spare, inside.page

    def take_signed(self, signatures: Sequence[Signature], *, whole: bool) -> None:
        """Add the signatures on a part; one that is not on the whole mail says so."""
        remarks = () if whole or self.signatures else (_PART_ONLY,)
        self.signatures += [replace(one, remarks=(*one.remarks, *remarks)) for one in signatures]


def unfold(entity: Entity, content: bytes, name: str, limits: Limits, notes: Notes) -> Unfolded | None:
    """Return what stands inside; None for a file that is kept as it is."""
    low = name.lower()
    if entity.content_type in _TNEF or low == "winmail.dat" or content.startswith(SIGNATURE):
        return _winmail(_kept(entity, content, name), notes)
    if entity.content_type in _CMS or low == "smime.p7m":
        return _cms(entity, content, name, limits, notes)
    return None


def unfold_armour(text: str, notes: Notes) -> tuple[str, Unfolded]:
    """Return the text without its OpenPGP armour, and what stood under it; the armour is kept as files."""
    armour = take_armour(text)
    if armour.signed:
        notes.add(WarningCode.SIGNED)
    if armour.encrypted:
        notes.add(WarningCode.ENCRYPTED)
    files = [(one, "application/pgp", "signed-message.asc") for one in armour.signed]
    files += [(one, PGP_ENCRYPTED, "encrypted-message.asc") for one in armour.encrypted]
    files += [(one, "application/pgp-keys", "public-key.asc") for one in armour.keys]
    return armour.text, Unfolded(
        files=[File(content=one.encode(), declared_type=kind, original_name=name) for one, kind, name in files],
        signatures=tuple(unverified() for _ in armour.signed),
        encrypted=bool(armour.encrypted),
    )


def read_lines(entity: Entity, content: bytes, name: str) -> str | None:
    """Return a calendar or a card as lines to read; None for every other file."""
    charset = entity.parameters.get("charset", "")
    low = name.lower()
    if entity.content_type in _CALENDARS or low.endswith((".ics", ".vcs")):
        return read_calendar(content, charset)
    if entity.content_type in _CARDS or low.endswith(".vcf"):
        return read_vcard(content, charset)
    return None


def is_protected(entity: Entity) -> bool:
    """Tell a part that repeats the mail's headers under its signature (RFC 9788, and what came before it)."""
    return "hp" in entity.parameters or entity.parameters.get("protected-headers", "").lower() == "v1"


def _winmail(kept: File, notes: Notes) -> Unfolded:
    try:
        found = unpack(kept.content)
    except Broken:
        found = Winmail()
    if found.is_empty:
        notes.add(WarningCode.WINMAIL_KEPT)
        return Unfolded(files=[kept])
    notes.add(WarningCode.WINMAIL)
    body, page = _said(found)
    files = [_file(one) for one in found.all_files()]
    if found.occasion is not None:
        text = found.occasion.text()
        files.insert(0, File(content=text.encode(), declared_type=_PLAIN, original_name="予定の案内.txt", text=text))
    if found.cut:
        notes.add(WarningCode.WINMAIL_KEPT)
        files.append(kept)
    return Unfolded(files=files, spare=body, page=page)


def _said(found: Winmail) -> tuple[Body, str]:
    """Return the body of a message inside, and its HTML."""
    page = found.html
    plain = found.plain
    if found.rtf and not page:
        rich = read_rtf(found.rtf)
        page = rich.text if rich.is_html else ""
        plain = plain or ("" if rich.is_html else rich.text)
    return Body(plain=_clean(plain), html=_clean(html_to_text(page)) if page else ""), page


def _file(one: Inner) -> File:
    if one.message is None:
        kind = one.media_type if "/" in one.media_type else "application/octet-stream"
        return File(content=one.content, declared_type=kind, original_name=one.name, content_id=one.content_id[:255])
    body, _ = _said(one.message)
    lines = [f"件名: {one.message.subject}", "", body.text]
    if one.message.occasion is not None:
        lines.insert(1, one.message.occasion.text())
    text = _clean("\n".join(lines))
    title = one.message.subject or one.name or "メッセージ"
    return File(content=text.encode("utf-8", "replace"), declared_type=_PLAIN, original_name=f"{title}.txt", text=text)


def _clean(text: str) -> str:
    return text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n").encode("utf-8", "replace").decode()


def _cms(entity: Entity, content: bytes, name: str, limits: Limits, notes: Notes) -> Unfolded | None:
    opened = open_cms(content, max_bytes=_MAX_UNPACKED)
    match opened.kind:
        case Wrapped.SIGNED | Wrapped.COMPRESSED if opened.content is not None:
            _note_signatures(opened, notes)
            inner = read_entity(opened.content.lstrip(b"\r\n"), limits, notes)
            return Unfolded(entity=inner, signatures=opened.signatures)
        case Wrapped.CERTIFICATES:
            return None
        case _ if opened.kind is Wrapped.UNKNOWN and _says_signed(entity):
            notes.add(WarningCode.SIGNED)
            return None
        case _:
            # An unknown structure of this type is most likely one that we have no key for.
            notes.add(WarningCode.ENCRYPTED)
            return Unfolded(files=[_kept(entity, content, name or "smime.p7m")], encrypted=True)


def _says_signed(entity: Entity) -> bool:
    return entity.parameters.get("smime-type", "").lower().startswith(("signed", "certs"))


def _kept(entity: Entity, content: bytes, name: str) -> File:
    return File(content=content, declared_type=entity.content_type, original_name=name)


def as_encrypted(part: Entity) -> Entity:
    """Return a part of a multipart/encrypted as what it is, not as the bytes it is sent as."""
    return replace(part, content_type=PGP_ENCRYPTED) if part.content_type == "application/octet-stream" else part


def check_signed(entity: Entity, notes: Notes) -> tuple[Signature, ...]:
    """Return what can be said of the signatures of a multipart/signed, over the exact bytes of its first part."""
    parts = cut(entity.body, entity.parameters.get("boundary", ""), Notes()).parts
    if len(parts) < 2:  # noqa: PLR2004 - what is signed, and the signature.
        notes.add(WarningCode.SIGNED)
        return ()
    signature = read_entity(parts[1], Limits(), Notes())
    if signature.content_type == "application/pgp-signature":
        notes.add(WarningCode.SIGNED)
        return (unverified(),)
    if signature.content_type not in _CMS_SIGNATURES:
        notes.add(WarningCode.SIGNED)
        return ()
    opened = _over(parts[0], decoded_body(signature, Notes()))
    _note_signatures(opened, notes)
    return opened.signatures


def _over(signed: bytes, structure: bytes) -> Opened:
    """Check over the bytes as they came, then with the line ends of mail, which some stores take away."""
    opened = open_cms(structure, max_bytes=0, beside=signed)
    if all(one.state is SignatureState.VERIFIED for one in opened.signatures):
        return opened
    again = open_cms(structure, max_bytes=0, beside=_LINE_END.sub(b"\r\n", signed))
    return again if any(one.state is SignatureState.VERIFIED for one in again.signatures) else opened


def _note_signatures(opened: Opened, notes: Notes) -> None:
    states = {one.state for one in opened.signatures}
    if SignatureState.MISMATCH in states:
        notes.add(WarningCode.SIGNATURE_MISMATCH)
    elif states != {SignatureState.VERIFIED} and opened.kind is not Wrapped.COMPRESSED:
        notes.add(WarningCode.SIGNED)
