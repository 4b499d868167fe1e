"""How a mail was made up: its HTML, what stayed encrypted, and what can be said of its signatures."""

from dataclasses import dataclass, field, replace
from enum import StrEnum


class SignatureState(StrEnum):
    """How far a signature holds; nobody here vouches for who issued the certificate."""

    VERIFIED = "verified"  # 検証済
    MISMATCH = "mismatch"  # 不一致
    UNVERIFIED = "unverified"  # 未検証


class SignatureKind(StrEnum):
    """By which standard it was signed."""

    SMIME = "S/MIME"
    PGP = "PGP"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """One signature: its state, who the certificate says signed, and what a reader should know beside."""

    kind: SignatureKind
    state: SignatureState
    signer: str = field(default="", repr=False)
    addresses: tuple[str, ...] = field(default=(), repr=False)
    remarks: tuple[str, ...] = ()

    def compared_with(self, sender: str) -> "Signature":
        """Return it with a remark when the certificate is not of whom the mail says it is from."""
        if not sender or not self.addresses or sender.lower() in self.addresses:
            return self
        return replace(self, remarks=(*self.remarks, "証明書のメールアドレスが、差出人と異なります。"))


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeUp:
    """What a page says of a mail beside its text; `html` is cleaned, None where there is none to show."""

    html: str | None = field(default=None, repr=False)
    encrypted: bool = False
    signatures: tuple[Signature, ...] = ()
