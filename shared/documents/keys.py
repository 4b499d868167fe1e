"""Keys: a master key wraps the keepers' keys, a keeper's key wraps the documents' keys."""

import base64
import hmac
import os
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

from shared.errors import Invalid

KEY_BYTES = 32
_NONCE_BYTES = 12


class WrongKey(Invalid):
    """The key does not open this; it belongs to another installation or the bytes were changed."""


def new_key() -> bytes:
    """Return 32 random bytes."""
    return os.urandom(KEY_BYTES)


def wrap(key: bytes, *, under: bytes) -> bytes:
    """Wrap *key* by AES key wrap (RFC 3394)."""
    return aes_key_wrap(under, key)


def unwrap(wrapped: bytes, *, under: bytes) -> bytes:
    """Return the wrapped key, or raise WrongKey."""
    try:
        return aes_key_unwrap(under, wrapped)
    except InvalidUnwrap as error:
        raise WrongKey from error


def seal(key: bytes, content: bytes, *, bound_to: bytes) -> bytes:
    """Encrypt and authenticate *content* (AES-256-GCM, nonce in front), bound to the identity *bound_to*."""
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, content, bound_to)


def unseal(key: bytes, sealed: bytes, *, bound_to: bytes) -> bytes:
    """Return the content, or raise WrongKey when key, bytes or identity differ."""
    if len(sealed) <= _NONCE_BYTES:
        raise WrongKey
    try:
        return AESGCM(key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], bound_to)
    except InvalidTag as error:
        raise WrongKey from error


def address(keeper_key: bytes, content: bytes) -> bytes:
    """Return the address of *content*: equal only for equal content of one keeper, and gone with its key."""
    return hmac.digest(keeper_key, b"address" + sha256(content).digest(), "sha256")


class Keyring:
    """Holds the master key of the installation and wraps keepers' keys under it."""

    def __init__(self, master_key: str) -> None:
        """Take the master key as base64 of 32 bytes."""
        try:
            self._master = base64.b64decode(master_key, validate=True)
        except ValueError as error:  # binascii.Error is one; letters beyond ASCII raise the plain one
            raise WrongKey("DESK_MASTER_KEY is not base64") from error
        if len(self._master) != KEY_BYTES:
            raise WrongKey("DESK_MASTER_KEY must hold 32 bytes")

    def new_keeper_key(self) -> tuple[bytes, bytes]:
        """Return a fresh keeper key and the same key wrapped."""
        key = new_key()
        return key, wrap(key, under=self._master)

    def keeper_key(self, wrapped: bytes) -> bytes:
        """Return a keeper's key."""
        return unwrap(wrapped, under=self._master)

    def mark(self, purpose: str, text: str) -> bytes:
        """Return what stands for *text* where only sameness matters; without the master key nobody can try texts."""
        return hmac.digest(hmac.digest(self._master, b"mark:" + purpose.encode(), "sha256"), text.encode(), "sha256")
