"""OpenPGP armour in a text: what is signed is read, what is encrypted stays shut; no keys are held here."""

import re
from dataclasses import dataclass

from services.intake.domain.mail.make_up import Signature, SignatureKind, SignatureState

_SIGNED = re.compile(
    r"(?ms)^-----BEGIN PGP SIGNED MESSAGE-----[ \t]*\n(?:[A-Za-z-]+:[^\n]*\n)*\n?(.*?)\n?"
    r"^-----BEGIN PGP SIGNATURE-----[ \t]*\n.*?^-----END PGP SIGNATURE-----[ \t]*$\n?"
)
_ENCRYPTED = re.compile(
    r"(?ms)^[> \t]*-----BEGIN PGP MESSAGE-----[ \t]*$.*?(?:^[> \t]*-----END PGP MESSAGE-----[ \t]*$\n?|\Z)"
)
_KEY = re.compile(r"(?ms)^-----BEGIN PGP PUBLIC KEY BLOCK-----[ \t]*$.*?^-----END PGP PUBLIC KEY BLOCK-----[ \t]*$\n?")
_ESCAPED = re.compile(r"(?m)^- (?=-|From )")
_MAX_BLOCKS = 50
_NO_KEY = "署名を確かめるための鍵を持っていません。"


@dataclass(frozen=True, slots=True)
class Armour:
    """The text without its armour, the armour as it came, and what it was."""

    text: str
    signed: tuple[str, ...] = ()
    encrypted: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()


def take_armour(text: str) -> Armour:
    """Cut OpenPGP armour out of *text*; a signed text stays where it stood, without dashes escaped."""
    # A text with many beginnings would be looked through for the end of each.
    if not 0 < text.count("-----BEGIN PGP ") <= _MAX_BLOCKS:
        return Armour(text)
    signed = tuple(match.group() for match in _SIGNED.finditer(text))
    plain = _SIGNED.sub(lambda match: _ESCAPED.sub("", match.group(1)) + "\n", text)
    encrypted = tuple(match.group() for match in _ENCRYPTED.finditer(plain))
    plain = _ENCRYPTED.sub("", plain)
    keys = tuple(match.group() for match in _KEY.finditer(plain))
    return Armour(_KEY.sub("", plain), signed, encrypted, keys)


def unverified() -> Signature:
    """Return what can be said of a PGP signature here."""
    return Signature(kind=SignatureKind.PGP, state=SignatureState.UNVERIFIED, remarks=(_NO_KEY,))
