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
    plain = _without(text, _UNSEEN).translate(dict.fromkeys(map(ord, _of(text, _BREAKS)), " "))
    # Whatever is left of an encoded word would be decoded by somebody after us (a newline can hide in it).
    return " ".join(plain.split()).replace("=?", "= ?")


def visible_lines(text: str) -> str:
    """Return the lines of a letter without what a reader cannot see; spaces stay, also the wide one."""
    return _without(text.replace("\r\n", "\n").replace("\r", "\n"), _BREAKS | _UNSEEN, but="\n")


def is_one_line(text: str) -> bool:
    """Tell whether *text* holds nothing that ends a line or moves the cursor."""
    return not _of(text, _BREAKS)


def name_or_nothing(text: str) -> str:
    """Return a name as it may stand in the address of a letter, or nothing when it is none."""
    name = one_line(text)
    said = unicodedata.normalize("NFKC", name).lower()
    if len(name) > _MAX_NAME_CHARACTERS or any(sign in said for sign in _NOT_IN_A_NAME):
        return ""
    return name


def _of(text: str, categories: frozenset[str]) -> list[str]:
    """Return which characters of *text* are of these categories: each is looked up once, however often it stands."""
    return [character for character in set(text) if unicodedata.category(character) in categories]


def _without(text: str, categories: frozenset[str], *, but: str = "") -> str:
    unwanted = [character for character in _of(text, categories) if character not in but]
    return text.translate(dict.fromkeys(map(ord, unwanted))) if unwanted else text


def _decoded(text: str) -> str:
    if "=?" not in text:
        return text
    try:
        return str(make_header(decode_header(text)))
    except (HeaderParseError, LookupError, UnicodeError, ValueError):
        return text
