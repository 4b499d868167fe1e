"""Text that strangers typed, made fit to stand in a mail of ours."""

import unicodedata
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from typing import Final

_MAX_NAME_CHARACTERS: Final = 60
_DECODING_ROUNDS: Final = 4
# A name that holds one of these is no name: it would make our mail carry a stranger's advertisement.
_NOT_IN_A_NAME: Final = ("://", "www.", "@", "http")

_BREAKS: Final = frozenset({"Cc", "Zl", "Zp"})
_UNSEEN: Final = frozenset({"Cf", "Cs", "Cn"})


def one_line(text: str) -> str:
    """Return *text* as one line without controls and without anything a mail header would decode."""
    for _ in range(_DECODING_ROUNDS):
        decoded = _decoded(text)
        if decoded == text:
            break
        text = decoded
    kept = (" " if unicodedata.category(character) in _BREAKS else character for character in text)
    plain = "".join(character for character in kept if unicodedata.category(character) not in _UNSEEN)
    # Whatever is left of an encoded word would be decoded by somebody after us (a newline can hide in it).
    return " ".join(plain.split()).replace("=?", "= ?")


def visible_line(line: str) -> str:
    """Return a line of a letter without what a reader cannot see; spaces stay, also the wide one."""
    return "".join(character for character in line if unicodedata.category(character) not in _BREAKS | _UNSEEN)


def is_one_line(text: str) -> bool:
    """Tell whether *text* holds nothing that ends a line or moves the cursor."""
    return all(unicodedata.category(character) not in _BREAKS for character in text)


def name_or_nothing(text: str) -> str:
    """Return a name as it may stand in the address of a letter, or nothing when it is none."""
    name = one_line(text)
    said = unicodedata.normalize("NFKC", name).lower()
    if len(name) > _MAX_NAME_CHARACTERS or any(sign in said for sign in _NOT_IN_A_NAME):
        return ""
    return name


def _decoded(text: str) -> str:
    try:
        return str(make_header(decode_header(text)))
    except (HeaderParseError, LookupError, UnicodeError, ValueError):
        return text
