"""Open what S/MIME wraps (CMS, RFC 5652): signed and compressed content is read, encrypted content stays shut."""

import zlib
from dataclasses import dataclass, field
from enum import StrEnum

from asn1crypto import cms

from services.intake.domain.mail.cms_signer import check_signer
from services.intake.domain.mail.make_up import Signature

# What the library is known to raise on bytes that are not what they claim to be.
_BROKEN = (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, RecursionError)
_MAX_SIGNERS = 10


class Wrapped(StrEnum):
    """What a CMS structure holds."""

    SIGNED = "signed"
    COMPRESSED = "compressed"
    ENCRYPTED = "encrypted"
    CERTIFICATES = "certificates"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """What was found: the content where it can be read, and the signatures on it."""

    kind: Wrapped
    content: bytes | None = field(default=None, repr=False)
    signatures: tuple[Signature, ...] = ()


def open_cms(structure: bytes, *, max_bytes: int, beside: bytes | None = None) -> Opened:
    """Return what *structure* holds; *beside* is the content it signs when that stands outside. Never fails."""
    try:
        return _open(structure, max_bytes, beside)
    except _BROKEN:
        return Opened(kind=Wrapped.UNKNOWN)


def _open(structure: bytes, max_bytes: int, beside: bytes | None) -> Opened:
    info = cms.ContentInfo.load(structure)
    match info["content_type"].native:
        case "signed_data":
            return _signed(info["content"], beside)
        case "compressed_data":
            packed = info["content"]["encap_content_info"]["content"].native
            return Opened(kind=Wrapped.COMPRESSED, content=_unpacked(packed, max_bytes))
        case "enveloped_data" | "encrypted_data" | "authenticated_enveloped_data" | "auth_enveloped_data":
            return Opened(kind=Wrapped.ENCRYPTED)
        case _:
            return Opened(kind=Wrapped.UNKNOWN)


def _signed(data: cms.SignedData, beside: bytes | None) -> Opened:
    inside = data["encap_content_info"]["content"].native
    content = beside if beside is not None else inside
    signers = list(data["signer_infos"])
    if not isinstance(content, bytes):
        return Opened(kind=Wrapped.UNKNOWN if signers else Wrapped.CERTIFICATES)
    certificates = [one.chosen for one in data["certificates"] if one.name == "certificate"]
    signatures = tuple(check_signer(one, certificates, content) for one in signers[:_MAX_SIGNERS])
    return Opened(kind=Wrapped.SIGNED, content=content, signatures=signatures)


def _unpacked(packed: object, max_bytes: int) -> bytes | None:
    if not isinstance(packed, bytes):
        return None
    try:
        unpacking = zlib.decompressobj()
        found = unpacking.decompress(packed, max_bytes)
    except zlib.error:
        return None
    # What is larger than a mail may be stays packed.
    return None if unpacking.unconsumed_tail else found
