"""Secret addresses: the desk's own address with a detail after the `+` that only intake and notify can write.

`teian+r….…@` is where answers to the mails about a proposal belong, `teian+o….…@` those of a company that was asked,
`teian+b….…@` where mail servers report that one of our mails did not arrive. The detail names the thing (base 32, since
an address has no upper and lower case) and carries an HMAC over it, so whoever guesses one writes to nobody. Like the
status link, it never travels in a fact.
"""

import base64
import binascii
import hmac
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

_ID_CHARACTERS = 26
_MAC_BYTES = 10
_MAX_LOCAL_PART = 64


class AddressKind(StrEnum):
    """What mail to a secret address is about."""

    REPLY = "r"  # 返信: about a proposal
    RETURN = "b"  # 配信不能の通知: about one of our mails
    OFFER = "o"  # 団体からの回答: about an offer


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretAddress:
    """What a secret address was made for: a proposal (REPLY), an offer (OFFER) or a mail we sent (RETURN)."""

    kind: AddressKind
    about: UUID


def secret_address(secret: str, own: str, said: SecretAddress) -> str | None:
    """Return *own* with its secret detail; None where the local part would grow beyond 64 characters (RFC 5321)."""
    local, _, host = own.rpartition("@")
    made = f"{local}+{said.kind.value}{_base32(said.about.bytes)}{_mac(secret, said)}"
    return f"{made}@{host}" if len(made) <= _MAX_LOCAL_PART else None


def read_secret_address(secret: str, address: str) -> SecretAddress | None:
    """Return what *address* was made for, or None when it carries no detail of ours or a forged one."""
    detail = address.strip().strip("<>").lower().rpartition("@")[0].rpartition("+")[2]
    try:
        said = SecretAddress(kind=AddressKind(detail[:1]), about=_id_in(detail[1 : 1 + _ID_CHARACTERS]))
    except ValueError:
        return None
    mac = detail[1 + _ID_CHARACTERS :]
    return said if mac.isascii() and hmac.compare_digest(mac, _mac(secret, said)) else None


def _mac(secret: str, said: SecretAddress) -> str:
    words = b"address:" + said.kind.value.encode() + b":" + said.about.bytes
    return _base32(hmac.digest(secret.encode(), words, "sha256")[:_MAC_BYTES])


def _base32(raw: bytes) -> str:
    return base64.b32encode(raw).decode().rstrip("=").lower()


def _id_in(text: str) -> UUID:
    try:
        return UUID(bytes=base64.b32decode(text.upper() + "======"))
    except binascii.Error as error:
        raise ValueError(text) from error
