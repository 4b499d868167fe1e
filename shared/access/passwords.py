"""Passwords: argon2id with the parameters OWASP asks for, one rule, and the same work for unknown users."""

import unicodedata
from typing import Final

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

from shared.errors import Invalid

MIN_CHARACTERS: Final = 12
# Long enough for any pass phrase; the bound keeps a sender from making us hash megabytes.
MAX_CHARACTERS: Final = 256
_LEFT_BESIDE_THE_NAME: Final = 8
_DISTINCT_CHARACTERS: Final = 5

# OWASP, Password Storage: argon2id, 19 MiB, two passes, one lane.
_HASHER: Final = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1, hash_len=32, salt_len=16, type=Type.ID)

# The hash of a random text nobody kept, made with the parameters above. It is verified when there is no such
# user, so that the time of an answer does not tell who has an account.
_NOBODY: Final = "$argon2id$v=19$m=19456,t=2,p=1$hq/spff/bEA/Qvj0UJGEbA$Uy8f1/w0ejwBrnfNf31oDSPF2/ZABvIv4K7qPOIvWNQ"

# What people type when a rule asks for twelve characters; digits and signs at the end are cut before looking.
# fmt: off
_OBVIOUS: Final = frozenset(
    {
        "password", "passwordpassword", "passw0rd", "p@ssword", "p@ssw0rd", "pass", "qwerty",
        "qwertyuiop", "qwertyuiopasdf", "asdfghjkl", "zxcvbnm", "1q2w3e4r5t6y", "1qaz2wsx3edc",
        "1qaz2wsx", "qazwsxedc", "abc", "abcd", "abcdef", "abcdefghijkl", "admin", "administrator",
        "administratoradministrator", "letmein", "welcome", "welcometo", "iloveyou", "changeme",
        "changemenow", "default", "secret", "test", "testtest", "testtesttest", "sample", "guest",
        "root", "system", "renkei", "renkeidesk", "koumin", "kouminrenkei", "pref", "prefecture",
        "kencho", "shiyakusho", "sakura", "himitsu",
    }
)
# fmt: on
_RUNS: Final = ("01234567890123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm")


class WeakPassword(Invalid):
    """The password breaks the rule for passwords."""

    public_message = (
        "パスワードは12文字以上にし、利用者名や、推測されやすい文字列(password、連続した数字など)は避けてください。"
    )


def hash_password(password: str) -> str:
    """Return the argon2id hash of *password*; takes about 30 ms and 19 MiB, so call it in a thread."""
    return _HASHER.hash(_as_bytes(password))


def verify_password(password_hash: str | None, password: str) -> bool:
    """Tell whether *password* fits; without a hash do the same work and say no."""
    too_long = len(password) > MAX_CHARACTERS
    candidate = _as_bytes("" if too_long else password)
    try:
        _HASHER.verify(password_hash or _NOBODY, candidate)
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None and not too_long


def needs_rehash(password_hash: str) -> bool:
    """Tell whether the hash was made with other parameters than today's."""
    return _HASHER.check_needs_rehash(password_hash)


def check_password_rule(password: str, *, user: str) -> None:
    """Raise WeakPassword unless *password* is long enough, not the user name and not an obvious one."""
    plain = _normal(password).casefold()
    if not MIN_CHARACTERS <= len(plain) <= MAX_CHARACTERS:
        raise WeakPassword("The length of the password is outside the rule.")
    name = _normal(user).casefold()
    if name and name in plain and len(plain.replace(name, "")) < _LEFT_BESIDE_THE_NAME:
        raise WeakPassword("The password is little more than the user name.")
    if _is_obvious(plain):
        raise WeakPassword("The password is one of those that are tried first.")


def _is_obvious(plain: str) -> bool:
    if len(set(plain)) < _DISTINCT_CHARACTERS:
        return True
    letters = "".join(character for character in plain if character.isalnum() or character == "@")
    stem = letters.rstrip("0123456789")
    half = stem[: len(stem) // 2]
    if letters in _OBVIOUS or stem in _OBVIOUS or (stem == half * 2 and half in _OBVIOUS):
        return True
    return bool(letters) and any(letters in run or letters in run[::-1] for run in _RUNS)


def _as_bytes(password: str) -> bytes:
    return _normal(password).encode("utf-8", "replace")


def _normal(text: str) -> str:
    # A Japanese input method may be left on full width; the same key strokes shall be the same password.
    return unicodedata.normalize("NFKC", text)
